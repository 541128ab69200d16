"""Sets of criteria as they stand: the colours and points of every unit, its place, its history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BigIntegerField, DateField, Q, QuerySet

from vanlang.identity.api import Level, Unit, called_on
from vanlang.indicators.models import (
    Criterion,
    Definition,
    Indicator,
    Retirement,
    Scorecard,
    Value,
)
from vanlang.indicators.permissions import DEFINES
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries import retiring
from vanlang.indicators.queries import units as tree
from vanlang.indicators.queries.values import Mark, newest
from vanlang.indicators.rules import points
from vanlang.indicators.rules.colours import COLOUR_NAMES, Colour
from vanlang.indicators.rules.numbers import HUNDRED
from vanlang.indicators.rules.periods import Period, parse_period
from vanlang.indicators.rules.points import Branch, Leaf, Score, Scoring
from vanlang.indicators.rules.ranking import Place, rank
from vanlang.indicators.rules.states import DefinitionState
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.questions import Given, Question

COLOURS = {colour.value: colour for colour in Colour}
CARD = Given("card", BigIntegerField())
CRITERIA = Question(lambda: Criterion.objects.filter(scorecard=CARD).select_related("indicator"))
DEFINED = Question(
    lambda: (
        known.published(on=Given("on", DateField()))
        .filter(indicator__in=Criterion.objects.filter(scorecard=CARD).values("indicator"))
        .select_related(None)
        .select_related("indicator")
    )
)
# What a board shows of 148 units; reading all their columns would take longer than finding them.
SHOWN_OF_UNIT = ("code", "name", "short_name", "block", "level", "kind", "area_code", "is_renamed")
GREEN_FROM, AMBER_FROM = Decimal(90), Decimal(70)  # [GK] of a whole set; see docs/unverified.md


class Cell(NamedTuple):
    """One criterion of one unit: the value that decides, if there is any, and its period."""

    criterion: Criterion
    definition: Definition | None
    period: Period | None  # the last one that is due
    value: Mark | None = None
    colour: Colour = Colour.UNKNOWN
    stopped_on: date | None = None  # the last day of an indicator that nothing goes on from

    @property
    def is_missing(self) -> bool:
        """Tell whether a figure is awaited that is not there."""
        is_awaited = self.criterion.indicator_id is not None and self.stopped_on is None
        return is_awaited and (self.value is None or self.value.value is None)

    @property
    def is_followed(self) -> bool:
        """Tell whether there is a figure, to which its definition gives no colour."""
        has_value = self.value is not None and self.value.value is not None
        return has_value and self.colour == Colour.UNKNOWN

    @property
    def value_period(self) -> Period | None:
        if self.value is None or self.definition is None:
            return None
        return parse_period(self.value.period_key, self.definition.cut_off_day)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit stands in a set: its cells, how many of each colour, its points."""

    unit: Unit
    cells: list[Cell]
    score: Score
    counts: Mapping[Colour, int]
    share: Decimal | None  # of its criteria that are green, of all with a rule; None: no data
    known_percent: int = 100

    @property
    def known(self) -> int:
        """Return of how many leaves there is a figure that has a colour."""
        return len(self.cells) - self.counts[Colour.UNKNOWN]

    @property
    def leaves(self) -> int:
        """Return how many leaves a colour is made of: not what has no thresholds or has ended."""
        apart = sum(cell.is_followed or cell.stopped_on is not None for cell in self.cells)
        return len(self.cells) - apart

    @property
    def is_enough(self) -> bool:
        """Tell whether enough is known for a colour: what is missing makes nobody green."""
        return bool(self.known) and self.known * 100 >= self.known_percent * self.leaves

    @property
    def words(self) -> str:
        if not self.is_enough:
            return f"Chưa đủ số liệu ({self.known}/{self.leaves})"
        return f"{COLOUR_NAMES[self.colour]}, {self.counts[Colour.GREEN]}/{self.leaves} xanh"

    @property
    def colour(self) -> Colour:
        if self.share is None or not self.is_enough:
            return Colour.UNKNOWN
        if self.share >= GREEN_FROM:
            return Colour.GREEN
        return Colour.AMBER if self.share >= AMBER_FROM else Colour.RED


@dataclass(frozen=True, slots=True)
class Board:
    """A set over all its units at a moment."""

    card: Scorecard
    criteria: list[Criterion]
    standings: list[Standing]
    places: list[Place[int]]
    definitions: Mapping[int, tuple[Definition, Period]]  # by indicator, with the period due
    as_of: datetime | None = None

    @property
    def has_points(self) -> bool:
        return any(one.points is not None for one in self.criteria)

    @property
    def asked(self) -> list[tuple[int, str]]:
        """Return of which indicators and periods values decide."""
        return _asked(self.definitions)

    def of(self, unit: Unit) -> Standing | None:
        return next((one for one in self.standings if one.unit.pk == unit.pk), None)


