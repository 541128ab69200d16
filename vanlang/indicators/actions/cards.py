"""Sets of criteria: laid out with blanks where nothing is known, published once they add up."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.indicators import permissions
from vanlang.indicators.models import Criterion, Indicator, Scorecard
from vanlang.indicators.queries import cards as queries
from vanlang.indicators.rules import grids, points
from vanlang.indicators.rules.grids import Layout
from vanlang.indicators.rules.points import Scoring
from vanlang.indicators.rules.states import DEFINITION_MOVES, DefinitionState, Event, move
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

PUBLISHED = "Bộ tiêu chí đã ban hành không sửa được; hãy lập phiên bản mới."
NUMBER = re.compile(r"[1-9]\d{0,2}(\.[1-9]\d{0,2}){0,3}")


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion to be: its number says where it hangs, 1.2 below 1."""

    number: str
    name: str = ""
    points: Decimal | None = None
    scoring: str = Scoring.COLOUR
    indicator: str = ""
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A set to be laid out."""

    code: str
    name: str
    level: str
    block: str = ""
    phase: str = ""
    legal_basis: str = ""
    note: str = ""
    total: Decimal | None = None
    main_count: int | None = None
    leaf_count: int | None = None
    known_percent: int = 100
    layout: str = Layout.LIST
    lines: tuple[Line, ...] = field(default_factory=tuple)


@transaction.atomic
def lay_out(card: Card, *, owner: Unit, by: Actor, at: datetime) -> Scorecard:
    """Write the draft of a set, with every criterion in its place."""
    refuse_unless(permissions.may_define(by, owner.agency_id or owner.pk))
    last = Scorecard.objects.filter(code=card.code).order_by("-number").first()
    if last is not None and last.state == DefinitionState.DRAFT:
        raise Conflict("Bộ tiêu chí này đang có một dự thảo.")
    row = Scorecard.objects.create(
        code=card.code,
        number=last.number + 1 if last else 1,
        name=card.name,
        phase=card.phase,
        legal_basis=card.legal_basis,
        note=card.note,
        level=card.level,
        block=card.block,
        owner=owner,
        total=card.total,
        main_count=card.main_count,
        leaf_count=card.leaf_count,
        known_percent=card.known_percent,
        layout=Layout(card.layout),
        created_at=at,
    )
    made: dict[str, Criterion] = {}
    indicators = {one.code: one for one in Indicator.objects.all()}
    for position, line in enumerate(card.lines, start=1):
        above = line.number.rpartition(".")[0]
        if above and above not in made:
            raise Refusal(f"Tiêu chí {line.number} không có tiêu chí {above} ở trên.")
        made[line.number] = Criterion.objects.create(
            scorecard=row,
            parent=made.get(above),
            position=position,
            number=line.number,
            name=line.name,
            points=line.points,
            scoring=line.scoring,
            indicator=indicators.get(line.indicator),
            grid_row=line.row,
            grid_column=line.column,
        )
    return row


@transaction.atomic
def next_version(card: Scorecard, *, by: Actor, at: datetime) -> Scorecard:
    """Begin the next version of a set with all that the last one has, to be filled in further."""
    refuse_unless(permissions.may_define(by, card.owner.agency_id or card.owner_id))
    lines = tuple(
        Line(
            one.number,
            one.name,
            one.points,
            one.scoring,
            one.indicator.code if one.indicator else "",
            one.grid_row,
            one.grid_column,
        )
        for one in queries.criteria_of(card)
    )
    again = Card(
        card.code,
        card.name,
        card.level,
        card.block,
        card.phase,
        card.legal_basis,
        card.note,
        card.total,
        card.main_count,
        card.leaf_count,
        card.known_percent,
        card.layout,
        lines,
    )
    return lay_out(again, owner=card.owner, by=by, at=at)


@transaction.atomic
def add(card: Scorecard, *, number: str, by: Actor, at: datetime) -> Criterion:
    """Add a blank to a draft: 1.3 below 1. One that is there already stays the one."""
    card = Scorecard.objects.select_for_update().get(pk=card.pk)
    refuse_unless(permissions.may_define(by, card.owner.agency_id or card.owner_id))
    if card.state != DefinitionState.DRAFT:
        raise Conflict(PUBLISHED)
    if not NUMBER.fullmatch(number):
        raise Refusal("Số của tiêu chí ghi như 3 hoặc 3.1.", field="number")
    known = card.criteria.filter(number=number).first()
    if known is not None:
        return known
    above = number.rpartition(".")[0]
    parent = card.criteria.filter(number=above).first() if above else None
    if above and parent is None:
        raise Refusal(f"Chưa có tiêu chí {above}.", field="number")
    last = card.criteria.order_by("-position").first()
    row = Criterion.objects.create(
        scorecard=card, parent=parent, position=last.position + 1 if last else 1, number=number
    )
    journal.record(Event.DRAFTED, about=card, by=by, at=at, payload={"number": number})
    return row


@transaction.atomic
def fill(  # noqa: PLR0913 one sentence, each word with its name
    criterion: Criterion,
    *,
    name: str,
    points: Decimal | None,
    scoring: str,
    indicator: Indicator | None,
    by: Actor,
    at: datetime,
    row: str = "",
    column: str = "",
) -> Criterion:
    """Fill in a blank of a draft, from the paper that names it."""
    card = Scorecard.objects.select_for_update().get(pk=criterion.scorecard_id)
    refuse_unless(permissions.may_define(by, card.owner.agency_id or card.owner_id))
    if card.state != DefinitionState.DRAFT:
        raise Conflict(PUBLISHED)
    criterion.name, criterion.points, criterion.scoring = name.strip(), points, scoring
    criterion.indicator = indicator
    criterion.grid_row, criterion.grid_column = row.strip(), column.strip()
    criterion.save(
        update_fields=["name", "points", "scoring", "indicator", "grid_row", "grid_column"]
    )
    journal.record(Event.DRAFTED, about=card, by=by, at=at, payload={"number": criterion.number})
    return criterion


@transaction.atomic
def lay(card: Scorecard, *, layout: str, by: Actor, at: datetime) -> Scorecard:
    """Say how the criteria of a draft are to be read: as a list, or as a grid."""
    card = Scorecard.objects.select_for_update(of=("self",)).select_related("owner").get(pk=card.pk)
    refuse_unless(permissions.may_define(by, card.owner.agency_id or card.owner_id))
    if card.state != DefinitionState.DRAFT:
        raise Conflict(PUBLISHED)
    card.layout = Layout(layout)
    card.save(update_fields=["layout"])
    journal.record(Event.DRAFTED, about=card, by=by, at=at, payload={"layout": card.layout})
    return card


@transaction.atomic
def discard(card: Scorecard, *, by: Actor, at: datetime) -> None:
    """Throw the draft of a set away; versions in force and replaced ones stay."""
    card = Scorecard.objects.select_for_update(of=("self",)).select_related("owner").get(pk=card.pk)
    refuse_unless(permissions.may_define(by, card.owner.agency_id or card.owner_id))
    move(DEFINITION_MOVES, DefinitionState(card.state), "discard")
    payload: dict[str, journal.Fact] = {"code": card.code, "version": card.number}
    journal.record(Event.CARD_DISCARDED, about=card, by=by, at=at, payload=payload)
    for row in card.criteria.order_by("-position"):  # those below before what they hang on
        row.delete()
    card.delete()


@transaction.atomic
def publish(card: Scorecard, *, by: Actor, at: datetime) -> Scorecard:
    """Put a set in force; its points must add up and its shape be what its papers say."""
    card = Scorecard.objects.select_for_update().get(pk=card.pk)
    refuse_unless(permissions.may_publish(by, card))
    card.state = move(DEFINITION_MOVES, DefinitionState(card.state), "publish")
    branches = queries.branches(card)
    wrong = points.faults(branches, card.total)
    main, leaves = points.count(branches)
    if card.main_count not in (None, main):
        wrong.append(f"Có {main} tiêu chí chính, phải có {card.main_count}.")
    if card.leaf_count not in (None, leaves):
        wrong.append(f"Có {leaves} tiêu chí thành phần, phải có {card.leaf_count}.")
    if card.is_grid:
        rows = queries.leaves_of(queries.criteria_of(card))
        wrong += grids.faults((row.number, (row.grid_row, row.grid_column)) for row in rows)
    if wrong:
        raise Refusal(" ".join(wrong))
    Scorecard.objects.filter(code=card.code, state=DefinitionState.PUBLISHED).update(
        state=DefinitionState.SUPERSEDED
    )
    card.published_at, card.publisher_name = at, by.name
    card.save(update_fields=["state", "published_at", "publisher_name"])
    journal.record(Event.CARD_PUBLISHED, about=card, by=by, at=at, payload={"code": card.code})
    return card
