"""From which moment a board looks: the end of a day, or the very moment a figure was counted.

A figure and the rows it opens are counted at the same instant: its address carries the instant.
"""

from datetime import UTC, date, datetime, timedelta

from django import forms

from vanlang.kernel import days
from vanlang.kernel.deadlines import ZONE

EARLIEST = 1900
A_DAY = len("2026-12-31")
UNREADABLE = "Ghi ngày như 31/12/2026."
Asked = date | datetime | None


class MomentField(forms.Field):
    """A day, as people type it, or a moment, as the addresses of figures carry it."""

    def to_python(self, value: object) -> Asked:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            found = _read(text)
        except ValueError:
            raise forms.ValidationError(UNREADABLE) from None
        if found.year < EARLIEST:
            raise forms.ValidationError(UNREADABLE)
        return found


def _read(text: str) -> date | datetime:
    if "/" in text:
        return days.day_of(datetime.strptime(text, days.DAY).replace(tzinfo=ZONE))
    if len(text) <= A_DAY:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def as_of(asked: Asked, *, at: datetime) -> datetime:
    """Return the moment to look from: a day's end, a moment gone by, or else this one."""
    if isinstance(asked, datetime):
        return min(asked, at)
    if asked is not None and asked < days.day_of(at):
        return days.midnight(asked + timedelta(days=1))
    return at


def day_of(moment: datetime, *, at: datetime) -> date:
    """Return the last day that is seen whole or in part from a moment: of a day's end, that day."""
    return days.day_of(moment if moment == at else moment - timedelta(microseconds=1))


def written(moment: datetime) -> str:
    """Return a moment as an address carries it, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
