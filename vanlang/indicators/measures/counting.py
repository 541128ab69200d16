"""What the platform counts itself: from the tallies for this moment, from the rows for any other.

Both roads evaluate the same formula; a test holds them equal to the digit.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from vanlang.identity.api import Unit
from vanlang.indicators.models import Definition, Tally
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries import units as tree
from vanlang.indicators.queries import values as stored
from vanlang.indicators.rules import formulas
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.formulas import Call, IndicatorName, MeasureName, Node
from vanlang.indicators.rules.numbers import DECIMALS_AT_MOST, HUNDRED, rounded
from vanlang.indicators.rules.periods import Period
from vanlang.kernel import measures
from vanlang.kernel.measures import Measure, Scope

WHOLE = 0  # stands for the whole province where the key is otherwise an agency


@dataclass(frozen=True, slots=True)
class Count:
    """A counted value: with what stands above and below the line where it is one share."""

    value: Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    gaps: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Others:
    """What other indicators came to in a period: by code and agency, value and colour."""

    values: dict[tuple[str, int], tuple[Decimal | None, Colour]] = field(default_factory=dict)
    units: dict[str, list[int]] = field(default_factory=dict)


ValueOf = Callable[[str], measures.Value | None]
Tallies = Mapping[tuple[str, int], measures.Value]


def registered() -> dict[str, Measure]:
    return {one.code: one for one in measures.registered()}


def read_counts(
    codes: Collection[str], period: Period, units: frozenset[int] | None, *, as_of: datetime
) -> dict[tuple[str, int], measures.Value]:
    """Count the measures from their rows, by agency: one statement for each kind of rows."""
    by_column: dict[str, list[Measure]] = {}
    for code, measure in registered().items():
        if code in codes:
            by_column.setdefault(measures.unit_column(measure), []).append(measure)
    scope = Scope(units, period.start, period.end, as_of)
    found: dict[tuple[str, int], measures.Value] = {}
    for column, together in by_column.items():
        if not column:
            continue
        for unit, counted in measures.values_by(together, scope, column).items():
            if unit is not None:
                found |= {(code, int(str(unit))): value for code, value in counted.items()}
    return found


def tallied(codes: Collection[str], period: Period) -> dict[tuple[str, int], measures.Value]:
    """Return what was counted last, by agency, and under WHOLE the sum of all."""
    rows = Tally.objects.filter(start=period.start, end=period.end, measure__in=codes)
    found = {
        (code, unit): measures.Value(numerator, denominator)
        for code, unit, numerator, denominator in rows.values_list(
            "measure", "unit_id", "numerator", "denominator"
        )
    }
    return with_whole(found)


def with_whole(found: Tallies) -> dict[tuple[str, int], measures.Value]:
    whole: dict[str, measures.Value] = {}
    for (code, _), value in found.items():
        before = whole.get(code, measures.Value(0, None if value.denominator is None else 0))
        denominator = (
            None if value.denominator is None else (before.denominator or 0) + value.denominator
        )
        whole[code] = measures.Value(before.numerator + value.numerator, denominator)
    return dict(found) | {(code, WHOLE): value for code, value in whole.items()}


def nothing_of(measure: Measure) -> measures.Value:
    return measures.Value(0, 0 if measure.denominator else None)


def count(node: Node, unit: Unit, counts: Tallies, others: Others) -> Count:
    """Return the value of a formula for one unit, out of what was counted."""
    place = WHOLE if tree.is_whole(unit) else unit.pk
    known_measures = registered()
    rows = 0

    def value_of(code: str) -> measures.Value | None:
        measure = known_measures.get(code)
        if measure is None or not measures.unit_column(measure):
            return None
        return counts.get((code, place)) or nothing_of(measure)

    def lookup(part: Node) -> Decimal | None:
        if isinstance(part, MeasureName):
            return _of_measure(part, value_of(part.code))
        if isinstance(part, IndicatorName):
            return others.values.get((part.code, unit.pk), (None, Colour.UNKNOWN))[0]
        if isinstance(part, Call) and isinstance(part.arguments[0], IndicatorName):
            return _over_units(part.name, part.arguments[0].code, others)
        return None

    found = formulas.evaluate(node, lookup)
    for code in formulas.measures_in(node):
        counted = value_of(code)
        if counted is not None:
            rows += counted.denominator if counted.denominator is not None else counted.numerator
    above, below = _single(node, value_of)
    if above is None:
        above, below = _of_units(node, others)
    value = None if found.value is None else rounded(found.value, DECIMALS_AT_MOST)
    return Count(value, above, below, found.gaps, rows)


def _of_measure(part: MeasureName, counted: measures.Value | None) -> Decimal | None:
    if counted is None:
        return None
    if part.part == formulas.NUMERATOR or (not part.part and counted.denominator is None):
        return Decimal(counted.numerator)
    if part.part == formulas.DENOMINATOR:
        return None if counted.denominator is None else Decimal(counted.denominator)
    if not counted.denominator:
        return None  # nothing to share: missing, never zero
    return HUNDRED * counted.numerator / Decimal(counted.denominator)


def _over_units(name: str, code: str, others: Others) -> Decimal | None:
    units = others.units.get(code, [])
    found = [others.values.get((code, unit), (None, Colour.UNKNOWN)) for unit in units]
    if not units:
        return None
    if name == "don_vi":
        return Decimal(len(units))
    if name == "co_so_lieu":
        return Decimal(sum(value is not None for value, _ in found))
    if name == "dat":
        return Decimal(sum(colour == Colour.GREEN for _, colour in found))
    values = [value for value, _ in found if value is not None]
    return sum(values, Decimal(0)) if len(values) == len(units) else None


def _single(node: Node, value_of: ValueOf) -> tuple[int | None, int | None]:
    """Return what stands above and below the line where the formula is one measure."""
    if isinstance(node, MeasureName) and not node.part:
        counted = value_of(node.code)
        return (counted.numerator, counted.denominator) if counted else (None, None)
    return None, None


def _of_units(node: Node, others: Others) -> tuple[int | None, int | None]:
    """Return how many units of how many, where the formula is a share of units."""
    calls = [part for part in formulas.walk(node) if isinstance(part, Call)]
    named = {part.name: part.arguments[0] for part in calls}
    done, all_of = named.get("dat"), named.get("don_vi")
    if done is None or done != all_of or not isinstance(done, IndicatorName):
        return None, None
    green, units = (_over_units(name, done.code, others) for name in ("dat", "don_vi"))
    return (int(green), int(units)) if green is not None and units is not None else (None, None)


def others_for(
    wanted: Iterable[Definition], period: Period, *, as_of: datetime | None = None
) -> Others:
    """Return what the formulas of `wanted` need of other indicators in a period."""
    codes: set[str] = set()
    over: set[str] = set()
    for one in wanted:
        node = known.tree(one)
        if node is None:
            continue
        codes |= formulas.indicators_in(node)
        over |= {
            part.arguments[0].code
            for part in formulas.walk(node)
            if isinstance(part, Call) and isinstance(part.arguments[0], IndicatorName)
        }
    if not codes:
        return Others()
    referred = [one for one in known.published(on=period.start) if one.code in codes]
    rows = stored.decided([one.indicator_id for one in referred], period.key, as_of=as_of)
    values = {(row.indicator.code, row.unit_id): (row.value, Colour(row.colour)) for row in rows}
    units = {
        one.code: [
            unit.pk
            for unit in tree.measured(one, on=period.end)
            if not (tree.is_whole(unit) and (one.for_communes or one.for_departments))
        ]
        for one in referred
        if one.code in over
    }
    return Others(values, units)


def compute(definition: Definition, unit: Unit, period: Period, *, as_of: datetime) -> Count:
    """Count one value from the very rows, as they were known at a moment."""
    node = known.tree(definition)
    if node is None:
        found = stored.figure(definition, unit, period, as_of=as_of)
        return Count(found.decided)
    codes = formulas.measures_in(node)
    scope = None if tree.is_whole(unit) else frozenset({unit.pk})
    counts = with_whole(read_counts(codes, period, scope, as_of=as_of))
    return count(node, unit, counts, others_for([definition], period, as_of=as_of))
