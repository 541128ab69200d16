"""What the three old provinces published for one period."""

from typing import Any

from django import forms
from django.forms import BoundField

from vanlang.indicators.forms.fields import text
from vanlang.indicators.models import Definition
from vanlang.indicators.queries.merging import Kept
from vanlang.indicators.queries.units import OLD_PROVINCES
from vanlang.indicators.rules.merging import Former, check
from vanlang.indicators.rules.paths import Merging
from vanlang.indicators.rules.periods import Period
from vanlang.kernel.refusals import Refusal
from vanlang.ui.fields import NumberField


class OldProvinces(forms.Form):
    """The period is chosen before: its fields come with what is kept for it."""

    period = forms.ChoiceField(label="Kỳ số liệu", widget=forms.HiddenInput)

    def __init__(
        self,
        *words: Any,
        definition: Definition,
        periods: list[Period],
        kept: Kept,
        **named: Any,
    ) -> None:
        super().__init__(*words, **named)
        self.definition, self.how = definition, Merging(definition.merging)
        self.periods = {one.key: one for one in periods}
        self.fields["period"] = forms.ChoiceField(
            label="Kỳ số liệu",
            widget=forms.HiddenInput,
            choices=[(one.key, one.name) for one in periods],
        )
        for place, province in enumerate(OLD_PROVINCES, start=1):
            self._ask(place, province, kept[province].former if province in kept else None)

    def _ask(self, place: int, province: str, before: Former | None) -> None:
        self.fields[f"value_{place}"] = NumberField(f"Giá trị của {province}")
        if self.how == Merging.WEIGHTED:
            self.fields[f"weight_{place}"] = NumberField(f"Quy mô của {province}")
        self.fields[f"source_{place}"] = text(f"Nguồn số liệu của {province}", most=500)
        if before is not None:
            self.initial[f"value_{place}"] = before.value
            self.initial[f"weight_{place}"] = before.weight
            self.initial[f"source_{place}"] = before.source

    def clean_period(self) -> Period:
        return self.periods[self.cleaned_data["period"]]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        self.parts: list[Former] = []
        for place, province in enumerate(OLD_PROVINCES, start=1):
            if any(name.endswith(f"_{place}") for name in self.errors):
                continue
            part = Former(
                province,
                found[f"value_{place}"],
                found.get(f"weight_{place}"),
                found[f"source_{place}"],
            )
            try:
                check(part, self.how, self.definition.limits)
            except Refusal as no:
                self.add_error(f"{no.field}_{place}", no.message)
            self.parts.append(part)
        return found

    @property
    def by_province(self) -> list[list[BoundField]]:
        """Return the fields of each province, which stand in one row."""
        return [
            [bound for bound in self if bound.name.endswith(f"_{place}")]
            for place in range(1, len(OLD_PROVINCES) + 1)
        ]
