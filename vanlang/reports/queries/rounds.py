from datetime import datetime, timedelta
from uuid import UUID

from vanlang.kernel.days import day_of
from vanlang.reports.models import RegimeVersion, Round
from vanlang.reports.rules import periods
from vanlang.reports.rules.periods import Period

TWO_YEARS = timedelta(days=730)


def with_key(key: UUID | str) -> Round | None:
    return Round.objects.select_related("version", "regime__owner").filter(pk=key).first()


def last_period(version: RegimeVersion, at: datetime) -> Period | None:
    """Return the last period of a regime that has ended."""
    definition, today = version.definition, day_of(at)
    found = periods.ended(
        definition.frequency, since=today - TWO_YEARS, on=today, cut_off=definition.cut_off
    )
    return max(found, key=lambda one: one.end, default=None)
