"""Which period the board shows, and as of when."""

from datetime import date, datetime, timedelta

from django import forms

from vanlang.kernel.days import day_of, midnight
from vanlang.kernel.measures import Scope


def quarter_of(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


class Period(forms.Form):
    """`tu` and `den` are whole days, both included; `luc` looks back to the end of that day."""

    tu = forms.DateField(label="Từ ngày", required=False, widget=forms.DateInput({"type": "date"}))
    den = forms.DateField(
        label="Đến hết ngày", required=False, widget=forms.DateInput({"type": "date"})
    )
    luc = forms.DateField(
        label="Xem như ở cuối ngày",
        required=False,
        help_text="Để trống để xem số liệu lúc này.",
        widget=forms.DateInput({"type": "date"}),
    )

    def clean(self) -> dict[str, date | None]:
        found: dict[str, date | None] = self.cleaned_data
        start, end = found.get("tu"), found.get("den")
        if start and end and end < start:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        return found

    def scope(self, unit_ids: frozenset[int] | None, *, at: datetime) -> Scope:
        """Return what the form asks for; what is not said is this quarter, seen now."""
        today = day_of(at)
        asked = self.cleaned_data if self.is_valid() else {}
        end: date = asked.get("den") or today
        start: date = asked.get("tu") or quarter_of(end)
        look_from: date | None = asked.get("luc")
        as_of = at
        if look_from is not None and look_from < today:
            as_of = midnight(look_from + timedelta(days=1))
        return Scope(unit_ids, min(start, end), end, as_of)
