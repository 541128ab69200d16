"""What comes in: from the axis, from another agency here, on paper or by e-mail; Điều 21 and 22."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vanlang.documents.actions import grants, taking_in, telling, words, writing
from vanlang.documents.actions.entries import facts, link_to, locked
from vanlang.documents.actions.writing import Part, Written
from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.queries import incoming as queries
from vanlang.documents.rules import arrivals
from vanlang.documents.rules.arrivals import Arrival, Duplicate
from vanlang.documents.rules.secrecy import Ground
from vanlang.documents.rules.states import EntryState, Event, Source, move_entry
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel import calendars, deadlines, journal, numbering, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless

ONE_WORKING_DAY = deadlines.Term(1, deadlines.TermUnit.CALENDAR_DAYS)
PRESENTED = ("state", "presented_at", "presented_to")
REGISTERED = (*PRESENTED, "year", "registered_at", "registered_by", "present_due_at", "note")
RECEIVED_ELSEWHERE = "Văn bản này đã có trong sổ văn bản đến của cơ quan: số đến {number}."


@transaction.atomic
def arrive(  # noqa: PLR0913 one sentence, said once
    arrival: Arrival,
    *,
    unit: Unit,
    source: Source,
    by: Actor,
    at: datetime,
    is_another: bool = False,
) -> IncomingEntry:
    """Take a document in at an agency; the same one again gives the same entry.

    By exchange id it is known wherever it came to. One of the same author, notation and date is
    refused as Duplicate from paper and e-mail, unless a person says that it is another; from the
    axis it comes in and is shown beside the one there.
    """
    refuse_unless(permissions.may_take_in(by, unit.pk))
    arrivals.check(arrival, on=day_of(at))
    if source in {Source.PAPER, Source.EMAIL} and not is_another:
        _refuse_duplicate(arrival, unit)
    document = taking_in.known_as(arrival)
    if document is None:
        document = taking_in.document_of(arrival, by=by, at=at)
        entry = taking_in.entry_of(arrival, document, unit, source, at=at)
        if taking_in.take_in(document, entry, by=by, at=at):
            taking_in.attach(document, arrival.files, verify=source != Source.PAPER, at=at)
            return entry
        # Somebody took the same message in just now, and theirs is the document.
        document = taking_in.known_as(arrival) or document
    known = IncomingEntry.objects.filter(unit=unit, document=document).first()
    if known:
        return known
    taking_in.attach(document, arrival.files, verify=source != Source.PAPER, at=at)
    entry = taking_in.entry_of(arrival, document, unit, source, at=at)
    taking_in.take_in(document, entry, is_known=True, by=by, at=at)
    words.refresh([document.pk])
    return entry


# A delivery stands or falls with the step that sends it.
@transaction.atomic(savepoint=False)
def deliver(
    document: Document, units: Sequence[Unit], *, by: Actor, at: datetime
) -> list[IncomingEntry]:
    """Bring an issued document to agencies of this platform: as many statements for 148 as for two.

    Delivering again changes nothing.
    """
    known = {row[0] for row in queries.ARRIVED_AT.tuples(document=document.pk)}
    wanted = {unit.pk: unit for unit in units if unit.pk not in known}
    made = [
        IncomingEntry(
            document=document,
            unit=wanted[pk],
            source=Source.PLATFORM,
            state=EntryState.ARRIVED,
            arrived_at=at,
            sent_on=day_of(at),
        )
        for pk in sorted(wanted)
    ]
    if made:
        _bring(document, made, by=by, at=at)
    else:
        words.refresh([document.pk])
    if not known:
        return made
    entries = IncomingEntry.objects.filter(document=document, unit__in=[u.pk for u in units])
    return list(entries.select_related("unit"))


def _bring(document: Document, made: Sequence[IncomingEntry], *, by: Actor, at: datetime) -> None:
    """Write the entries of a document at agencies here, who reads it there and who is told."""
    agencies = [entry.unit_id for entry in made]
    readers = grants.agency_readers(document, agencies)
    about, count = journal.subject(document), {"recipients": len(made)}
    arrived = {"source": Source.PLATFORM.value, "document": str(document.pk)}
    parts: list[Written] = [
        writing.known("document", document),
        writing.inserted_all("arrived", made),
        grants.opening(readers, ground=Ground.RECEIVED, by=by, at=at, source="document"),
        journal.statement(Event.DELIVERED, about=about, by=by, at=at, payload=count),
        journal.statement_each(Event.ARRIVED, about=made, by=by, at=at, payload=arrived),
        telling.notices(
            telling.clerks(agencies, on=day_of(at)),
            subject=taking_in.HAS_ARRIVED,
            document=document,
            link=link_to(document),
            at=at,
        ),
    ]
    writing.write(parts, "SELECT 1")
    writing.now_kept(*made)
    queue.wake()
    words.refresh([document.pk])


@transaction.atomic
def register(  # noqa: PLR0913 one sentence, said once
    entry: IncomingEntry,
    *,
    by: Actor,
    at: datetime,
    present_to: Person | None = None,
    note: str = "",
    is_another: bool = False,
) -> IncomingEntry:
    """Give the next number of the agency's register for the year, and lay it before a leader.

    Nghị định 30/2020/NĐ-CP, Điều 22: consecutive through the year, paper and electronic in one
    series. The number is taken last, so that nothing after it can fail.
    """
    entry = locked(entry)
    refuse_unless(permissions.may_register(by, entry))
    entry.state = move_entry(EntryState(entry.state), "register")
    arrivals.refuse_broken(queries.outcomes(entry.document_id), Source(entry.source))
    twin = None if is_another else queries.registered_twin(entry)
    if twin is not None:
        number = f"{twin.number}/{twin.year}"
        raise Duplicate(RECEIVED_ELSEWHERE.format(number=number), str(twin.pk))
    entry.registered_at, entry.registered_by_id = at, by.person_id
    entry.note = (note or entry.note)[:500]
    calendar = calendars.for_unit(entry.unit.code)
    # Điều 23: the same day, at the latest the next working day.
    entry.present_due_at = deadlines.due(entry.arrived_at, ONE_WORKING_DAY, calendar)
    if present_to is not None:
        _present(entry, present_to, at=at)
    entry.year = day_of(at).year
    entry.arrival_number = _enter(entry, by=by, at=at)
    return entry


@transaction.atomic
def present(entry: IncomingEntry, *, to: Person, by: Actor, at: datetime) -> IncomingEntry:
    """Lay a registered document before a leader of the agency."""
    entry = locked(entry)
    refuse_unless(permissions.may_present(by, entry))
    _present(entry, to, at=at)
    laid = writing.updated("laid", entry, PRESENTED)
    writing.write([laid, *_laid_before(entry, by=by, at=at, after="laid")], "SELECT 1")
    queue.wake()
    return entry


@transaction.atomic
def send_back(entry: IncomingEntry, *, reason: str, by: Actor, at: datetime) -> IncomingEntry:
    """Return a document in the system: wrongly addressed, or not authentic and whole (02)."""
    entry = locked(entry)
    refuse_unless(permissions.may_register(by, entry))
    if not reason.strip():
        raise Refusal("Hãy ghi lý do trả lại.", field="reason")
    entry.state = move_entry(EntryState(entry.state), "send_back")
    entry.returned_at, entry.return_reason = at, reason.strip()[:500]
    entry.save(update_fields=["state", "returned_at", "return_reason"])
    journal.record(
        Event.RETURNED,
        about=entry,
        by=by,
        at=at,
        payload={**facts(entry), "reason": entry.return_reason},
    )
    return entry


def _present(entry: IncomingEntry, leader: Person, *, at: datetime) -> None:
    day = day_of(at)
    if leader.pk not in telling.holders([Role.LEADER], [entry.unit_id], on=day):
        raise Refusal("Chỉ trình được lãnh đạo của cơ quan.", field="present_to")
    entry.state = move_entry(EntryState(entry.state), "present")
    entry.presented_at, entry.presented_to = at, leader


def _enter(entry: IncomingEntry, *, by: Actor, at: datetime) -> int:
    """Write the line of the register, its number taken by the same statement; return the number."""
    series = f"documents.incoming:{entry.unit_id}"
    parts: list[Written] = [
        Part(f"number AS ({numbering.TAKE})", (series, str(entry.year))),
        writing.updated(
            "registered", entry, REGISTERED, source="number", computed="arrival_number = last"
        ),
        journal.statement(
            Event.REGISTERED,
            about=journal.subject(entry),
            by=by,
            at=at,
            payload={**facts(entry), "year": entry.year},
            source="registered",
            computed="jsonb_build_object('number', registered.arrival_number)",
        ),
    ]
    if entry.presented_to_id is not None:
        parts += _laid_before(entry, by=by, at=at, after="entry")
    written = writing.write(parts, "SELECT arrival_number FROM registered")
    queue.wake()
    return int(str(written[0][0]))


def _laid_before(entry: IncomingEntry, *, by: Actor, at: datetime, after: str) -> list[Written]:
    """Return what the leader's desk needs, written once the part `after` was."""
    leaders = [] if entry.presented_to_id is None else [entry.presented_to_id]
    about = journal.subject(entry)
    return [
        journal.statement(
            Event.PRESENTED,
            about=about,
            by=by,
            at=at,
            payload=facts(entry),
            name="presented",
            source=after,
        ),
        telling.notices(
            telling.people(leaders),
            subject="Văn bản đến chờ bạn chỉ đạo",
            document=entry.document,
            link=link_to(entry.document),
            at=at,
            source="presented",
        ),
    ]


def _refuse_duplicate(arrival: Arrival, unit: Unit) -> None:
    twin = queries.twin(arrival, unit)
    if twin is not None:
        number = f"{twin.number}/{twin.year}" if twin.number else "chưa vào sổ"
        raise Duplicate(
            RECEIVED_ELSEWHERE.format(number=number)
            + " Nếu đây là văn bản khác, hãy đánh dấu xác nhận rồi gửi lại.",
            str(twin.pk),
        )
