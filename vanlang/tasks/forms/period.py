"""Which period a board shows, and as of when."""

from datetime import MAXYEAR, date, datetime
from typing import Any

from django import forms

from vanlang.kernel.measures import Scope
from vanlang.tasks.forms.giving import DateInput, date_field
from vanlang.ui import looking_back


class Period(forms.Form):
    """`tu` and `den` are whole days, both included; `luc` looks back to the end of that day."""

    tu = date_field("Giao từ ngày", required=False)
    den = date_field("đến hết ngày", required=False)
    luc = looking_back.MomentField(
        label="Xem như ở cuối ngày",
        required=False,
        help_text="Để trống để xem số liệu lúc này.",
        widget=DateInput(),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        start, end = cleaned.get("tu"), cleaned.get("den")
        if start and end and end < start:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        if end and end.year == MAXYEAR:  # the day after it must be a day as well
            self.add_error("den", "Ngày cuối quá xa.")
        return cleaned

    def scope(self, unit_ids: frozenset[int] | None, *, at: datetime) -> Scope:
        """Return what the form asks for; what is not said is this year, seen now."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        as_of = looking_back.as_of(cleaned.get("luc"), at=at)
        end: date = cleaned.get("den") or looking_back.day_of(as_of, at=at)
        start: date = cleaned.get("tu") or end.replace(month=1, day=1)
        return Scope(unit_ids, min(start, end), end, as_of)
