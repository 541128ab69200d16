from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from vanlang.identity.api import Unit
from vanlang.indicators.models import (
    ColourChange,
    Definition,
    Evidence,
    Forecast,
    Indicator,
    Value,
)
from vanlang.indicators.permissions import AT_WORK, FOLLOWS, oversees
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.rules.states import Decides, ValueKind
from vanlang.kernel.actors import Actor
from vanlang.kernel.questions import Given

# One look into the index for each indicator and period that is asked for, however many the units.
NEWEST = """
    SELECT DISTINCT ON (v.indicator_id, v.unit_id)
        v.indicator_id, v.unit_id, v.period_key, v.value, v.colour, v.target, v.rule
    FROM unnest(%s::bigint[], %s::varchar[]) AS asked (indicator_id, period_key)
    JOIN indicators_value AS v USING (indicator_id, period_key)
    WHERE v.unit_id = ANY(%s::bigint[]) AND v.is_decisive AND {known}
    ORDER BY v.indicator_id, v.unit_id, v.value IS NULL, v.period_end DESC
"""
GREEN = """
    SELECT v.indicator_id, v.period_key,
        count(*) FILTER (WHERE v.colour = 'good'), count(*) FILTER (WHERE v.colour <> 'none')
    FROM unnest(%s::bigint[], %s::varchar[]) AS asked (indicator_id, period_key)
    JOIN indicators_value AS v USING (indicator_id, period_key)
    WHERE v.unit_id = ANY(%s::bigint[]) AND v.is_decisive AND {known}
    GROUP BY v.indicator_id, v.period_key
"""
IN_FORCE = "v.replaced_at IS NULL"
IN_FORCE_AT = "v.recorded_at <= %s AND (v.replaced_at IS NULL OR v.replaced_at > %s)"


