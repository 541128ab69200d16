"""Sets and units over time: shares of green period by period, and what moved."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet, Window

from vanlang.identity.api import Unit
from vanlang.indicators.models import ColourChange, Criterion, Scorecard, Value
from vanlang.indicators.queries.cards import Board, leaves_of
from vanlang.indicators.queries.values import changes, known_at
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.numbers import share
from vanlang.indicators.rules.periods import back_from

PERIODS_BACK = 6
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Trend:
    """Of one criterion, period by period: the share of units that were green, of those judged."""

    criterion: Criterion
    points: list[tuple[str, Decimal | None]]


def trends(board: Board) -> list[Trend]:
    """Return the small multiples of a set, with one statement."""
    leaves = [one for one in leaves_of(board.criteria) if one.indicator_id]
    periods = {
        indicator: list(back_from(period, PERIODS_BACK))
        for indicator, (_, period) in board.definitions.items()
    }
    keys = {period.key for some in periods.values() for period in some}
    counted = (
        Value.objects.filter(
            known_at(board.as_of),
            is_decisive=True,
            indicator__in=periods,
            period_key__in=keys,
            unit__in=[one.unit.pk for one in board.standings],
        )
        .order_by()
        .values_list("indicator_id", "period_key", "colour")
        .annotate(count=Count("pk"))
    )
    found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for indicator, key, colour, count in counted:
        found[indicator, key][colour] = count
    return [
        Trend(
            leaf,
            [
                (period.name, _share(found.get((leaf.indicator_id or 0, period.key), {})))
                for period in periods.get(leaf.indicator_id or 0, [])
            ],
        )
        for leaf in leaves
    ]


def _share(counts: dict[str, int]) -> Decimal | None:
    judged = sum(count for colour, count in counts.items() if colour != Colour.UNKNOWN)
    return share(counts.get(Colour.GREEN, 0), judged)


@dataclass(frozen=True, slots=True)
class Moved:
    """What changed colour, the newest first, and how many changes there were besides."""

    shown: list[ColourChange]
    others: int


def moved(card: Scorecard, units: Iterable[Unit], *, since: datetime, until: datetime) -> Moved:
    """Return what changed colour in a set, what merely got its first figure left out."""
    indicators = card.criteria.exclude(indicator=None).values("indicator")
    found = changes(since=since, until=until)
    return _first(found.filter(indicator__in=indicators, unit__in=[unit.pk for unit in units]))


def moved_at(unit: Unit, *, since: datetime, until: datetime) -> Moved:
    return _first(changes(since=since, until=until).filter(unit=unit))


def _first(found: QuerySet[ColourChange]) -> Moved:
    """Read no more than is shown: when much is counted anew, much changes at once."""
    keys = found.exclude(before=Colour.UNKNOWN).select_related(None)
    first = list(keys.annotate(whole=Window(Count("pk"))).values_list("pk", "whole")[:SHOWN])
    if not first:
        return Moved([], 0)
    rows = ColourChange.objects.select_related("indicator", "unit", "value__definition")
    shown = rows.filter(pk__in=[key for key, _ in first]).order_by("-at", "-pk")
    return Moved(list(shown), first[0][1] - len(first))
