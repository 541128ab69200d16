"""Forecasts of the year's end, kept beside the series they were made of."""

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.indicators.models import Definition, Forecast
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries import units as tree
from vanlang.indicators.queries import values
from vanlang.indicators.rules.numbers import DECIMALS_AT_MOST, rounded
from vanlang.indicators.rules.periods import Frequency, Period, back_from
from vanlang.kernel.days import day_of

# Fewer points say nothing of a trend; the series since the merger is as short as it is.
SHORTEST, LONGEST = 8, 36
CERTAINTY = 80
PROGRAM = "vanlang.indicators.rules.forecasting"
TIMEOUT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Series:
    definition: Definition
    unit: Unit
    year: int
    values: list[float]
    ahead: int


def is_possible() -> bool:
    """Tell whether the library is there: it is an extra, `pip install vanlang[forecast]`."""
    return find_spec("statsmodels") is not None


def forecast(*, at: datetime) -> int:
    """Forecast the year's last period for every series that is long enough; return how many."""
    wanted = {str(place): one for place, one in enumerate(_series(at=at))}
    if not wanted or not is_possible():
        return 0
    asked = {key: {"values": one.values, "ahead": one.ahead} for key, one in wanted.items()}
    done = subprocess.run(
        [sys.executable, "-m", PROGRAM],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    answers = json.loads(done.stdout)
    return sum(_keep(wanted[key], answer, at=at) for key, answer in answers.items())


def _series(*, at: datetime) -> list[Series]:
    today, long_enough = day_of(at), []
    for definition in known.published(on=today):
        running = known.period_at(definition, today)
        if definition.frequency not in (Frequency.MONTH, Frequency.QUARTER):
            continue
        unit = next((u for u in tree.measured(definition, on=today) if tree.is_whole(u)), None)
        if unit is None:
            continue
        periods = list(back_from(running.previous(), LONGEST))
        figures = values.series(definition, unit, periods)
        tail: list[float] = []
        for one in reversed(figures):  # only as far back as nothing is missing
            if one.decided is None:
                break
            tail.append(float(one.decided))
        if len(tail) >= SHORTEST:
            ahead = _periods_left(running)
            long_enough.append(Series(definition, unit, running.year, tail[::-1], ahead))
    return long_enough


def _periods_left(running: Period) -> int:
    """Return how many periods there are from the running one to the year's last, both counted."""
    count, period = 1, running
    while period.next().year == running.year:
        count, period = count + 1, period.next()
    return count


@transaction.atomic
def _keep(series: Series, said: dict[str, float | str], *, at: datetime) -> bool:
    bounds = [float(said[name]) for name in ("low", "middle", "high")]
    if not all(math.isfinite(bound) for bound in bounds):
        return False
    low, middle, high = (_within(bound, series.definition) for bound in bounds)
    rows = Forecast.objects.select_for_update().filter(
        indicator=series.definition.indicator_id,
        unit=series.unit,
        year=series.year,
        replaced_at=None,
    )
    rows.update(replaced_at=at)
    Forecast.objects.create(
        indicator=series.definition.indicator,
        unit=series.unit,
        year=series.year,
        low=low,
        middle=middle,
        high=high,
        certainty=CERTAINTY,
        method=str(said["method"]),
        made_at=at,
    )
    return True


def _within(bound: float, definition: Definition) -> Decimal:
    """Return a bound as no figure can lie beyond: no share is over a hundred."""
    number = rounded(Decimal(repr(bound)), DECIMALS_AT_MOST)
    if definition.lowest is not None:
        number = max(number, definition.lowest)
    if definition.highest is not None:
        number = min(number, definition.highest)
    return number
