"""A document as a message, and what its recipients have said of it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from vanlang.documents.models import (
    Attachment,
    ChangeRequest,
    Dispatch,
    Document,
    EdxmlMessage,
    IncomingEntry,
    StatusNote,
)
from vanlang.documents.permissions.documents import TRUSTED
from vanlang.documents.queries import documents, outgoing, papers
from vanlang.documents.rules import edxml, exchange, types
from vanlang.documents.rules.edxml import Purpose
from vanlang.documents.rules.exchange import ChangeState
from vanlang.documents.rules.outgoing import DISPATCH_NAMES, Channel, DispatchState
from vanlang.documents.rules.states import Origin
from vanlang.documents.rules.words import key_of
from vanlang.identity.api import Unit
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.models import StoredFile


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a document as it stands in a message."""

    described: edxml.Attachment
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Progress:
    """One recipient: the way, how far it has come, and every status it has told."""

    name: str
    code: str
    channel: str
    state: str
    error: str
    is_bad: bool
    last_status: str
    notes: tuple[StatusNote, ...]


# Recipients who have the document, or soon will: they may be told that it was changed.
UPDATED = (DispatchState.QUEUED, DispatchState.DELIVERED)


def may_be_updated(document: Document) -> bool:
    rows = Dispatch.objects.filter(document=document, channel=Channel.AXIS, state__in=UPDATED)
    return rows.exists()


def parts(document: Document) -> list[Part]:
    """Return the issued file and its annexes, each with a name that a message may carry."""
    main = outgoing.main_file(document)
    found: list[Attachment] = [main] if main else []
    found += outgoing.annexes(document)
    made: list[Part] = []
    taken: set[str] = set()
    for number, attachment in enumerate(found, 1):
        name = exchange.file_name(attachment.name, taken)
        taken.add(name)
        file = attachment.file
        described = edxml.Attachment(
            f"cid:{number}", name, file.content_type, file.size, file.sha256
        )
        made.append(Part(described, file))
    return made


def organisation(unit: Unit) -> edxml.Organisation:
    return edxml.Organisation(code=unit.code, name=unit.name, in_charge=unit.name)


def message_of(  # noqa: PLR0913 what a message differs in
    document: Document,
    rows: Sequence[Dispatch],
    files: Sequence[Part],
    *,
    purpose: Purpose,
    reason: str,
    at: datetime,
) -> edxml.Message:
    """Return a document as a message to the recipients of `rows`."""
    issued_on = document.issued_on or day_of(at)
    name = document.author.name if document.author else document.author_name
    return edxml.Message(
        sender=edxml.Organisation(code=document.author_code, name=name, in_charge=name),
        recipients=tuple(edxml.Organisation(code=row.code, name=row.name) for row in rows),
        document_id=document.exchange_id
        or edxml.document_id(document.author_code, issued_on, document.notation),
        number="" if document.number is None else str(document.number),
        notation=exchange.bare_notation(document.notation, document.number),
        issued_on=issued_on,
        kind=edxml.Kind(
            name=types.type_name(document.type_code),
            code=exchange.TYPE_NUMBERS.get(document.type_code, exchange.OTHER_TYPE),
        ),
        subject=document.subject,
        place=document.place
        or (papers.agency_of(document.author).place if document.author else ""),
        content=document.subject,
        signer=edxml.Signer(
            document.signing_authority, document.signer_position, document.signer_name
        ),
        due_on=document.due_on,
        places=tuple(row.name[:150] for row in rows),
        urgency=document.urgency,
        copies=document.copy_count,
        pages=document.page_count,
        is_direction=document.is_directive,
        answers=_answers(document),
        steering=exchange.DIRECTS if document.is_directive else exchange.INFORMS,
        traces=(edxml.Trace(document.author_code, at),),
        business=_business(document, rows, purpose, reason),
        attachments=tuple(part.described for part in files),
    )


def _answers(document: Document) -> tuple[edxml.Answered, ...]:
    old = document.reply_to
    if old is None or not old.exchange_id:
        return ()
    return (edxml.Answered(old.author_code, old.notation, old.issued_on, old.exchange_id),)


