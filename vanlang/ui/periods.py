"""Which period a board shows, and as of when: one form for every board."""

from collections.abc import Mapping
from datetime import MAXYEAR, date, datetime
from typing import Any

from django import forms

from vanlang.kernel.measures import Scope
from vanlang.ui import looking_back

FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
NOT_A_DATE = {"invalid": "Ghi ngày như 31/12/2026."}


class DayInput(forms.DateInput):
    """A day as browsers send and want it back."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=DayInput(),
        input_formats=FORMATS,
        error_messages=NOT_A_DATE,
    )


class PeriodForm(forms.Form):
    """`tu` and `den` are whole days, both included; `luc` looks back to the end of that day."""

    tu = day_field("Từ ngày")
    den = day_field("Đến hết ngày")
    luc = looking_back.MomentField(
        label="Xem như ở cuối ngày",
        required=False,
        help_text="Để trống để xem số liệu lúc này.",
        widget=DayInput(),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **words: Any) -> None:
        """Take `ngay` for `luc`: what other pages call the day one looks back to."""
        if data and data.get("ngay") and not data.get("luc"):
            data = {**{name: data.get(name) for name in data}, "luc": data.get("ngay")}
        super().__init__(data, **words)

    def first_day(self, end: date) -> date:
        """Return where a period begins whose beginning nobody asked for."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        start, end = answers.get("tu"), answers.get("den")
        if start and end and end < start:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        if end and end.year == MAXYEAR:  # the day after it must be a day as well
            self.add_error("den", "Ngày cuối quá xa.")
        return answers

    def scope(self, unit_ids: frozenset[int] | None, *, at: datetime) -> Scope:
        """Return what the form asks for; what is not said is the usual period, seen now."""
        answers = self.cleaned_data if self.is_valid() else {}
        as_of = looking_back.as_of(answers.get("luc"), at=at)
        end: date = answers.get("den") or looking_back.day_of(as_of, at=at)
        start: date = answers.get("tu") or self.first_day(end)
        return Scope(unit_ids, min(start, end), end, as_of)
