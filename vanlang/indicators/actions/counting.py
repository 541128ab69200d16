"""The platform counts: an agency again after each event there, everything every night."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.indicators.actions import checking, recording
from vanlang.indicators.actions.recording import New
from vanlang.indicators.measures import counting
from vanlang.indicators.models import Definition, StaleUnit, Tally, Value
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries import units as tree
from vanlang.indicators.rules import formulas
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.rules.states import Decides, ValueKind
from vanlang.kernel import measures
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of

BATCH = 1000


def mark_stale(units: Iterable[int], *, at: datetime) -> None:
    """Note that something happened at these agencies: within a second they are counted again."""
    rows = [StaleUnit(unit_id=unit, since=at) for unit in set(units)]
    StaleUnit.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def recount_stale(*, at: datetime) -> int:
    """Count the agencies again at which something happened; return how many those were.

    An event that comes while we count waits for us to take its agency's mark away, and then makes a
    new one: nothing is missed.
    """
    stale = StaleUnit.objects.select_for_update(skip_locked=True).order_by("pk")
    units = {row.unit_id: row.pk for row in stale}
    if not units:
        return 0
    StaleUnit.objects.filter(pk__in=units.values()).delete()
    for period, definitions in current_periods(day_of(at)):
        _tally(definitions, period, frozenset(units), at=at)
        _count(definitions, period, frozenset(units), at=at)
    return len(units)


def recount(*, at: datetime, on: date | None = None) -> int:
    """Count every agency in the periods that hold a day; return how many values were kept."""
    kept = 0
    for period, definitions in current_periods(on or day_of(at)):
        kept += recount_period(definitions, period, at=at)
    return kept


@transaction.atomic
def recount_period(definitions: Sequence[Definition], period: Period, *, at: datetime) -> int:
    _tally(definitions, period, None, at=at)
    return len(_count(definitions, period, None, at=at))


def current_periods(day: date) -> list[tuple[Period, list[Definition]]]:
    """Return the periods that hold a day and, of each, the definitions that are counted in it."""
    found: dict[Period, list[Definition]] = {}
    for one in known.published(on=day):
        if one.formula:
            period = known.period_at(one, day)
            if one.is_in_force_on(period.start):
                found.setdefault(period, []).append(one)
    return list(found.items())


def _tally(
    definitions: Sequence[Definition],
    period: Period,
    units: frozenset[int] | None,
    *,
    at: datetime,
) -> None:
    """Put what the measures give now into the tallies, nothing where nothing is."""
    codes = _measures_of(definitions)
    if not codes:
        return
    found = counting.read_counts(codes, period, units, as_of=at)
    registered = counting.registered()
    agencies = set(units) if units is not None else {unit for _, unit in found}
    if units is None:
        gone = Tally.objects.filter(start=period.start, end=period.end, measure__in=codes)
        agencies |= set(gone.values_list("unit_id", flat=True))
    rows = []
    for code in sorted(codes & registered.keys()):
        if not measures.unit_column(registered[code]):
            continue
        for unit in sorted(agencies):
            value = found.get((code, unit)) or counting.nothing_of(registered[code])
            rows.append(
                Tally(
                    measure=code,
                    unit_id=unit,
                    start=period.start,
                    end=period.end,
                    numerator=value.numerator,
                    denominator=value.denominator,
                    counted_at=at,
                )
            )
    Tally.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["start", "end", "measure", "unit"],
        update_fields=["numerator", "denominator", "counted_at"],
        batch_size=BATCH,
    )


def _measures_of(definitions: Iterable[Definition]) -> set[str]:
    codes: set[str] = set()
    for one in definitions:
        node = known.tree(one)
        if node is not None:
            codes |= formulas.measures_in(node)
    return codes


def _count(
    definitions: Sequence[Definition],
    period: Period,
    units: frozenset[int] | None,
    *,
    at: datetime,
) -> list[Value]:
    """Evaluate every formula for these agencies, the province and whatever stands on them.

    Level by level: what refers to others is evaluated once they are there.
    """
    tallies = counting.tallied(_measures_of(definitions), period)
    others = counting.others_for(definitions, period)
    measured = _Measured(period, units, at=at)
    kept: list[Value] = []
    for level in known.in_levels(definitions):
        news = []
        for one in level:
            node = known.tree(one)
            if node is not None:
                news += [
                    _new(one, unit, period, counting.count(node, unit, tallies, others))
                    for unit in measured.units_of(one)
                ]
        rows = recording.put(news, by=PLATFORM, at=at)
        places = [(row.indicator_id, row.period_key, row.unit_id) for row in rows]
        checking.close_mended(places, at=at)  # what was reported may be what is counted now
        codes = {one.indicator_id: one.code for one in level if one.decides == Decides.COUNTED}
        for row in rows:
            if row.indicator_id in codes:
                others.values[codes[row.indicator_id], row.unit_id] = row.value, Colour(row.colour)
        kept += rows
    return kept


class _Measured:
    """Whom each definition is counted for; asked once for all that have the same audience."""

    def __init__(self, period: Period, units: frozenset[int] | None, *, at: datetime) -> None:
        self.on = min(period.end, day_of(at))
        self.wanted = units
        self.found: dict[tuple[object, ...], list[Unit]] = {}

    def units_of(self, definition: Definition) -> list[Unit]:
        audience = (
            definition.for_province,
            definition.for_departments,
            definition.for_communes,
            definition.block,
        )
        if audience not in self.found:
            self.found[audience] = [
                unit
                for unit in tree.measured(definition, on=self.on)
                if self.wanted is None or unit.pk in self.wanted or tree.is_whole(unit)
            ]
        return self.found[audience]


def _new(definition: Definition, unit: Unit, period: Period, count: counting.Count) -> New:
    return New(
        definition,
        unit,
        period,
        ValueKind.COUNTED,
        count.value,
        count.numerator,
        count.denominator,
        note="" if count.value is not None else f"Thiếu: {', '.join(count.gaps)}."[:300],
    )
