"""Which period the board shows, and as of when."""

from datetime import date, datetime
from typing import Any

from django import forms

from vanlang.kernel.measures import Scope
from vanlang.ui import looking_back


def quarter_of(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


class Period(forms.Form):
    """`tu` and `den` are whole days, both included; `luc` looks back to the end of that day."""

    tu = forms.DateField(label="Từ ngày", required=False, widget=forms.DateInput({"type": "date"}))
    den = forms.DateField(
        label="Đến hết ngày", required=False, widget=forms.DateInput({"type": "date"})
    )
    luc = looking_back.MomentField(
        label="Xem như ở cuối ngày",
        required=False,
        help_text="Để trống để xem số liệu lúc này.",
        widget=forms.DateInput({"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        start, end = found.get("tu"), found.get("den")
        if start and end and end < start:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        return found

    def scope(self, unit_ids: frozenset[int] | None, *, at: datetime) -> Scope:
        """Return what the form asks for; what is not said is this quarter, seen now."""
        asked = self.cleaned_data if self.is_valid() else {}
        as_of = looking_back.as_of(asked.get("luc"), at=at)
        end: date = asked.get("den") or looking_back.day_of(as_of, at=at)
        start: date = asked.get("tu") or quarter_of(end)
        return Scope(unit_ids, min(start, end), end, as_of)
