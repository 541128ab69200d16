"""What has ended and what goes on from it: the series of a successor, a set's criteria."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from vanlang.identity.api import Unit
from vanlang.indicators.models import Criterion, Definition, Indicator, Retirement, Value
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries import values
from vanlang.indicators.queries.values import Figure, Mark
from vanlang.indicators.rules import formulas
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.rules.points import Scoring

LONGEST_CHAIN = 10


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The end of an indicator, and the name of the one that stands at the other side of it."""

    retirement: Retirement
    other: Definition | None


def end_of(indicator: Indicator, *, as_of: datetime | None = None) -> Neighbour | None:
    """Return how an indicator ends, as far as it was laid down at a moment."""
    rows = Retirement.objects.select_related("successor").filter(indicator=indicator)
    if as_of is not None:
        rows = rows.filter(retired_at__lte=as_of)
    row = rows.first()
    if row is None:
        return None
    return Neighbour(row, definition_of(row.successor) if row.successor is not None else None)


def origin_of(indicator: Indicator, *, as_of: datetime | None = None) -> Neighbour | None:
    """Return the end of the indicator whose series goes on in this one."""
    row = before(indicator, as_of=as_of)
    return Neighbour(row, definition_of(row.indicator)) if row is not None else None


def before(indicator: Indicator, *, as_of: datetime | None = None) -> Retirement | None:
    """Return the retirement of the indicator whose series goes on in this one."""
    rows = Retirement.objects.select_related("indicator__owner")
    rows = rows.filter(successor=indicator, goes_on=True)
    if as_of is not None:
        rows = rows.filter(retired_at__lte=as_of)
    return rows.first()


def series(
    definition: Definition,
    unit: Unit,
    periods: Iterable[Period],
    *,
    as_of: datetime | None = None,
    among: QuerySet[Value] | None = None,
) -> list[Figure]:
    """Return the figures of a unit over time; before the first, those of what went on in it.

    Each figure says by its code which indicator it is of.
    """
    figures = values.series(definition, unit, periods, as_of=as_of, among=among)
    indicator = definition.indicator
    for _ in range(LONGEST_CHAIN):
        row = before(indicator, as_of=as_of)
        if row is None:
            break
        indicator = row.indicator
        older = known.in_force(definition_of(indicator), row.last_date)
        wanted = [figure.period for figure in figures if figure.period.end <= row.last_date]
        by_key = {
            figure.period.key: figure
            for figure in values.series(older, unit, wanted, as_of=as_of, among=among)
        }
        figures = [
            by_key.get(figure.period.key, figure) if figure.decided is None else figure
            for figure in figures
        ]
    return figures


def definition_of(indicator: Indicator) -> Definition:
    """Return the version in force, or the last one of an indicator that is retired."""
    return known.published().get(indicator=indicator)


def users_of(code: str) -> list[Definition]:
    """Return what is counted from an indicator, or adds up from it, and does not end itself."""
    rows = known.published().filter(effective_to=None).exclude(formula="", parts="")
    return [
        row
        for row in rows
        if code in row.part_codes
        or (row.formula and code in formulas.indicators_in(formulas.parse(row.formula)))
    ]


def ended(*, on: date) -> dict[int, Retirement]:
    """Return what had ended by a day, by indicator."""
    rows = Retirement.objects.select_related("successor").filter(last_date__lt=on)
    return {row.indicator_id: row for row in rows}


def follow(leaves: Iterable[Criterion], gone: Mapping[int, Retirement]) -> dict[int, date]:
    """Let criteria whose indicator has ended be judged by its successor, in memory only.

    Returns:
        The last day of those that nothing goes on from, by criterion: they are missing to nobody.
    """
    stopped: dict[int, date] = {}
    for leaf in leaves:
        for _ in range(LONGEST_CHAIN):
            row = gone.get(leaf.indicator_id or 0)
            if row is None:
                break
            if row.successor is None:
                stopped[leaf.pk] = row.last_date
                leaf.scoring = Scoring.NONE
                break
            leaf.indicator, leaf.is_followed_elsewhere = row.successor, True
    return stopped


def carried_on(
    marks: Sequence[Mark],
    definitions: Mapping[int, tuple[Definition, Period]],
    units: Iterable[int],
    gone: Mapping[int, Retirement],
    *,
    as_of: datetime | None = None,
) -> list[Mark]:
    """Return the last marks of series that go on, where the new indicator has no figure yet.

    Without them every unit would lack a figure from the day of the change to its first report.
    """
    wanted, new = [], {}
    for old, row in gone.items():
        successor = row.successor_id
        if row.goes_on and successor is not None and successor in definitions:
            _, period = definitions[successor]
            wanted.append((old, period.previous().key))
            new[old] = successor
    if not wanted:
        return []
    there = {(mark.indicator_id, mark.unit_id) for mark in marks if mark.value is not None}
    last = [
        mark._replace(indicator_id=new[mark.indicator_id])
        for mark in values.newest(wanted, units, as_of=as_of)
    ]
    return [mark for mark in last if (mark.indicator_id, mark.unit_id) not in there]
