"""What comes in: from the axis, from another agency here, on paper or by e-mail; Điều 21 and 22."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.documents.actions import grants, telling, words
from vanlang.documents.models import Attachment, Document, IncomingEntry
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.queries import incoming as queries
from vanlang.documents.rules import arrivals, types
from vanlang.documents.rules.arrivals import Arrival, ArrivedFile, Duplicate
from vanlang.documents.rules.secrecy import Ground
from vanlang.documents.rules.states import (
    EntryState,
    Event,
    FileKind,
    Origin,
    Source,
    State,
    move_entry,
)
from vanlang.documents.rules.words import key_of
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel import calendars, deadlines, files, journal, numbering
from vanlang.kernel.actors import Actor
from vanlang.kernel.deadlines import ZONE
from vanlang.kernel.file_checks import PDF
from vanlang.kernel.models import StoredFile
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.signing import api as signing

BATCH = 1000
ONE_WORKING_DAY = deadlines.Term(1, deadlines.TermUnit.CALENDAR_DAYS)
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
    arrivals.check(arrival, on=at.astimezone(ZONE).date())
    if source in {Source.PAPER, Source.EMAIL} and not is_another:
        _refuse_duplicate(arrival, unit)
    document = _document(arrival, by=by, at=at)
    known = IncomingEntry.objects.filter(unit=unit, document=document).first()
    if known:
        return known
    _attach(document, arrival.files, verify=source != Source.PAPER, at=at)
    entry = IncomingEntry.objects.create(
        document=document,
        unit=unit,
        source=source,
        state=EntryState.ARRIVED,
        arrived_at=at,
        sent_on=arrival.sent_on,
        note=arrival.note[:500],
    )
    readers = grants.agency_readers(document, [unit.pk])
    grants.open_to(document, readers, ground=Ground.RECEIVED, by=by, at=at)
    words.refresh([document.pk])
    journal.record(Event.ARRIVED, about=entry, by=by, at=at, payload=facts(entry))
    people = telling.holders([Role.CLERK], [unit.pk], on=at.astimezone(ZONE).date())
    _tell_of_arrival(people, document, at=at)
    return entry


@transaction.atomic
def deliver(
    document: Document, units: Sequence[Unit], *, by: Actor, at: datetime
) -> list[IncomingEntry]:
    """Bring an issued document to agencies of this platform: as many statements for 148 as for two.

    Delivering again changes nothing.
    """
    known = IncomingEntry.objects.filter(document=document).values_list("unit_id", flat=True)
    wanted = {unit.pk for unit in units} - set(known)
    made = IncomingEntry.objects.bulk_create(
        [
            IncomingEntry(
                document=document,
                unit_id=pk,
                source=Source.PLATFORM,
                state=EntryState.ARRIVED,
                arrived_at=at,
                sent_on=at.astimezone(ZONE).date(),
            )
            for pk in sorted(wanted)
        ],
        batch_size=BATCH,
    )
    if made:
        readers = grants.agency_readers(document, sorted(wanted))
        grants.open_to(document, readers, ground=Ground.RECEIVED, by=by, at=at)
        words.refresh([document.pk])
        payload: dict[str, str | int | bool | None] = {
            "source": Source.PLATFORM.value,
            "document": str(document.pk),
        }
        journal.record_each(Event.ARRIVED, about=made, by=by, at=at, payload=payload)
        payload = {"recipients": len(made)}
        journal.record(Event.DELIVERED, about=document, by=by, at=at, payload=payload)
        clerks = telling.holders([Role.CLERK], wanted, on=at.astimezone(ZONE).date())
        _tell_of_arrival(clerks, document, at=at)
    entries = IncomingEntry.objects.filter(document=document, unit__in=[u.pk for u in units])
    return list(entries.select_related("unit"))


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
    outcomes = entry.document.attachments.values_list("outcome", flat=True)
    arrivals.refuse_broken(frozenset(outcomes), Source(entry.source))
    twin = queries.twins(entry).filter(arrival_number__isnull=False).first()
    if twin is not None and not is_another:
        number = f"{twin.arrival_number}/{twin.year}"
        raise Duplicate(RECEIVED_ELSEWHERE.format(number=number), str(twin.pk))
    entry.registered_at, entry.registered_by_id = at, by.person_id
    entry.note = (note or entry.note)[:500]
    calendar = calendars.for_unit(entry.unit.code)
    # Điều 23: the same day, at the latest the next working day.
    entry.present_due_at = deadlines.due(entry.arrived_at, ONE_WORKING_DAY, calendar)
    if present_to is not None:
        _present(entry, present_to, at=at)
    entry.year = at.astimezone(ZONE).year
    entry.arrival_number = numbering.take(f"documents.incoming:{entry.unit_id}", str(entry.year))
    entry.save()
    journal.record(
        Event.REGISTERED,
        about=entry,
        by=by,
        at=at,
        payload={**facts(entry), "number": entry.arrival_number, "year": entry.year},
    )
    if present_to is not None:
        _tell_the_leader(entry, by=by, at=at)
    return entry


@transaction.atomic
def present(entry: IncomingEntry, *, to: Person, by: Actor, at: datetime) -> IncomingEntry:
    """Lay a registered document before a leader of the agency."""
    entry = locked(entry)
    refuse_unless(permissions.may_present(by, entry))
    _present(entry, to, at=at)
    entry.save(update_fields=["state", "presented_at", "presented_to"])
    _tell_the_leader(entry, by=by, at=at)
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


def locked(entry: IncomingEntry) -> IncomingEntry:
    return (
        IncomingEntry.objects.select_for_update(of=("self",))
        .select_related("document", "unit")
        .get(pk=entry.pk)
    )


def facts(entry: IncomingEntry) -> dict[str, str | int | bool | None]:
    """Return what listeners need to know of an entry."""
    return {"source": entry.source, "document": str(entry.document_id), "unit": entry.unit_id}


def link_to(document: Document) -> str:
    return f"/van-ban/{document.pk}/"


def _present(entry: IncomingEntry, leader: Person, *, at: datetime) -> None:
    day = at.astimezone(ZONE).date()
    if leader.pk not in telling.holders([Role.LEADER], [entry.unit_id], on=day):
        raise Refusal("Chỉ trình được lãnh đạo của cơ quan.", field="present_to")
    entry.state = move_entry(EntryState(entry.state), "present")
    entry.presented_at, entry.presented_to = at, leader


def _tell_the_leader(entry: IncomingEntry, *, by: Actor, at: datetime) -> None:
    journal.record(Event.PRESENTED, about=entry, by=by, at=at, payload=facts(entry))
    if entry.presented_to_id is not None:
        telling.tell(
            [entry.presented_to_id],
            subject="Văn bản đến chờ bạn chỉ đạo",
            document=entry.document,
            link=link_to(entry.document),
            at=at,
        )


def _tell_of_arrival(people: Sequence[UUID], document: Document, *, at: datetime) -> None:
    telling.tell(
        people,
        subject="Có văn bản đến, chờ vào sổ",
        document=document,
        link=link_to(document),
        at=at,
    )


def _refuse_duplicate(arrival: Arrival, unit: Unit) -> None:
    twin = queries.alike(
        unit, arrival.notation, arrival.issued_on, arrival.author_code, arrival.author_name
    ).first()
    if twin is not None:
        number = f"{twin.arrival_number}/{twin.year}" if twin.arrival_number else "chưa vào sổ"
        raise Duplicate(
            RECEIVED_ELSEWHERE.format(number=number)
            + " Nếu đây là văn bản khác, hãy đánh dấu xác nhận rồi gửi lại.",
            str(twin.pk),
        )


def _document(arrival: Arrival, *, by: Actor, at: datetime) -> Document:
    """Return the document: known by its exchange id, or made of what it says of itself."""
    if arrival.exchange_id:
        known = Document.objects.filter(exchange_id=arrival.exchange_id).first()
        if known:
            _refuse_another_author(known, arrival)
            return known
    author = Unit.objects.filter(code=arrival.author_code).first() if arrival.author_code else None
    replied_to = (
        Document.objects.filter(exchange_id=arrival.reply_to_exchange_id).first()
        if arrival.reply_to_exchange_id
        else None
    )
    made = Document(
        exchange_id=arrival.exchange_id,
        origin=Origin.RECEIVED,
        state=State.ISSUED,
        author=author,
        author_code=arrival.author_code,
        author_name=arrival.author_name.strip()[:200],
        number=arrival.number,
        notation=arrival.notation.strip()[:60],
        notation_key=key_of(arrival.notation)[:60],
        type_code=arrival.type_code or types.LETTER,
        subject=" ".join(arrival.subject.split())[: arrivals.LONGEST_SUBJECT],
        place=arrival.place[:100],
        issued_on=arrival.issued_on,
        signer_name=arrival.signer_name[:100],
        signer_position=arrival.signer_position[:200],
        signing_authority=arrival.signing_authority[:10],
        urgency=arrival.urgency,
        access=arrival.access,
        is_directive=arrival.is_directive,
        language=arrival.language[:30] or "Tiếng Việt",
        page_count=arrival.page_count,
        copy_count=arrival.copy_count,
        due_on=arrival.due_on,
        reply_to=replied_to,
        folded=words.folded(
            arrival.subject, arrival.notation, arrival.author_name, arrival.signer_name
        ),
        created_at=at,
        created_by_id=by.person_id,
    )
    if not made.exchange_id:
        made.save()
        return made
    # Waits for whoever takes the same message in now, and then finds theirs.
    Document.objects.bulk_create([made], ignore_conflicts=True)
    kept = Document.objects.get(exchange_id=made.exchange_id)
    _refuse_another_author(kept, arrival)
    return kept


def _refuse_another_author(known: Document, arrival: Arrival) -> None:
    """An id is its author's: another who uses it must not be led to their document."""
    if known.author_code != arrival.author_code:
        raise Conflict("Mã định danh văn bản này đã thuộc về cơ quan ban hành khác.")


def _attach(
    document: Document, arrived: Sequence[ArrivedFile], *, verify: bool, at: datetime
) -> None:
    if not arrived or document.attachments.exists():
        return
    kept = StoredFile.objects.in_bulk([one.sha256 for one in arrived])
    made = []
    for position, one in enumerate(arrived, 1):
        file = kept.get(one.sha256)
        if file is None:
            raise Conflict("Tệp của văn bản chưa được lưu.")
        attachment = Attachment(
            document=document,
            file=file,
            name=one.name[-200:],
            kind=one.kind,
            position=position,
            added_at=at,
        )
        # A document is signed; an annex in a file of its own may be.
        if verify and file.content_type == PDF:
            _verify(attachment, is_main=one.kind == FileKind.MAIN)
        made.append(attachment)
    Attachment.objects.bulk_create(made, ignore_conflicts=True)
    words.read_later(made)


def _verify(attachment: Attachment, *, is_main: bool) -> None:
    verdict = signing.verify(files.read(attachment.file))
    if is_main or verdict.outcome != signing.Outcome.UNSIGNED:
        attachment.outcome, attachment.verdict = verdict.outcome, verdict.sentence[:500]
