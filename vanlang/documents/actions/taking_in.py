"""What an arrival writes: the document as it says of itself, its entry, who reads it, its files."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import CharField

from vanlang.documents.actions import grants, telling, words, writing
from vanlang.documents.actions.entries import facts, link_to
from vanlang.documents.models import Attachment, Document, IncomingEntry
from vanlang.documents.rules import arrivals, types
from vanlang.documents.rules.arrivals import Arrival, ArrivedFile
from vanlang.documents.rules.secrecy import Ground
from vanlang.documents.rules.states import EntryState, Event, FileKind, Origin, Source, State
from vanlang.documents.rules.words import key_of
from vanlang.identity.api import Unit
from vanlang.kernel import files, journal, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.file_checks import PDF
from vanlang.kernel.models import StoredFile
from vanlang.kernel.questions import Given, Question
from vanlang.kernel.refusals import Conflict
from vanlang.signing import api as signing

HAS_ARRIVED = "Có văn bản đến, chờ vào sổ"
BY_EXCHANGE_ID = Question(
    lambda: Document.objects.filter(exchange_id=Given("exchange_id", CharField()))
)
NAMED = Question(lambda: Unit.objects.filter(code=Given("code", CharField())).values_list("pk")[:1])


def known_as(arrival: Arrival) -> Document | None:
    """Return the document that bears the exchange id, at whatever agency it is."""
    if not arrival.exchange_id:
        return None
    known = BY_EXCHANGE_ID.rows(exchange_id=arrival.exchange_id)
    if not known:
        return None
    _refuse_another_author(known[0], arrival)
    return known[0]


def document_of(arrival: Arrival, *, by: Actor, at: datetime) -> Document:
    """Return the document as it says of itself that it is; it is not written yet."""
    author_id = replied_to = None
    if arrival.author_code:
        author_id = next((row[0] for row in NAMED.tuples(code=arrival.author_code)), None)
    if arrival.reply_to_exchange_id:
        answered = Document.objects.filter(exchange_id=arrival.reply_to_exchange_id)
        replied_to = answered.values_list("pk", flat=True).first()
    return Document(
        exchange_id=arrival.exchange_id,
        origin=Origin.RECEIVED,
        state=State.ISSUED,
        author_id=author_id,
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
        reply_to_id=replied_to,
        folded=words.folded(
            arrival.subject, arrival.notation, arrival.author_name, arrival.signer_name
        ),
        created_at=at,
        created_by_id=by.person_id,
    )


def entry_of(
    arrival: Arrival, document: Document, unit: Unit, source: Source, *, at: datetime
) -> IncomingEntry:
    return IncomingEntry(
        document=document,
        unit=unit,
        source=source,
        state=EntryState.ARRIVED,
        arrived_at=at,
        sent_on=arrival.sent_on,
        note=arrival.note[:500],
    )


def take_in(
    document: Document, entry: IncomingEntry, *, is_known: bool = False, by: Actor, at: datetime
) -> bool:
    """Write what an arrival is, in one statement; False when another has the document's id."""
    readers = grants.agency_readers(document, [entry.unit_id])
    parts: list[writing.Written] = [
        writing.known("document", document)
        if is_known
        else writing.inserted("document", document, is_maybe_known=True),
        writing.inserted("arrived", entry, source="document"),
        grants.opening(readers, ground=Ground.RECEIVED, by=by, at=at, source="document"),
        telling.notices(
            telling.clerks([entry.unit_id], on=day_of(at)),
            subject=HAS_ARRIVED,
            document=document,
            link=link_to(document),
            at=at,
            source="document",
        ),
        journal.statement(
            Event.ARRIVED,
            about=journal.subject(entry),
            by=by,
            at=at,
            payload=facts(entry),
            source="document",
        ),
    ]
    if not is_known:
        found_by = [reader.word for reader in readers]
        parts.append(
            words.first(document, found_by, unit_id=entry.unit_id, at=at, source="document")
        )
    if not writing.write(parts, "SELECT id FROM document"):
        return False
    writing.now_kept(document, entry)
    queue.wake()
    return True


def _refuse_another_author(known: Document, arrival: Arrival) -> None:
    """An id is its author's: another who uses it must not be led to their document."""
    if known.author_code != arrival.author_code:
        raise Conflict("Mã định danh văn bản này đã thuộc về cơ quan ban hành khác.")


def attach(
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
