"""What a leader orders, whom it is handed to, who opened it, and how it ends; Điều 23 and 24."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from vanlang.documents.actions import grants, incoming, tasking, telling, words, writing
from vanlang.documents.actions.entries import facts, link_to, locked
from vanlang.documents.actions.grants import Reader
from vanlang.documents.models import Direction, Document, Forwarding, IncomingEntry
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.queries import incoming as queries
from vanlang.documents.rules.secrecy import Ground
from vanlang.documents.rules.states import EntryState, Event, Part, move_entry
from vanlang.identity.api import Person, Unit
from vanlang.kernel import calendars, deadlines, journal, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

BATCH = 1000
DIRECTED = ("state", "directed_at", "due_at")
CLOSED = ("state", "closed_at", "closing_note")


@dataclass(frozen=True, slots=True)
class Order:
    """What a leader writes: who leads, who supports, who is told, until when."""

    text: str
    lead_unit: Unit | None = None
    lead_person: Person | None = None
    supporting: tuple[Unit, ...] = ()
    informed: tuple[Unit, ...] = ()
    due_on: date | None = None
    working_days: int | None = None
    opens_task: bool = False
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """One hand-over: to a unit or to a person, with their part in it."""

    part: Part
    unit: Unit | None = None
    person: Person | None = None


@transaction.atomic
def direct(entry: IncomingEntry, order: Order, *, by: Actor, at: datetime) -> Direction:
    """Write the direction, hand the document over, set its term; a key again is the same one."""
    entry = locked(entry)
    refuse_unless(permissions.may_direct(by, entry))
    known = Direction.objects.filter(sent_key=order.key).first() if order.key else None
    if known:
        return known
    _check(order)
    further = entry.state == EntryState.IN_PROGRESS
    entry.state = move_entry(EntryState(entry.state), "direct_further" if further else "direct")
    due_at = due_of(entry, order, at=at)
    direction = Direction(
        entry=entry,
        text=order.text.strip()[:2000],
        lead_unit=order.lead_unit,
        lead_person=order.lead_person,
        due_at=due_at,
        given_by_id=by.person_id,
        given_by_name=by.name,
        given_by_post=by.post,
        given_at=at,
        sent_key=order.key,
    )
    entry.directed_at = entry.directed_at or at
    entry.due_at = due_at or entry.due_at
    payload = {**facts(entry), "direction": str(direction.pk)}
    about = journal.subject(entry)
    said: list[writing.Written] = [
        writing.inserted("given", direction),
        writing.updated("directed", entry, DIRECTED),
        journal.statement(Event.DIRECTED, about=about, by=by, at=at, payload=payload),
    ]
    hand_over(entry, _handed(order), direction=direction, by=by, at=at, also=said)
    writing.now_kept(direction)
    queue.wake()
    if order.opens_task:
        tasking.open_task(direction, order.supporting, by=by, at=at)
    return direction


@transaction.atomic
def forward(
    entry: IncomingEntry, to: Sequence[Handed], *, note: str = "", by: Actor, at: datetime
) -> IncomingEntry:
    """Pass a document on without a direction of its own: by the clerk, or within an office."""
    entry = locked(entry)
    refuse_unless(permissions.may_forward(by, entry))
    if not to:
        raise Refusal("Hãy chọn nơi nhận.", field="to")
    entry.state = move_entry(EntryState(entry.state), "forward")
    entry.save(update_fields=["state"])
    hand_over(entry, to, direction=None, note=note, by=by, at=at)
    journal.record(Event.FORWARDED, about=entry, by=by, at=at, payload=facts(entry))
    return entry


@transaction.atomic
def note_opening(entry: IncomingEntry, *, by: Actor, at: datetime) -> None:
    """Note that somebody has opened what came, or was handed to them; the first time counts."""
    unread = queries.at_hand(by).filter(entry=entry, opened_at__isnull=True)
    unread.update(opened_at=at, opened_by_name=by.name)
    first = IncomingEntry.objects.filter(pk=entry.pk, first_opened_at__isnull=True)
    if first.update(first_opened_at=at, first_opened_by=by.name):
        journal.record(Event.OPENED, about=entry, by=by, at=at, payload=facts(entry))


@transaction.atomic
def start(entry: IncomingEntry, *, by: Actor, at: datetime) -> IncomingEntry:
    """Take up the work that was ordered (05)."""
    entry = locked(entry)
    refuse_unless(_works_on(by, entry))
    entry.state = move_entry(EntryState(entry.state), "start")
    entry.save(update_fields=["state"])
    journal.record(Event.STARTED, about=entry, by=by, at=at, payload=facts(entry))
    return entry


@transaction.atomic
def finish_part(forwarding: Forwarding, *, note: str, by: Actor, at: datetime) -> Forwarding:
    """Report one's own part done; the entry is closed by who leads, or by the clerk."""
    entry = locked(forwarding.entry)
    found = queries.at_hand(by).filter(pk=forwarding.pk).select_for_update(of=("self",)).first()
    refuse_unless(found is not None)
    if found is None or found.done_at is not None:
        raise Conflict("Phần việc này đã được báo xong.")
    found.done_at, found.done_note = at, note.strip()[:500]
    found.opened_at = found.opened_at or at
    found.save(update_fields=["done_at", "done_note", "opened_at"])
    journal.record(
        Event.DONE, about=entry, by=by, at=at, payload={**facts(entry), "part": found.part}
    )
    return found


