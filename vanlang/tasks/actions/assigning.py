"""Giving tasks: one, a part of one, or the same to many units at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.kernel import calendars, journal, numbering, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import Term
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.tasks import permissions
from vanlang.tasks.models import Support, Task
from vanlang.tasks.rules import clarity, terms
from vanlang.tasks.rules.clarity import Clear
from vanlang.tasks.rules.states import Event, Kind, State, move

BATCH = 500


@dataclass(frozen=True, slots=True)
class Source:
    """What stands above a task and gave rise to it, in plain words: this system never looks up."""

    system: str
    key: str
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Lệnh giao việc. `key` is the sender's: ordering twice gives the same task.

    One of `due_on` and `term`. What is left empty of the six gets the usual words.
    """

    key: UUID
    title: str
    product: str
    giver: Unit
    lead: Unit
    due_on: date | None = None
    term: Term | None = None
    content: str = ""
    supporting: tuple[Unit, ...] = ()
    person_id: UUID | None = None
    in_charge: str = ""
    responsibility: str = ""
    authority: str = ""
    source: Source | None = None
    closes_with_answer: bool = False
    budget: int | None = None
    kind: Kind = Kind.TASK


@transaction.atomic
def assign(order: Order, *, by: Actor, at: datetime, parent: Task | None = None) -> Task:
    """Give one task; with `parent`, as a part of that one."""
    known = _given_before(order, by)
    if known:
        return known
    above = _place(order, parent, by)
    try:
        with transaction.atomic():  # with it goes the number, when the same key came twice at once
            task = _row(order, above, number=_number(order.giver, at), by=by, at=at)
            task.save(force_insert=True)
    except IntegrityError:
        known = _given_before(order, by)
        if known is None:
            raise
        return known
    _add_supports([task], order.supporting)
    journal.record(Event.ASSIGNED, about=task, by=by, at=at, payload=facts_of(task))
    return task


@transaction.atomic
def assign_to_each(
    order: Order, leads: Sequence[Unit], *, by: Actor, at: datetime, parent: Task | None = None
) -> Task:
    """Give the same to each of many units: one order, below it one task a unit.

    The number of statements does not depend on how many units there are.
    """
    known = _given_before(order, by)
    if known:
        return known
    units = list({unit.pk: unit for unit in leads}.values())
    if not units:
        raise Refusal("Chọn ít nhất một đơn vị chủ trì.", field="leads")
    whole = replace(order, kind=Kind.ORDER, lead=order.giver, person_id=None, supporting=())
    above = _place(whole, parent, by)
    number = _number(order.giver, at)
    first = _row(whole, above, number=number, by=by, at=at)
    first.closes_with_children = True
    tasks = []
    for position, unit in enumerate(units, start=1):
        part = replace(order, key=uuid5(order.key, unit.code), lead=unit, kind=Kind.TASK)
        task = _row(part, first, number=_below(number, position), by=by, at=at)
        task.position = position
        tasks.append(task)
    # Its parts may end later, where an office is closed on the day that the others end.
    first.due_at = max(first.due_at, *(task.due_at for task in tasks))
    Task.objects.bulk_create([first, *tasks], batch_size=BATCH)
    _add_supports(tasks, order.supporting)
    journal.record(Event.ASSIGNED, about=first, by=by, at=at, payload=facts_of(first))
    journal.record_each(Event.ASSIGNED, about=tasks, by=by, at=at, payload=facts_of(first))
    return first