def _business(
    document: Document, rows: Sequence[Dispatch], purpose: Purpose, reason: str
) -> edxml.Business:
    replacements: tuple[edxml.Replacement, ...] = ()
    if purpose == Purpose.REPLACE and document.replaces is not None:
        codes = tuple(row.code for row in rows)
        replacements = (edxml.Replacement(document.replaces.exchange_id, codes),)
    return edxml.Business(
        purpose=purpose,
        document_id=document.exchange_id if purpose in {Purpose.RECALL, Purpose.UPDATE} else "",
        reason=reason,
        changes_document=purpose == Purpose.UPDATE,
        replacements=replacements,
    )


def progress(document: Document) -> list[Progress]:
    """Return what happened at every recipient, in two statements however many there are."""
    notes: dict[str, list[StatusNote]] = {}
    for note in StatusNote.objects.filter(document=document, is_sent=False):
        notes.setdefault(note.from_code, []).append(note)
    return [
        Progress(
            name=row.name,
            code=row.code,
            channel=row.channel,
            state=_state_of(row),
            error=row.error,
            is_bad=row.state in {DispatchState.FAILED, DispatchState.RETURNED},
            last_status=status_name(row.last_status),
            notes=tuple(notes.get(row.code, ())),
        )
        for row in Dispatch.objects.filter(document=document)
    ]


def _state_of(row: Dispatch) -> str:
    if row.channel == Channel.AXIS and row.state == DispatchState.QUEUED and row.sent_at:
        return "đã chuyển lên trục, chờ nơi nhận"
    return DISPATCH_NAMES[DispatchState(row.state)]


def status_name(code: str) -> str:
    return f"{code} – {edxml.STATUS_NAMES[edxml.Status(code)]}" if code in set(edxml.Status) else ""


def own_document(about: edxml.Answered, author_code: str) -> Document | None:
    """Return the document of ours that somebody speaks of: by its id, else by what it says."""
    own = Document.objects.filter(origin=Origin.OWN, author_code=author_code)
    found = own.filter(exchange_id=about.document_id).first()
    if found is not None or about.issued_on is None or not about.notation:
        return found
    alike = own.filter(notation_key=key_of(about.notation), issued_on=about.issued_on)[:2]
    return alike[0] if len(alike) == 1 else None


def unit_with_code(code: str) -> Unit | None:
    """Return the unit that has, or had, this code."""
    return Unit.objects.filter(code=code).select_related("agency").first()


def entry_with_key(key: str) -> IncomingEntry:
    """Return the arrival that a journal entry tells of."""
    return IncomingEntry.objects.select_related("document", "unit").get(pk=key)


def changes_visible_to(actor: Actor) -> QuerySet[ChangeRequest]:
    """The only door from a screen to a request: clerk and leader of the agency it was sent to."""
    agencies = actor.agencies_where(*TRUSTED)
    return ChangeRequest.objects.filter(unit__in=agencies).select_related("entry__document", "unit")


def changes_waiting(actor: Actor, entry: IncomingEntry) -> QuerySet[ChangeRequest]:
    """Return what the sender of a document asks of it, for those who may answer."""
    return changes_visible_to(actor).filter(entry=entry, state=ChangeState.WAITING)


def envelopes_of(document: Document) -> QuerySet[EdxmlMessage]:
    """Return the messages that brought a document, with what their signatures are worth."""
    return EdxmlMessage.objects.filter(document=document, is_sent=False)


def named(words: str) -> Document | None:
    """Return an own document by its id, exchange id or notation, the newest first."""
    with suppress(ValueError):
        if found := documents.with_key(str(UUID(words))):
            return found
    by_words = Q(exchange_id=words) | Q(notation_key=key_of(words))
    own = Document.objects.filter(by_words, origin=Origin.OWN)
    return own.order_by("-issued_on", "-created_at").first()


def untold(*, before: datetime, since: datetime) -> QuerySet[StatusNote]:
    """Return the statuses that could not be sent when they were due."""
    return StatusNote.objects.filter(
        is_sent=True, message_id="", noted_at__lte=before, noted_at__gt=since
    )


def unmatched(*, before: datetime) -> QuerySet[StatusNote]:
    """Return the statuses of documents that nobody here knows, for who looks after the axis."""
    return StatusNote.objects.filter(document__isnull=True, is_sent=False, noted_at__lte=before)