@dataclass(frozen=True, slots=True)
class LineOfPoints:
    """One criterion of a set with points: what the unit gave itself, and what it was given."""

    criterion: Criterion
    depth: int
    own: Score
    given: Score


def visible_to(actor: Actor) -> QuerySet[Scorecard]:
    """Officials see the sets in force; drafts are for those who define at the owner."""
    rows = Scorecard.objects.select_related("owner")
    if actor.kind == ActorKind.SYSTEM:
        return rows
    if not actor.is_official:
        return rows.none()
    own = Q(owner__agency__in=actor.agencies_where(*DEFINES))
    return rows.filter(~Q(state=DefinitionState.DRAFT) | own)


def current(code: str, actor: Actor) -> Scorecard | None:
    found = visible_to(actor).filter(code=code)
    return found.filter(state=DefinitionState.PUBLISHED).first() or found.first()


def in_force(card: Scorecard, as_of: datetime | None) -> Scorecard:
    """Return the version of a published set that held at a moment; before the first, the first."""
    if as_of is None or card.published_at is None or card.published_at <= as_of:
        return card
    versions = Scorecard.objects.select_related("owner").filter(code=card.code)
    published = versions.exclude(state=DefinitionState.DRAFT)
    held = published.filter(published_at__lte=as_of).order_by("-number").first()
    return held or published.order_by("number").first() or card


def draft(code: str, actor: Actor) -> Scorecard | None:
    return visible_to(actor).filter(code=code, state=DefinitionState.DRAFT).first()


def listed(actor: Actor) -> list[Scorecard]:
    """Return each set once: the version in force, or its draft."""
    best: dict[str, Scorecard] = {}
    for one in visible_to(actor).order_by("code", "number"):
        if one.code not in best or best[one.code].state != DefinitionState.PUBLISHED:
            best[one.code] = one
    return list(best.values())


def criteria_of(card: Scorecard) -> list[Criterion]:
    rows = CRITERIA.rows(card=card.pk)
    return sorted(rows, key=lambda one: [int(part) for part in one.number.split(".")])


def branches(card: Scorecard) -> list[Branch]:
    return _branches(criteria_of(card), None)


def _branches(criteria: Sequence[Criterion], parent: int | None) -> list[Branch]:
    return [
        Branch(
            one.pk,
            f"{one.number} {one.shown_name}",
            one.points,
            Scoring(one.scoring),
            tuple(_branches(criteria, one.pk)),
        )
        for one in criteria
        if one.parent_id == parent
    ]


def leaves_of(criteria: Sequence[Criterion]) -> list[Criterion]:
    parents = {one.parent_id for one in criteria}
    return [one for one in criteria if one.pk not in parents]


def units_of(card: Scorecard, *, on: date) -> list[Unit]:
    if card.level == Level.COMMUNE:
        return called_on(tree.communes_of(card.block, on=on).only(*SHOWN_OF_UNIT), on)
    found = tree.agencies_on(on).filter(level=Level.PROVINCE)
    if card.block:
        found = found.filter(block=card.block)
    return [unit for unit in found.order_by("position", "code") if tree.is_whole(unit)]


def board(
    card: Scorecard,
    *,
    on: date,
    as_of: datetime | None = None,
    units: Iterable[Unit] | None = None,
) -> Board:
    """Return how every unit stands on a day; the statements do not grow with the units."""
    criteria = criteria_of(card)
    leaves = leaves_of(criteria)
    chosen = units_of(card, on=on) if units is None else list(units)
    gone = retiring.ended(on=on)
    stopped = retiring.follow(leaves, gone)
    definitions = _definitions(card, leaves, on)
    values = _values(definitions, chosen, gone, as_of=as_of)
    has_points = any(one.points is not None for one in criteria)
    shape = _branches(criteria, None) if has_points else []
    blank = []
    for one in leaves:
        definition, period = definitions.get(one.indicator_id or 0, (None, None))
        blank.append(Cell(one, definition, period, stopped_on=stopped.get(one.pk)))
    standings = [
        _standing(unit, blank, values, shape, known_percent=card.known_percent) for unit in chosen
    ]
    places = rank([(one.unit.pk, _ranked_by(one, card)) for one in standings])
    return Board(card, criteria, standings, places, definitions, as_of)


def of_the_whole(board: Board, *, on: date) -> dict[int, Mark]:
    """Return the whole province's value of each indicator of a set over many units."""
    wholes = tree.agencies_on(on).filter(level=Level.PROVINCE, block=board.card.block)
    keys = [unit.pk for unit in wholes if tree.is_whole(unit)]
    return {mark.indicator_id: mark for mark in newest(board.asked, keys, as_of=board.as_of)}