@transaction.atomic
def close(entry: IncomingEntry, *, note: str, by: Actor, at: datetime) -> IncomingEntry:
    """End the work on a document without an answer of one's own (06)."""
    entry = locked(entry)
    refuse_unless(permissions.may_close(by, entry) or _works_on(by, entry))
    return _close(entry, note=note, by=by, at=at)


@transaction.atomic
def answer(document: Document, *, by: Actor, at: datetime) -> list[IncomingEntry]:
    """Close what an issued document answers at its author's, and the tasks that wait for it.

    Harmless a second time.
    """
    if document.reply_to_id is None or document.author_id is None:
        return []
    tasking.close_tasks(document, by=by, at=at)
    closed = []
    for entry in queries.answered_by(document.reply_to_id, document.author_id):
        entry = locked(entry)  # noqa: PLW2901 the row as it stands now
        if entry.state in {EntryState.ARRIVED, EntryState.CLOSED, EntryState.RETURNED}:
            continue
        entry.answered_by = document
        entry.save(update_fields=["answered_by"])
        journal.record(Event.ANSWERED, about=entry, by=by, at=at, payload=facts(entry))
        closed.append(_close(entry, note=f"Trả lời bằng {document.notation}", by=by, at=at))
    return closed


def due_of(entry: IncomingEntry, order: Order, *, at: datetime) -> datetime | None:
    """Return the end of the term on the working calendar; a term in the past is refused."""
    calendar = calendars.for_unit(entry.unit.code)
    if order.working_days is not None:
        return deadlines.due(at, Term(order.working_days, TermUnit.WORKING_DAYS), calendar)
    if order.due_on is None:
        return None
    today = day_of(at)
    if order.due_on < today:
        raise Refusal("Hạn giải quyết không thể là ngày đã qua.", field="due_on")
    days = (order.due_on - today).days
    return deadlines.due(at, Term(days, TermUnit.CALENDAR_DAYS), calendar)


