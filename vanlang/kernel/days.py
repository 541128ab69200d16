"""The day is Vietnam's. Before 07:00 in Phú Thọ it is still yesterday in UTC, in which moments lie.

Whatever a person reads as a day or a time of day goes through here; a test forbids `.date()` and
formats of a moment elsewhere.
"""

from datetime import date, datetime, time

from vanlang.kernel.deadlines import ZONE

DAY = "%d/%m/%Y"
DAY_AND_TIME = "%H:%M ngày %d/%m/%Y"


def day_of(moment: datetime) -> date:
    """Return the day in Vietnam on which the moment lies."""
    return moment.astimezone(ZONE).date()


def midnight(day: date) -> datetime:
    """Return the moment at which the day begins in Vietnam."""
    return datetime.combine(day, time.min, ZONE)


def written(when: date | datetime) -> str:
    """Return the day as papers write it, `05/01/2027`; of a moment, its day in Vietnam."""
    return f"{day_of(when) if isinstance(when, datetime) else when:%d/%m/%Y}"


def written_with_time(moment: datetime) -> str:
    """Return the moment as papers write it: `06:30 ngày 05/01/2027`."""
    return f"{moment.astimezone(ZONE):%H:%M ngày %d/%m/%Y}"
