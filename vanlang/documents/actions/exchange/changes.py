"""What a sender wants changed of a document already sent: taken back, or brought up to date."""

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.urls import reverse

from vanlang.documents.actions import telling, words
from vanlang.documents.actions.entries import facts, locked
from vanlang.documents.actions.exchange import statuses
from vanlang.documents.models import (
    Attachment,
    ChangeRequest,
    Document,
    EdxmlMessage,
    IncomingEntry,
)
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.rules import edxml, exchange
from vanlang.documents.rules.edxml import Message, Purpose, Status
from vanlang.documents.rules.exchange import ChangeState, move_change
from vanlang.documents.rules.states import (
    EntryState,
    Event,
    FileKind,
    Origin,
    State,
    Urgency,
    move,
    move_entry,
)
from vanlang.identity.api import Role, Unit
from vanlang.kernel import files, journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.file_checks import PDF
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.signing import api as signing

AT_ONCE = "Chưa có ai xử lý văn bản, nên hệ thống thực hiện ngay."
OTHERS = "Văn bản này không do cơ quan {} gửi, nên không lấy lại hay cập nhật được."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    unit: Unit
    exchange_id: str
    from_code: str
    message_id: str
    purpose: Purpose
    reason: str
    message: EdxmlMessage | None = None


@transaction.atomic
def ask(asked: Asked, *, at: datetime) -> ChangeRequest:
    """Take a request down; what nobody has taken up yet is changed at once and answered with 15.

    One that overtook its document waits for it. Only who sent a document asks for it.
    """
    request, is_new = ChangeRequest.objects.get_or_create(
        unit=asked.unit,
        from_code=asked.from_code,
        message_id=asked.message_id,
        defaults={
            "exchange_id": asked.exchange_id,
            "envelope": asked.message,
            "purpose": asked.purpose,
            "reason": asked.reason[:500],
            "asked_at": at,
        },
    )
    entry = _entry(asked.unit, asked.exchange_id)
    if is_new and entry is not None:
        _lay_before(request, entry, at=at)
    return request


@transaction.atomic
def meet(entry: IncomingEntry, *, at: datetime) -> None:
    """Give the requests that came before their document to it."""
    waiting = ChangeRequest.objects.select_for_update().filter(
        unit=entry.unit,
        exchange_id=entry.document.exchange_id,
        from_code=entry.document.author_code,
        entry__isnull=True,
    )
    for request in waiting:
        _lay_before(request, entry, at=at)


@transaction.atomic
def answer(
    request: ChangeRequest, *, agreed: bool, note: str = "", by: Actor, at: datetime
) -> ChangeRequest:
    """Agree or refuse, as the clerk or leader of the agency; the sender gets 15 or 16."""
    request = (
        ChangeRequest.objects.select_for_update(of=("self",))
        .select_related("entry__document", "entry__unit", "envelope__file")
        .get(pk=request.pk)
    )
    entry = request.entry
    refuse_unless(entry is not None and permissions.may_answer_change(by, entry))
    if not agreed and not note.strip():
        raise Refusal("Hãy ghi lý do từ chối.", field="note")
    if entry is not None:
        _answer(request, entry, agreed=agreed, note=note.strip(), by=by, at=at)
    return request


def _entry(unit: Unit, exchange_id: str) -> IncomingEntry | None:
    found = IncomingEntry.objects.filter(unit=unit, document__exchange_id=exchange_id)
    return found.select_related("document", "unit").first()


def _lay_before(request: ChangeRequest, entry: IncomingEntry, *, at: datetime) -> None:
    document = entry.document
    if document.author_code != request.from_code or document.origin == Origin.OWN:
        raise edxml.Refused([edxml.Fault("M.From", OTHERS.format(request.from_code))])
    request.entry = entry
    request.save(update_fields=["entry"])
    payload: dict[str, journal.Fact] = {"purpose": request.purpose, "reason": request.reason}
    journal.record(Event.CHANGE_ASKED, about=entry, by=PLATFORM, at=at, payload=payload)
    if exchange.is_agreed_at_once(EntryState(entry.state)):
        _answer(request, entry, agreed=True, note=AT_ONCE, by=PLATFORM, at=at)
        return
    telling.tell(
        telling.holders([Role.CLERK], [entry.unit_id], on=day_of(at)),
        subject=f"Nơi gửi đề nghị {request.purpose_name}",
        document=document,
        link=reverse("documents-change", args=[request.pk]),
        at=at,
    )


