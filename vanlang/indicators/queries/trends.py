"""Sets and units over time: shares of green period by period, and what moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, DateTimeField, QuerySet, Window

from vanlang.identity.api import Unit
from vanlang.indicators.models import ColourChange, Criterion
from vanlang.indicators.queries.cards import Board, leaves_of
from vanlang.indicators.queries.values import changes, decided_over, green_counts
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.numbers import share
from vanlang.indicators.rules.periods import back_from
from vanlang.kernel.questions import Given, Question, among

PERIODS_BACK = 6
SHOWN = 20


def _first(found: QuerySet[ColourChange]) -> QuerySet[ColourChange, tuple[int, int]]:
    """Return the keys of what is shown, each with how many there are in all."""
    turned = found.exclude(before=Colour.UNKNOWN).select_related(None)
    return turned.annotate(whole=Window(Count("pk"))).values_list("pk", "whole")[:SHOWN]


SINCE, UNTIL = Given("since", DateTimeField()), Given("until", DateTimeField())
MOVED = Question(
    lambda: _first(
        changes(since=SINCE, until=UNTIL).filter(
            among("unit", Given("units", ArrayField(BigIntegerField()))),
            among("indicator", Given("indicators", ArrayField(BigIntegerField()))),
        )
    )
)
CHANGES = Question(
    lambda: (
        ColourChange.objects.filter(among("pk", Given("keys", ArrayField(BigIntegerField()))))
        .select_related("indicator", "unit", "value__definition")
        .only(
            *("before", "after", "at", "rule", "why", "indicator__code"),
            *("unit__code", "unit__name", "unit__short_name", "unit__level", "unit__block"),
            "value__definition__name",
        )
        .order_by("-at", "-pk")
    )
)


@dataclass(frozen=True, slots=True)
class Trend:
    """Of one criterion, period by period: the share of units that were green, of those judged.

    In a set over one unit it is the unit's own value.
    """

    criterion: Criterion
    points: list[tuple[str, Decimal | None]]
    is_share: bool = True


def trends(board: Board) -> list[Trend]:
    """Return the small multiples of a set, with one statement."""
    leaves = [one for one in leaves_of(board.criteria) if one.indicator_id]
    periods = {
        indicator: list(back_from(period, PERIODS_BACK))
        for indicator, (_, period) in board.definitions.items()
    }
    asked = [(indicator, one.key) for indicator, some in periods.items() for one in some]
    if len(board.standings) == 1:
        by_period = decided_over(asked, board.standings[0].unit, as_of=board.as_of)
        return [
            Trend(
                leaf,
                [(one.name, by_period.get((key, one.key))) for one in periods[key]],
                is_share=False,
            )
            for leaf in leaves
            if (key := leaf.indicator_id or 0) in periods
        ]
    counts = green_counts(asked, [one.unit.pk for one in board.standings], as_of=board.as_of)
    return [
        Trend(
            leaf,
            [
                (period.name, share(*counts.get((leaf.indicator_id or 0, period.key), (0, 0))))
                for period in periods.get(leaf.indicator_id or 0, [])
            ],
        )
        for leaf in leaves
    ]


@dataclass(frozen=True, slots=True)
class Moved:
    """What changed colour, the newest first, and how many changes there were besides."""

    shown: list[ColourChange]
    others: int


def moved(board: Board, *, since: datetime, until: datetime) -> Moved:
    """Return what changed colour in a set, what merely got its first figure left out.

    A criterion whose indicator has ended is followed by the successor that stands in the board.
    """
    keys = [one.unit.pk for one in board.standings]
    followed = [one.indicator_id for one in leaves_of(board.criteria) if one.indicator_id]
    return _read(MOVED.tuples(indicators=followed, units=keys, since=since, until=until))


def moved_at(unit: Unit, *, since: datetime, until: datetime) -> Moved:
    return _read(list(_first(changes(since=since, until=until).filter(unit=unit))))


def _read(first: Sequence[tuple[int, int]]) -> Moved:
    """Read no more than is shown: when much is counted anew, much changes at once."""
    if not first:
        return Moved([], 0)
    return Moved(CHANGES.rows(keys=[key for key, _ in first]), first[0][1] - len(first))