def _ranked_by(standing: Standing, card: Scorecard) -> Decimal | None:
    """Rank by points where the set has them, else by the share of green; only with all data."""
    if card.total is not None and standing.score.out_of is not None:
        return standing.score.points if standing.score.is_enough else None
    return standing.share if standing.is_enough else None


Defined = dict[int, tuple[Definition, Period]]


def _definitions(card: Scorecard, leaves: Sequence[Criterion], on: date) -> Defined:
    """Return of each indicator the version in force and the last period it is due for."""
    judged = {one.indicator_id for one in leaves}
    rows = [one for one in DEFINED.rows(card=card.pk, on=on) if one.indicator_id in judged]
    if elsewhere := [one.indicator_id for one in leaves if one.is_followed_elsewhere]:
        rows += known.published(on=on).filter(indicator__in=elsewhere)
    return {one.indicator_id: (one, known.period_at(one, on)) for one in rows}


def _values(
    definitions: Defined,
    units: Sequence[Unit],
    gone: Mapping[int, Retirement],
    *,
    as_of: datetime | None,
) -> dict[tuple[int, int], Mark]:
    """Return the newest decisive value of each: of the running period, or of the one before."""
    keys = [unit.pk for unit in units]
    marks = newest(_asked(definitions), keys, as_of=as_of)
    marks += retiring.carried_on(marks, definitions, keys, gone, as_of=as_of)
    return {(mark.indicator_id, mark.unit_id): mark for mark in marks}


def _asked(definitions: Mapping[int, tuple[Definition, Period]]) -> list[tuple[int, str]]:
    return [
        (indicator, key)
        for indicator, (_, period) in definitions.items()
        for key in (period.key, period.previous().key)
    ]


def _standing(
    unit: Unit,
    blank: Sequence[Cell],
    values: Mapping[tuple[int, int], Mark],
    shape: Sequence[Branch],
    *,
    known_percent: int,
) -> Standing:
    """Fill in a unit's row of cells; those without a value are the same for all units."""
    cells = []
    for cell in blank:
        value = values.get((cell.criterion.indicator_id or 0, unit.pk))
        cells.append(cell._replace(value=value, colour=COLOURS[value.colour]) if value else cell)
    counts = counted(cells)
    judged = len(cells) - counts[Colour.UNKNOWN]
    found = _leaves(cells) if shape else {}
    score = points.total([points.score(branch, found) for branch in shape])
    share = HUNDRED * counts[Colour.GREEN] / Decimal(judged) if judged else None
    return Standing(unit, cells, score, counts, share, known_percent)


def _leaves(cells: Iterable[Cell]) -> dict[int, Leaf]:
    return {
        cell.criterion.pk: Leaf(cell.value.value, cell.colour, cell.value.target)
        for cell in cells
        if cell.value is not None
    }


def counted(cells: Iterable[Cell]) -> Mapping[Colour, int]:
    """Return how many cells have each colour; a colour that none has counts nothing."""
    return Counter(cell.colour for cell in cells)


def lines_of_points(
    board: Board, standing: Standing, said: Mapping[int, Value]
) -> list[LineOfPoints]:
    """Return every criterion in order with its points; `said` is what the unit itself reported."""
    by_key = {one.pk: one for one in board.criteria}
    shape = _branches(board.criteria, None)
    claimed = {
        one.pk: Leaf(value.value, COLOURS[value.colour], value.target)
        for one in board.criteria
        if (value := said.get(one.indicator_id or 0))
    }
    return [
        LineOfPoints(by_key[branch.key], depth, own, got)
        for (branch, depth, own), (_, _, got) in zip(
            points.outline(shape, claimed),
            points.outline(shape, _leaves(standing.cells)),
            strict=True,
        )
    ]


def sets_of(unit: Unit, *, on: date) -> list[Scorecard]:
    """Return the sets in force that a unit is judged by: those in whose `units_of` it is."""
    is_part = unit.level == Level.PROVINCE and not tree.is_whole(unit)
    if is_part or not tree.agencies_on(on).filter(pk=unit.pk).exists():
        return []
    blocks = [unit.block] if unit.level == Level.COMMUNE else ["", unit.block]
    rows = Scorecard.objects.filter(state=DefinitionState.PUBLISHED, level=unit.level)
    return list(rows.filter(block__in=blocks).order_by("code"))


def with_indicator(
    indicator: Indicator, actor: Actor, *, as_of: datetime | None = None
) -> QuerySet[Scorecard]:
    """Return the sets an indicator is in; one that is being drafted only to those who draft it."""
    rows = visible_to(actor).filter(criteria__indicator=indicator)
    if as_of is not None:
        rows = rows.filter(published_at__lte=as_of)
    return rows.exclude(state=DefinitionState.SUPERSEDED).distinct().order_by("code")


def one_criterion(card: Scorecard, number: str) -> Criterion | None:
    rows = card.criteria.select_related("indicator", "scorecard__owner")
    return rows.filter(number=number).first()