def _answer(  # noqa: PLR0913 one sentence, said once
    request: ChangeRequest,
    entry: IncomingEntry,
    *,
    agreed: bool,
    note: str,
    by: Actor,
    at: datetime,
) -> None:
    request.state = move_change(ChangeState(request.state), "agree" if agreed else "refuse")
    request.answered_at, request.answered_by, request.answer = at, by.name[:200], note[:500]
    request.save(update_fields=["state", "answered_at", "answered_by", "answer"])
    if agreed and request.purpose == Purpose.RECALL:
        _give_back(request, entry, by=by, at=at)
    elif agreed:
        _bring_up_to_date(request, entry.document, at=at)
    payload: dict[str, journal.Fact] = {"purpose": request.purpose, "agreed": agreed}
    journal.record(Event.CHANGE_ANSWERED, about=entry, by=by, at=at, payload=payload)
    statuses.tell(
        statuses.about(entry),
        Status.CHANGE_AGREED if agreed else Status.CHANGE_REFUSED,
        description=note,
        staff="" if by == PLATFORM else by.name,
        unit=entry.unit,
        request_id=request.message_id,
        at=at,
    )


def _give_back(request: ChangeRequest, entry: IncomingEntry, *, by: Actor, at: datetime) -> None:
    """Close the entry as returned; a number stays in the register with the reason beside it."""
    entry = locked(entry)
    if entry.state != EntryState.RETURNED:
        entry.state = move_entry(EntryState(entry.state), "give_back")
        entry.returned_at = at
        entry.return_reason = f"Nơi gửi lấy lại: {request.reason or 'không ghi lý do'}"[:500]
        entry.save(update_fields=["state", "returned_at", "return_reason"])
        payload = facts(entry)
        journal.record(Event.GIVEN_BACK, about=entry, by=by, at=at, payload=payload)
    document = Document.objects.select_for_update(of=("self",)).get(pk=entry.document_id)
    others = document.entries.exclude(state=EntryState.RETURNED)
    if document.state == State.ISSUED and not others.exists():
        document.state = move(State(document.state), "recall")
        document.ended_reason = entry.return_reason
        document.save(update_fields=["state", "ended_reason"])


def _bring_up_to_date(request: ChangeRequest, document: Document, *, at: datetime) -> None:
    """Take over what the update says, and add its files to those that were there."""
    if request.envelope is None:
        return
    with tempfile.TemporaryDirectory(prefix="edxml-") as folder:
        with closing(files.open(request.envelope.file)) as content:
            found = edxml.read(content, Path(folder))
        message = found.message
        if not isinstance(message, Message):
            raise TypeError(message)
        for path in found.files.values():
            with path.open("rb") as content:
                files.store(content, by=PLATFORM, at=at)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    document.subject = " ".join(message.subject.split())
    document.urgency = Urgency(message.urgency)
    document.due_on = message.due_on
    document.signer_name = message.signer.name[:100]
    document.signer_position = message.signer.position[:200]
    document.page_count = message.pages
    document.folded = words.folded(
        document.subject, document.notation, document.author_name, document.signer_name
    )
    document.save(
        update_fields=[
            *("subject", "urgency", "due_on", "signer_name", "signer_position", "page_count"),
            "folded",
        ]
    )
    EdxmlMessage.objects.filter(pk=request.envelope.pk).update(document=document)
    _add_files(document, message, at=at)
    words.refresh([document.pk])


def _add_files(document: Document, message: Message, *, at: datetime) -> None:
    kept = set(document.attachments.values_list("file_id", flat=True))
    place = document.attachments.count()
    made = []
    for one in message.attachments:
        if one.sha256 in kept:
            continue
        place += 1
        attachment = Attachment(
            document=document,
            file_id=one.sha256,
            name=one.name[-200:],
            kind=FileKind.MAIN,
            position=place,
            added_at=at,
        )
        if one.content_type == PDF:
            verdict = signing.verify(files.read(attachment.file), at=at)
            attachment.outcome, attachment.verdict = verdict.outcome, verdict.sentence[:500]
        made.append(attachment)
    Attachment.objects.bulk_create(made, ignore_conflicts=True)
    words.read_later(made)