class PartRefused(Exception):
    """One of many parts could not be given; `place` says which, `refusal` why."""

    def __init__(self, place: int, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.place, self.refusal = place, refusal


@transaction.atomic
def assign_below(
    whole: Task, parts: Sequence[tuple[Order, UUID]], *, by: Actor, at: datetime
) -> list[Task]:
    """Give the parts of a programme, each below the one whose key stands beside it.

    The number of statements does not depend on how many parts there are.

    Raises:
        PartRefused: nothing of it was written that the caller does not roll back.
    """
    refuse_unless(
        permissions.may_divide(by, whole), "Chỉ lãnh đạo đơn vị giao được lập chương trình."
    )
    made = {whole.pk: whole}
    tasks: list[Task] = []
    supports: list[Support] = []
    for place, (order, above) in enumerate(parts):
        try:
            task = _row(order, made[above], number=_below(whole.number, place + 1), by=by, at=at)
        except Refusal as refusal:
            raise PartRefused(place, refusal) from refusal
        task.position = place + 1
        made[task.pk] = task
        tasks.append(task)
        supports += _supports(task, order.supporting)
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    Support.objects.bulk_create(supports, batch_size=BATCH)
    journal.record_each(Event.ASSIGNED, about=tasks, by=by, at=at, payload=facts_of(whole))
    return tasks


def facts_of(task: Task) -> dict[str, str]:
    """Return what every entry about a task carries for those who listen."""
    return {
        "number": task.number,
        "source_system": task.source_system,
        "source_key": task.source_key,
    }


def _given_before(order: Order, by: Actor) -> Task | None:
    known = Task.objects.filter(pk=order.key).first()
    if known is not None and (
        known.given_by_id != by.person_id or known.giver_agency_id != order.giver.agency_id
    ):
        raise Conflict("Mã gửi này đã được dùng cho một nhiệm vụ khác.")
    return known


def _place(order: Order, parent: Task | None, by: Actor) -> Task | None:
    """Return the locked parent; refuse who may not give here, or a place where nothing goes."""
    may = permissions.may_give(by, _agency(order.giver))
    refuse_unless(may, "Chỉ lãnh đạo cơ quan giao được giao nhiệm vụ.")
    if parent is None:
        return None
    above = Task.objects.select_for_update().get(pk=parent.pk)
    refuse_unless(
        permissions.may_divide(by, above), "Chỉ lãnh đạo đơn vị chủ trì được chia việc này."
    )
    move(State(above.state), "divide")
    return above


def _agency(unit: Unit) -> int:
    if unit.agency_id is None:
        raise Refusal("Chỉ cơ quan, đơn vị mới giao và nhận nhiệm vụ, địa bàn thì không.")
    return unit.agency_id


def _number(giver: Unit, at: datetime) -> str:
    year = day_of(at).year
    agency = giver.agency or giver
    return f"{numbering.take(f'tasks|{agency.code}', str(year))}/{year}"


def _below(number: str, position: int) -> str:
    own, _, year = number.partition("/")
    return f"{own}.{position}/{year}"


def _row(order: Order, parent: Task | None, *, number: str, by: Actor, at: datetime) -> Task:
    due = terms.due_at(
        due_on=order.due_on, term=order.term, start=at, calendar=calendars.for_unit(order.lead.code)
    )
    if parent is not None and parent.kind == Kind.TASK and due > parent.due_at:
        raise Refusal("Việc con không được có hạn sau nhiệm vụ chứa nó.", field="due_on")
    clear = Clear.of(
        title=order.title,
        product=order.product,
        in_charge=order.in_charge or _person_in_charge(order, at),
        responsibility=order.responsibility,
        authority=order.authority,
    )
    source = order.source or _source_of(parent)
    return Task(
        id=order.key,
        kind=order.kind,
        number=number,
        parent=parent,
        root_id=parent.root_id if parent else order.key,
        is_part=parent is not None
        and parent.kind == Kind.TASK
        and parent.lead_agency_id == order.lead.agency_id,
        source_system=source.system,
        source_key=source.key,
        source_label=source.label,
        source_url=source.url,
        closes_with_answer=order.closes_with_answer,
        giver=order.giver,
        giver_agency_id=_agency(order.giver),
        given_by_id=by.person_id,
        giver_name=", ".join(part for part in (by.name, by.post) if part),
        given_at=at,
        lead=order.lead,
        lead_agency_id=_agency(order.lead),
        person_id=order.person_id,
        in_charge=clear.in_charge,
        title=clear.title,
        responsibility=clear.responsibility,
        product=clear.product,
        authority=clear.authority,
        content=order.content.strip(),
        due_at=due,
        original_due_at=due,
        budget=order.budget,
        folded=search.fold(f"{number} {clear.title} {source.label}"),
    )


def _source_of(parent: Task | None) -> Source:
    if parent is None:
        return Source("", "", "")
    return Source(parent.source_system, parent.source_key, parent.source_label, parent.source_url)


def _person_in_charge(order: Order, at: datetime) -> str:
    """Return the person by name and post, or the head of the unit where it is named alone."""
    if order.person_id is None:
        return clarity.head_of(order.lead.head_title, order.lead.short_name)
    return name_at(order.person_id, order.lead, at)


def name_at(person_id: UUID, unit: Unit, at: datetime) -> str:
    """Return the name and post of somebody who works at the unit's agency, or refuse them."""
    person = identity.person(person_id)
    posts = identity.posts_of(person, on=day_of(at)).filter(unit__agency_id=unit.agency_id)
    post = posts.first()
    if post is None:
        raise Refusal("Người này không công tác tại đơn vị chủ trì.", field="person")
    return f"{person.name}, {post.title}"


def _add_supports(tasks: Sequence[Task], units: Sequence[Unit]) -> None:
    supports = [support for task in tasks for support in _supports(task, units)]
    if supports:
        Support.objects.bulk_create(supports, batch_size=BATCH)


def _supports(task: Task, units: Sequence[Unit]) -> list[Support]:
    return [
        Support(task=task, unit=unit, agency_id=_agency(unit))
        for unit in {unit.pk: unit for unit in units}.values()
        if unit.pk != task.lead_id
    ]
