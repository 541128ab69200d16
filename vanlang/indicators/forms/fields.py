"""Fields that read what people here type: numbers with a comma, days as they are written."""

from collections.abc import Mapping
from typing import Any

from django import forms


class Day(forms.DateField):
    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        )


def text(
    label: str, *, most: int, rows: int = 0, help_text: str = "", required: bool = False
) -> forms.CharField:
    """Return a field of words, of several lines where `rows` says so."""
    field = forms.CharField(label=label, max_length=most, help_text=help_text, required=required)
    if rows:
        field.widget = forms.Textarea(attrs={"rows": rows})
    return field


def choices(names: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in names.items()]
