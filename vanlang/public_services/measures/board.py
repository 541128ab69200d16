"""The board's numbers: from the day tallies for this very moment, from the rows for any other.

Both roads end in the same definitions of `figures`; a test holds them equal to the digit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from vanlang.kernel import measures
from vanlang.kernel.measures import Measure, Scope, Value
from vanlang.public_services.measures import figures
from vanlang.public_services.models.tallies import DayTally, StaleDay

# Which columns of a day's tally hold a measure's numerator and denominator.
COLUMNS: dict[str, tuple[str, str | None]] = {
    figures.RECEIVED.code: ("received", None),
    figures.ONLINE.code: ("online", "received"),
    figures.ONLINE_COMPLETE.code: ("online_complete", "received"),
    figures.REUSED.code: ("reused", "received"),
    figures.SETTLED.code: ("settled", None),
    figures.EARLY.code: ("early", None),
    figures.ON_TIME.code: ("on_time", None),
    figures.LATE.code: ("late", None),
    figures.IN_TIME.code: ("in_time", "settled"),
    figures.ELECTRONIC.code: ("electronic", "result_due"),
    figures.DIGITISED.code: ("digitised", "settled"),
}
TALLIED = sorted({column for pair in COLUMNS.values() for column in pair if column})


@dataclass(frozen=True, slots=True)
class Board:
    """One reading: the figures of the whole scope, and of each agency in it by its id.

    `is_live` tells that it follows the day tallies; `waiting` counts the days on which something
    has happened that is not in them yet, so that the page can say so.
    """

    scope: Scope
    total: dict[str, Value]
    by_unit: dict[int, dict[str, Value]]
    is_live: bool
    waiting: int


def read(scope: Scope, *, at: datetime) -> Board:
    """Return the board of `scope`, read at `at`; live when the scope looks from this moment."""
    if scope.as_of < at:
        return _from_rows(scope)
    total, by_unit = _tallied(scope)
    now = measures.values_by(figures.LIVE, scope, "competent_unit_id")
    for unit, values in now.items():
        by_unit.setdefault(int(str(unit)), dict(NOTHING)).update(values)
    total |= _summed(figures.AT_THE_MOMENT, [by_unit[unit] for unit in by_unit])
    return Board(scope, total, by_unit, is_live=True, waiting=StaleDay.objects.count())


def _from_rows(scope: Scope) -> Board:
    found = measures.values_by(figures.BOARD, scope, "competent_unit_id")
    by_unit = {int(str(unit)): NOTHING | values for unit, values in found.items()}
    total = _summed(figures.BOARD, list(by_unit.values()))
    return Board(scope, total, by_unit, is_live=False, waiting=0)


def _tallied(scope: Scope) -> tuple[dict[str, Value], dict[int, dict[str, Value]]]:
    tallies = DayTally.objects.filter(day__range=(scope.start, scope.end))
    if scope.unit_ids is not None:
        tallies = tallies.filter(unit__in=scope.unit_ids)
    sums = tallies.order_by().values("unit_id").annotate(**{f"s_{c}": Sum(c) for c in TALLIED})
    by_unit = {
        row["unit_id"]: NOTHING | _values({c: row[f"s_{c}"] for c in TALLIED}) for row in sums
    }
    return _summed(figures.BOARD, list(by_unit.values())), by_unit


def _values(counts: Mapping[str, int]) -> dict[str, Value]:
    return {
        code: Value(counts[numerator], counts[denominator] if denominator else None)
        for code, (numerator, denominator) in COLUMNS.items()
    }


def _empty(measure: Measure) -> Value:
    return Value(0, 0 if measure.denominator else None)


NOTHING = {measure.code: _empty(measure) for measure in figures.BOARD}


def _summed(which: Sequence[Measure], parts: list[dict[str, Value]]) -> dict[str, Value]:
    total = {}
    for measure in which:
        values = [part[measure.code] for part in parts]
        numerator = sum(value.numerator for value in values)
        denominator = sum(value.denominator or 0 for value in values)
        total[measure.code] = Value(numerator, denominator if measure.denominator else None)
    return total


def count_day(day: date, unit_ids: frozenset[int], *, at: datetime) -> dict[int, dict[str, int]]:
    """Count one day of each agency from its dossiers: what `DayTally` is to hold."""
    scope = Scope(unit_ids, day, day, at)
    by_day = (*figures.BY_DAY_RECEIVED, *figures.BY_DAY_SETTLED)
    found = measures.values_by(by_day, scope, "competent_unit_id")
    counts = {}
    for unit in unit_ids:
        values = NOTHING | found.get(unit, {})
        counts[unit] = {
            column: number or 0
            for code, (numerator, denominator) in COLUMNS.items()
            for column, number in (
                (numerator, values[code].numerator),
                (denominator, values[code].denominator),
            )
            if column
        }
    return counts


def full_count(scope: Scope) -> Board:
    """Return the same board counted from every row: what the live one must equal."""
    return _from_rows(scope)