class Mark(NamedTuple):
    """What a board needs of a value; of a thousand rows the rest would be read for nothing."""

    indicator_id: int
    unit_id: int
    period_key: str
    value: Decimal | None
    colour: str
    target: Decimal | None
    rule: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one unit and period: what was reported, counted and verified.

    `decided` is the one it is judged by; None is missing, which is not zero.
    """

    code: str
    version: int
    period: Period
    reported: Decimal | None = None
    counted: Decimal | None = None
    verified: Decimal | None = None
    decided: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    target: Decimal | None = None
    colour: Colour = Colour.UNKNOWN
    rule: str = ""
    counted_at: datetime | None = None  # the instant at which the rows came to this

    @property
    def difference(self) -> Decimal | None:
        if self.reported is None or self.counted is None:
            return None
        return self.reported - self.counted


def known_at(as_of: datetime | None) -> Q:
    """Return which rows were in force at a moment; one index answers for today as for then."""
    if as_of is None:
        return Q(replaced_at__isnull=True)
    return Q(recorded_at__lte=as_of) & (Q(replaced_at__isnull=True) | Q(replaced_at__gt=as_of))


def visible_to(actor: Actor) -> QuerySet[Value]:
    """The only door from a screen to a value.

    What is counted and what was verified is there for every official; what a unit reported and
    nobody has verified, for the unit itself, for whoever answers for the indicator and for the
    province's leaders.
    """
    values = Value.objects.select_related("definition", "indicator", "unit")
    if oversees(actor):
        return values
    if not actor.is_official:
        return values.none()
    settled = ~Q(kind=ValueKind.REPORTED) | Q(definition__decides=Decides.REPORTED)
    own = Q(unit__agency__in=actor.agencies_where(*AT_WORK))
    owned = Q(indicator__owner__agency__in=actor.agencies_where(*FOLLOWS))
    return values.filter(settled | own | owned)


def everything() -> QuerySet[Value]:
    """Return the values for what the platform itself does: judging, scoring, open data."""
    return Value.objects.select_related("definition", "indicator", "unit")


def figure(
    definition: Definition,
    unit: Unit,
    period: Period,
    *,
    as_of: datetime | None = None,
    among: QuerySet[Value] | None = None,
) -> Figure:
    rows = (everything() if among is None else among).filter(
        known_at(as_of), indicator=definition.indicator_id, unit=unit, period_key=period.key
    )
    return _figure(definition, period, list(rows))


def figures(
    definition: Definition,
    units: Iterable[Unit],
    period: Period,
    *,
    as_of: datetime | None = None,
    among: QuerySet[Value] | None = None,
) -> dict[int, Figure]:
    """Return the figure of each unit, with one statement."""
    rows = (everything() if among is None else among).filter(
        known_at(as_of), indicator=definition.indicator_id, period_key=period.key
    )
    by_unit: dict[int, list[Value]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    return {unit.pk: _figure(definition, period, by_unit.get(unit.pk, [])) for unit in units}


def _figure(definition: Definition, period: Period, rows: Collection[Value]) -> Figure:
    by_kind = {row.kind: row for row in rows}
    decisive = next((row for row in rows if row.is_decisive), None)
    counted = by_kind.get(ValueKind.COUNTED)

    def value(kind: ValueKind) -> Decimal | None:
        return by_kind[kind].value if kind in by_kind else None

    return Figure(
        code=definition.code,
        version=(decisive.definition if decisive else definition).number,
        period=period,
        reported=value(ValueKind.REPORTED),
        counted=value(ValueKind.COUNTED),
        verified=value(ValueKind.VERIFIED),
        decided=decisive.value if decisive else None,
        numerator=counted.numerator if counted else None,
        denominator=counted.denominator if counted else None,
        target=decisive.target if decisive else None,
        colour=Colour(decisive.colour) if decisive else Colour.UNKNOWN,
        rule=decisive.rule if decisive else "Chưa có số liệu.",
        counted_at=(counted.counted_at or counted.recorded_at) if counted else None,
    )


def series(
    definition: Definition,
    unit: Unit,
    periods: Iterable[Period],
    *,
    as_of: datetime | None = None,
    among: QuerySet[Value] | None = None,
) -> list[Figure]:
    """Return the figures of a unit over time, with one statement; gaps stay gaps."""
    wanted = list(periods)
    rows = (everything() if among is None else among).filter(
        known_at(as_of),
        indicator=definition.indicator_id,
        unit=unit,
        period_key__in=[period.key for period in wanted],
    )
    by_key: dict[str, list[Value]] = {}
    for row in rows:
        by_key.setdefault(row.period_key, []).append(row)
    return [_figure(definition, period, by_key.get(period.key, [])) for period in wanted]


def decided(
    indicators: Iterable[int], period_key: str, *, as_of: datetime | None = None
) -> QuerySet[Value]:
    """Return the values that decide, of many indicators and all units in one period."""
    return everything().filter(
        known_at(as_of),
        indicator__in=list(indicators),
        period_key=period_key,
        is_decisive=True,
    )


def newest(
    asked: Iterable[tuple[int, str]], units: Iterable[int], *, as_of: datetime | None = None
) -> list[Mark]:
    """Return of each indicator and unit the decisive value of the newest period asked for.

    A running period without data does not hide what the one before it came to.
    """
    return list(map(Mark._make, _asked(NEWEST, asked, units, as_of)))


def green_counts(
    asked: Iterable[tuple[int, str]], units: Iterable[int], *, as_of: datetime | None = None
) -> dict[tuple[int, str], tuple[int, int]]:
    """Return of each indicator and period how many units were green, and how many were judged."""
    counts = _asked(GREEN, asked, units, as_of)
    return {(indicator, key): (green, judged) for indicator, key, green, judged in counts}


def _asked(
    statement: str,
    asked: Iterable[tuple[int, str]],
    units: Iterable[int],
    as_of: datetime | None,
) -> list[tuple[Any, ...]]:
    pairs = list(asked)
    known = IN_FORCE if as_of is None else IN_FORCE_AT
    moments = [] if as_of is None else [as_of, as_of]
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(known=known),
            [[one for one, _ in pairs], [key for _, key in pairs], list(units), *moments],
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def decided_over(
    asked: Iterable[tuple[int, str]], unit: Unit, *, as_of: datetime | None = None
) -> dict[tuple[int, str], Decimal | None]:
    """Return the values that decide of one unit, by indicator and period, with one statement."""
    pairs = set(asked)
    rows = Value.objects.filter(
        known_at(as_of),
        unit=unit,
        is_decisive=True,
        indicator__in={indicator for indicator, _ in pairs},
        period_key__in={key for _, key in pairs},
    )
    triples = rows.values_list("indicator_id", "period_key", "value")
    return {(one, key): value for one, key, value in triples if (one, key) in pairs}


def said(
    actor: Actor, unit: Unit, asked: Iterable[tuple[int, str]], *, as_of: datetime | None = None
) -> dict[int, Value]:
    """Return what a unit reported of each indicator, the newest, as far as the actor may see it."""
    pairs = set(asked)
    rows = visible_to(actor).filter(
        known_at(as_of),
        unit=unit,
        kind=ValueKind.REPORTED,
        value__isnull=False,
        indicator__in={indicator for indicator, _ in pairs},
        period_key__in={key for _, key in pairs},
    )
    found = rows.order_by("period_end")
    return {one.indicator_id: one for one in found if (one.indicator_id, one.period_key) in pairs}


def history(figure_of: Indicator, unit: Unit, period: Period, actor: Actor) -> QuerySet[Value]:
    """Return every value that ever was, the newest first: nothing is overwritten."""
    rows = visible_to(actor).filter(indicator=figure_of, unit=unit, period_key=period.key)
    return rows.order_by("-recorded_at", "-pk")


def evidence_of(value: Value) -> QuerySet[Evidence]:
    return Evidence.objects.filter(value=value).select_related("file").order_by("position")


def one_evidence(actor: Actor, value: int, position: int) -> Evidence | None:
    seen = visible_to(actor).filter(pk=value).values("pk")
    found = Evidence.objects.filter(value__in=seen, position=position)
    return found.select_related("file").first()


def forecast(indicator: Indicator, unit: Unit, year: int) -> Forecast | None:
    found = Forecast.objects.filter(indicator=indicator, unit=unit, year=year)
    return found.filter(replaced_at=None).first()


def changes(*, since: datetime | Given, until: datetime | Given) -> QuerySet[ColourChange]:
    """Return what changed colour between two moments, the newest first."""
    found = ColourChange.objects.select_related("indicator", "unit", "value__definition")
    return found.filter(at__gt=since, at__lte=until).order_by("-at", "-pk")
