"""Phát hành: the organisation's signature, and the document at everybody who is to have it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import UUIDField

from vanlang.documents.actions import grants, incoming, words, writing
from vanlang.documents.actions.drafting import locked
from vanlang.documents.actions.exchange import sending
from vanlang.documents.actions.signing import NOT_GENUINE, attached, refuse_ended
from vanlang.documents.actions.writing import Part
from vanlang.documents.models import Attachment, Dispatch, Document
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.queries import outgoing as queries
from vanlang.documents.rules import draft_text
from vanlang.documents.rules.outgoing import Channel, DispatchState
from vanlang.documents.rules.secrecy import Ground
from vanlang.documents.rules.states import Event, FileKind, State, move
from vanlang.kernel import files, journal, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.questions import Given, Question
from vanlang.kernel.refusals import Conflict, refuse_unless
from vanlang.signing import api as signing
from vanlang.ui.papers import Box

ISSUED = ("state", "issued_at", "exchange_id", "folded", "copy_count")
DISPATCHED = """dispatched AS (
    UPDATE documents_dispatch SET
        state = CASE channel WHEN 'platform' THEN %s::varchar ELSE %s::varchar END,
        sent_at = CASE channel WHEN 'platform' THEN %s::timestamptz ELSE sent_at END,
        received_at = CASE channel WHEN 'platform' THEN %s::timestamptz
            ELSE received_at END
    WHERE document_id = %s::uuid
)"""
BOTH = {signing.Kind.PERSON, signing.Kind.ORGANISATION}
ADDRESSED = Question(
    lambda: (
        Dispatch.objects.filter(document=Given("document", UUIDField()))
        .select_related("unit")
        .order_by("position", "pk")
    )
)
ENCLOSED = Question(
    lambda: Attachment.objects.filter(
        document=Given("document", UUIDField()), kind=FileKind.ANNEX
    ).select_related("file")
)
ONE_MISSING = "cần cả chữ ký của người có thẩm quyền và của cơ quan."


@transaction.atomic
def issue(document: Document, *, by: Actor, at: datetime) -> Document:
    """Seal the document, verify both signatures and deliver it, all in one transaction.

    Nghị định 30/2020/NĐ-CP, Điều 5 (both signatures) and 18 (the same day).

    Raises:
        Unavailable: the time-stamp service does not answer; nothing was written, try again.
    """
    document = locked(document)
    refuse_unless(may.may_issue(by, document))
    if document.author is not None:
        refuse_ended(document.author, at=at)
    document.state = move(State(document.state), "issue")
    sealed = _seal(document, by=by, at=at)
    document.issued_at = at
    document.exchange_id = _exchange_id(document)
    document.folded = words.folded(
        document.subject, document.notation, document.author_name, document.signer_name
    )
    addressed = ADDRESSED.rows(document=document.pk)
    document.copy_count = len(addressed)
    readers = grants.agency_readers(document, [document.author_id or 0])
    payload: dict[str, str | int | bool | None] = {
        "notation": document.notation,
        "recipients": document.copy_count,
    }
    about = journal.subject(document)
    parts: list[writing.Written] = [
        writing.updated("document", document, ISSUED),
        writing.inserted("sealed", sealed),
        grants.opening(readers, ground=Ground.AUTHOR, by=by, at=at, source="document"),
        Part(DISPATCHED, (DispatchState.DELIVERED, DispatchState.QUEUED, at, at, document.pk)),
        journal.statement(Event.ISSUED, about=about, by=by, at=at, payload=payload),
    ]
    writing.write(parts, "SELECT 1")
    queue.wake()
    _send(document, addressed, by=by, at=at)
    if document.replaces_id is not None:
        _end_replaced(document.replaces_id, document, by=by, at=at)
    return document


@transaction.atomic
def look(document: Document, *, by: Actor, at: datetime) -> bytes:
    """Return the very bytes that wait for the seal, and note that this clerk has opened them."""
    document = locked(document)
    refuse_unless(may.may_issue(by, document))
    move(State(document.state), "issue")
    signed = queries.main_file(document)
    if signed is None:
        raise ValueError(f"{document.pk} is signed without a file.")
    signing.note_look(signed.file.sha256, by=by, at=at)
    return files.read(signed.file)


@transaction.atomic
def look_at_annex(document: Document, annex: Attachment, *, by: Actor, at: datetime) -> None:
    """Note that this clerk has opened an annex that is sealed with the document."""
    document = locked(document)
    refuse_unless(may.may_issue(by, document))
    move(State(document.state), "issue")
    signing.note_look(annex.file.sha256, by=by, at=at)


def _seal(document: Document, *, by: Actor, at: datetime) -> Attachment:
    """Put the organisation's signature under the person's; verify before anything leaves."""
    author, signed = document.author, queries.main_file(document)
    if author is None or signed is None or document.seal_box is None:
        raise ValueError(f"{document.pk} is signed without a file.")
    annexes = ENCLOSED.rows(document=document.pk)
    for annex in annexes:  # the agency's seal stands on them too: Nghị định 30/2020, Phụ lục I
        signing.refuse_unseen(annex.file.sha256, by=by, what=f"phụ lục “{annex.name}”")
    place = document.seal_box
    sealed = signing.seal_organisation(
        files.read(signed.file),
        unit=author,
        box=Box(int(place["page"]), place["x1"], place["y1"], place["x2"], place["y2"]),
        at=at,
        by=by,
        reason=document.notation,
    )
    verdict = signing.verify(sealed, at=at)
    if not verdict.is_genuine:
        raise Conflict(NOT_GENUINE.format(why=verdict.sentence))
    if {one.kind for one in verdict.signatures} != BOTH:
        raise Conflict(NOT_GENUINE.format(why=ONE_MISSING))
    text = draft_text.words(queries.draft_of(document).body)
    said = words.folded(text)
    for annex in annexes:
        _seal_annex(document, annex, by=by, at=at)
    return attached(document, sealed, kind=FileKind.MAIN, by=by, at=at, verdict=verdict, said=said)


def _seal_annex(document: Document, annex: Attachment, *, by: Actor, at: datetime) -> None:
    """A separate annex is signed by the organisation, top right, without an image (Phụ lục I)."""
    author = document.author
    if author is None:
        raise ValueError(document)
    sealed = signing.certify(
        files.read(annex.file),
        unit=author,
        lines=(document.notation, signing.moment_text(at)),
        at=at,
        by=by,
        reason=document.notation,
    )
    annex.file = files.store(sealed, by=by, at=at)
    annex.save(update_fields=["file"])


def _send(document: Document, rows: Sequence[Dispatch], *, by: Actor, at: datetime) -> None:
    """Deliver to the units of this platform now; what goes outside is queued for its way."""
    units = [row.unit for row in rows if row.channel == Channel.PLATFORM and row.unit is not None]
    if units:
        incoming.deliver(document, units, by=by, at=at)
    else:
        words.refresh([document.pk])
    if any(row.channel == Channel.AXIS for row in rows):
        sending.send(document, by=by, at=at)


def _end_replaced(old_id: UUID, document: Document, *, by: Actor, at: datetime) -> None:
    old = Document.objects.select_for_update(of=("self",)).get(pk=old_id)
    old.state = move(State(old.state), "replace")
    old.ended_reason = f"Được thay thế bằng {document.notation}"
    old.save(update_fields=["state", "ended_reason"])
    payload = {"by": document.notation}
    journal.record(Event.REPLACED, about=old, by=by, at=at, payload=payload)


def _exchange_id(document: Document) -> str:
    """Mã định danh văn bản: organisation, date, number and symbol, as the axis knows it."""
    day = document.issued_on or day_of(document.issued_at or document.created_at)
    return f"{document.author_code},{day:%Y/%m/%d},{document.notation}"
