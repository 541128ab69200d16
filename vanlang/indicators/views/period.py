"""Which day a page looks from: `?ngay=2026-03-01` shows it as it was at that day's end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vanlang.kernel.days import day_of, midnight
from vanlang.ui.requests import Request


@dataclass(frozen=True, slots=True)
class Look:
    """`as_of` is None for this very moment."""

    on: date
    at: datetime
    as_of: datetime | None

    @property
    def is_back(self) -> bool:
        return self.as_of is not None


def look(request: Request, *, at: datetime) -> Look:
    """Return the day asked for; a day that is none, or not yet, is today."""
    today = day_of(at)
    try:
        on = date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        on = today
    if on >= today or on.year < 2:  # noqa: PLR2004 the first year has none before it
        return Look(today, at, None)
    return Look(on, at, midnight(on + timedelta(days=1)))