def hand_over(  # noqa: PLR0913 one sentence, said once
    entry: IncomingEntry,
    to: Iterable[Handed],
    *,
    direction: Direction | None,
    by: Actor,
    at: datetime,
    note: str = "",
    also: Sequence[writing.Written] = (),
) -> None:
    """Write down who has it now, open it to them and tell them, in one statement with `also`."""
    handed = list(to)
    here = [one.unit for one in handed if one.unit and one.unit.agency_id == entry.unit_id]
    elsewhere = [one.unit for one in handed if one.unit and one.unit.agency_id != entry.unit_id]
    offices = [unit.pk for unit in here if not unit.is_agency]
    people = [one.person.pk for one in handed if one.person]
    readers = [Reader(office_id=office) for office in offices]
    readers += [Reader(person_id=person) for person in people]
    ground = Ground.DIRECTED if direction else Ground.FORWARDED
    day = day_of(at)
    told = people + (telling.of_offices(offices, on=day) if offices else [])
    said = [reader.word for reader in readers]
    parts = [
        *also,
        *_forwarded(entry, handed, direction, note=note, by=by, at=at),
        writing.known("document", entry.document),
        grants.opening(readers, ground=ground, by=by, at=at, source="document"),
        words.added(said, source="document"),
        telling.notices(
            telling.people(told),
            subject="Văn bản được chuyển đến bạn",
            document=entry.document,
            link=link_to(entry.document),
            at=at,
        ),
    ]
    writing.write(parts, "SELECT 1")
    if elsewhere:
        incoming.deliver(entry.document, elsewhere, by=by, at=at)


def _forwarded(  # noqa: PLR0913 one sentence, said once
    entry: IncomingEntry,
    handed: Sequence[Handed],
    direction: Direction | None,
    *,
    note: str,
    by: Actor,
    at: datetime,
) -> list[writing.Written]:
    rows = [
        Forwarding(
            entry=entry,
            direction=direction,
            unit=one.unit,
            person=one.person,
            part=one.part,
            note=note[:500],
            forwarded_at=at,
            forwarded_by_name=by.name,
            due_at=entry.due_at,
        )
        for one in handed
    ]
    return [writing.inserted_all("handed", rows, is_maybe_known=True)] if rows else []


def _check(order: Order) -> None:
    if not order.text.strip():
        raise Refusal("Hãy ghi ý kiến chỉ đạo.", field="text")
    if order.opens_task and order.lead_unit is None and order.lead_person is None:
        raise Refusal("Giao thành nhiệm vụ thì phải nêu rõ ai chủ trì.", field="lead")
    if order.opens_task and order.due_on is None and order.working_days is None:
        raise Refusal("Giao thành nhiệm vụ thì phải có thời hạn.", field="working_days")
    # Điều 23: where several have a part in it, one of them is named to lead.
    if order.supporting and order.lead_unit is None and order.lead_person is None:
        raise Refusal("Có đơn vị phối hợp thì phải nêu rõ ai chủ trì.", field="lead")
    if order.lead_unit is not None and order.lead_unit in order.supporting:
        raise Refusal("Một đơn vị không thể vừa chủ trì vừa phối hợp.", field="supporting")


def _handed(order: Order) -> list[Handed]:
    found = []
    if order.lead_unit is not None:
        found.append(Handed(Part.LEAD, unit=order.lead_unit))
    if order.lead_person is not None:
        part = Part.SUPPORT if order.lead_unit is not None else Part.LEAD
        found.append(Handed(part, person=order.lead_person))
    found += [Handed(Part.SUPPORT, unit=unit) for unit in order.supporting]
    found += [
        Handed(Part.INFORMATION, unit=unit)
        for unit in order.informed
        if unit not in {order.lead_unit, *order.supporting}
    ]
    return found


def _works_on(actor: Actor, entry: IncomingEntry) -> bool:
    return queries.at_hand(actor).filter(entry=entry).exists() or permissions.may_direct(
        actor, entry
    )


def _close(entry: IncomingEntry, *, note: str, by: Actor, at: datetime) -> IncomingEntry:
    entry.state = move_entry(EntryState(entry.state), "close")
    entry.closed_at, entry.closing_note = at, note.strip()[:500]
    about = journal.subject(entry)
    said = journal.statement(Event.CLOSED, about=about, by=by, at=at, payload=facts(entry))
    writing.write([writing.updated("closed", entry, CLOSED), said], "SELECT 1")
    queue.wake()
    return entry
