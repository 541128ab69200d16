"""What is asked by code, from above and from the command line."""

from datetime import date, datetime

from vanlang.identity.api import Unit
from vanlang.indicators.models import Definition, Indicator
from vanlang.indicators.queries import definitions, values
from vanlang.indicators.queries.values import Figure
from vanlang.indicators.rules.periods import Period


def published(*, on: date | None = None) -> list[Definition]:
    """Return the definitions in force on a day, one of each indicator."""
    return list(definitions.published(on=on))


def definition(code: str, period: Period) -> Definition | None:
    """Return the version that a period is reported and counted under."""
    indicator = Indicator.objects.filter(code=code).first()
    return definitions.version_for(indicator, period) if indicator else None


def value(code: str, *, unit: Unit, period: Period, as_of: datetime | None = None) -> Figure | None:
    """Return the figure of a unit in a period as it was known at a moment, None where undefined."""
    found = definition(code, period)
    return values.figure(found, unit, period, as_of=as_of) if found else None
