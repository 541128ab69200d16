"""From a message of the axis to a document at the agency it is addressed to, exactly once."""

import logging
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DataError, transaction

from vanlang.data_gateway import api as data_gateway
from vanlang.documents.actions import incoming, setting_aside, words
from vanlang.documents.actions.exchange import changes, statuses
from vanlang.documents.models import Document, EdxmlMessage, IncomingEntry
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules import edxml, exchange, types
from vanlang.documents.rules.arrivals import Arrival, ArrivedFile, number_in
from vanlang.documents.rules.edxml import Message, Purpose, Reading, Status, StatusMessage
from vanlang.documents.rules.exchange import Signatory
from vanlang.documents.rules.states import Event, FileKind, Origin, Source, State, Urgency, move
from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.kernel import file_checks, files, journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, Unavailable
from vanlang.signing import api as signing

logger = logging.getLogger(__name__)

# What a value that a stranger wrote can end in; what is away on our side is none of these.
UPSET = (DataError, ValueError, LookupError, ArithmeticError, RecursionError)
NOT_UNDERSTOOD = "Thông điệp có giá trị không ghi nhận được; đề nghị kiểm tra lại nội dung."
BROKEN = {signing.Outcome.ALTERED, signing.Outcome.INVALID}
# Worth no more than none: unreadable is what has a prefix that nobody declared, as senders do.
UNPROVEN = {signing.Outcome.UNSIGNED, signing.Outcome.UNTRUSTED, signing.Outcome.UNREADABLE}


def receive(transfer: data_gateway.Transfer, *, at: datetime) -> None:
    """Take in what the axis brought, or send it back with the reason; again changes nothing.

    Nghị định 30/2020/NĐ-CP, Điều 21 khoản 2: what is not authentic and whole, or not for us, is
    returned in the system, and its sender is told so.

    Raises:
        Unavailable: something that must judge it does not answer; to be tried again.
    """
    said: Message | StatusMessage | None = None
    try:
        with tempfile.TemporaryDirectory(prefix="edxml-") as folder:
            found = _read(transfer, Path(folder))
            said = found.message
            verdict = _verified(transfer, said, at=at)
            with transaction.atomic():
                _take(transfer, found, verdict, at=at)
    except Unavailable:
        raise
    except Refusal as problem:
        _send_back(transfer, said, problem, at=at, is_read=said is not None)
        return
    except UPSET:  # nobody has thought of this yet; what comes behind it is not to wait for it
        logger.exception("The message %s could not be taken in.", transfer.message.message_id)
        _send_back(transfer, said, _mismatch("Content", NOT_UNDERSTOOD), at=at, is_read=False)
        return
    data_gateway.acknowledge(transfer, by=PLATFORM, at=at)


def _read(transfer: data_gateway.Transfer, folder: Path) -> Reading:
    limits = edxml.Limits(message_bytes=settings.EXCHANGE_MAX_BYTES)
    with closing(files.open(transfer.message.file)) as content:
        found = edxml.read(content, folder, limits=limits)
    sender = found.message.sender.code
    if sender != transfer.from_code:
        raise _mismatch("From", f"Thông điệp ghi nơi gửi {sender}, trục ghi {transfer.from_code}.")
    is_status = isinstance(found.message, StatusMessage)
    if is_status != (transfer.message.kind == data_gateway.Kind.STATUS):
        raise _mismatch("Kind", "Thông điệp không thuộc loại mà trục ghi.")
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """What the signature of a message is worth as the sender's, and in which words."""

    outcome: str
    sentence: str


def _verified(
    transfer: data_gateway.Transfer, said: Message | StatusMessage, *, at: datetime
) -> Judged:
    with closing(files.open(transfer.message.file)) as content:
        verdict = signing.verify_xml(content, at=at)
    if verdict.outcome == signing.Outcome.UNDETERMINED:
        raise Unavailable(verdict.sentence)
    is_unproven = verdict.outcome in UNPROVEN and settings.EDXML_SIGNATURE_REQUIRED
    if verdict.outcome in BROKEN or is_unproven:
        raise _mismatch("Signature", verdict.sentence)
    sender = said.sender
    signers = [_signatory(one, at=at) for one in verdict.signatures]
    if not verdict.is_genuine or any(one.is_agency(sender.code, sender.name) for one in signers):
        return Judged(verdict.outcome, verdict.sentence)
    words = " ".join(one.words(sender.code, sender.name) for one in signers)
    is_another = all(one.is_another(sender.code) for one in signers)
    if settings.EDXML_SIGNATURE_REQUIRED and is_another:
        raise _mismatch("Signature", words)
    return Judged(exchange.OTHER_SIGNER, words)


def _signatory(signature: signing.XmlSignature, *, at: datetime) -> Signatory:
    """Return whose signature it is; where the certificate says no code, the axis's list does."""
    code, name = signature.organisation_code, signature.organisation
    if not code and name:
        agencies = data_gateway.agencies(on=at).filter(name__iexact=name)[:2]
        code = agencies[0].code if len(agencies) == 1 else ""
    return Signatory(code, name)


def _take(
    transfer: data_gateway.Transfer,
    found: Reading,
    verdict: Judged,
    *,
    at: datetime,
) -> None:
    unit = _addressee(transfer.to_code, at=at)
    message, message_id = found.message, transfer.message.message_id
    if isinstance(message, StatusMessage):
        if message.status == Status.RECALL_ASKED:
            changes.ask(
                changes.Asked(
                    unit=unit,
                    exchange_id=message.about.document_id,
                    from_code=message.sender.code,
                    message_id=message_id,
                    purpose=Purpose.RECALL,
                    reason=message.description,
                ),
                at=at,
            )
        else:
            statuses.hear(message, to_code=transfer.to_code, message_id=message_id, at=at)
        return
    if transfer.to_code not in {one.code for one in message.recipients}:
        raise _mismatch("To", f"Thông điệp không gửi cho {transfer.to_code}.")
    kept = _keep(transfer, message, verdict, at=at)
    _act(found, message, kept, unit, at=at)


def _act(found: Reading, message: Message, kept: EdxmlMessage, unit: Unit, *, at: datetime) -> None:
    """Do what the message says: new, recall, update or replace."""
    business = message.business
    purpose = business.purpose
    about = business.document_id or message.document_id
    if purpose == Purpose.UPDATE:
        removed = {one.organisation for one in business.receivers if not one.is_added}
        purpose = Purpose.RECALL if unit.code in removed else purpose
    is_here = IncomingEntry.objects.filter(unit=unit, document__exchange_id=about).exists()
    if purpose == Purpose.RECALL or (purpose == Purpose.UPDATE and is_here):
        asked = changes.Asked(
            unit=unit,
            exchange_id=about,
            from_code=message.sender.code,
            message_id=kept.message_id,
            purpose=purpose,
            reason=business.reason,
            message=kept,
        )
        changes.ask(asked, at=at)
        return
    entry = _arrive(found, message, unit, at=at)
    EdxmlMessage.objects.filter(pk=kept.pk).update(document=entry.document)
    if purpose == Purpose.REPLACE:
        _replace(message, entry.document, unit, at=at)
    changes.meet(entry, at=at)


def _addressee(code: str, *, at: datetime) -> Unit:
    unit = queries.unit_with_code(code)
    day = day_of(at)
    if unit is None or not unit.is_agency or not unit.exists_on(day):
        gone = identity.ended_words(unit, on=day) if unit is not None else ""
        why = gone or f"Cơ quan mang mã {code} không có ở hệ thống này"
        raise _mismatch("To", f"{why}; đề nghị kiểm tra lại nơi nhận.")
    return unit


def _keep(
    transfer: data_gateway.Transfer,
    message: Message,
    verdict: Judged,
    *,
    at: datetime,
) -> EdxmlMessage:
    kept, _ = EdxmlMessage.objects.get_or_create(
        is_sent=False,
        from_code=transfer.from_code,
        message_id=transfer.message.message_id,
        defaults={
            "purpose": message.business.purpose,
            "file": transfer.message.file,
            "outcome": verdict.outcome,
            "verdict": verdict.sentence[:500],
            "at": at,
        },
    )
    return kept


def _arrive(found: Reading, message: Message, unit: Unit, *, at: datetime) -> IncomingEntry:
    known = Document.objects.filter(exchange_id=message.document_id).first()
    digests = {one.sha256 for one in message.attachments}
    if known is not None:
        _check_same(known, message, digests)
    else:
        for path in found.files.values():
            _store(path, at=at)
    arrival = arrival_of(message)
    return incoming.arrive(arrival, unit=unit, source=Source.AXIS, by=PLATFORM, at=at)


def _check_same(known: Document, message: Message, digests: set[str]) -> None:
    """An id belongs to one document of one agency: nobody slips another one in under it."""
    if known.origin == Origin.OWN or known.author_code != message.sender.code:
        raise _mismatch("DocumentId", "Mã định danh này đã thuộc văn bản của cơ quan khác.")
    kept = set(known.attachments.filter(unit__isnull=True).values_list("file_id", flat=True))
    if not digests <= kept:
        raise _mismatch(
            "DocumentId",
            "Mã định danh này đã dùng cho văn bản có nội dung khác; hãy gửi bản cập nhật.",
        )


def _store(path: Path, *, at: datetime) -> None:
    with path.open("rb") as content:
        if settings.CLAMD:
            file_checks.refuse_infected(content, settings.CLAMD)
            content.seek(0)
        files.store(content, by=PLATFORM, at=at)


def arrival_of(message: Message) -> Arrival:
    """Return what a message says of its document."""
    notation = edxml.full_notation(message.number, message.notation)
    return Arrival(
        subject=message.subject,
        author_name=message.sender.name,
        author_code=message.sender.code,
        exchange_id=message.document_id,
        notation=notation,
        number=number_in(message.number),
        type_code=types.code_of(message.kind.name, notation),
        issued_on=message.issued_on,
        place=message.place,
        signer_name=message.signer.name,
        signer_position=message.signer.position,
        signing_authority=message.signer.authority,
        urgency=Urgency(message.urgency),
        marking=message.sphere,
        is_directive=bool(message.is_direction) or message.steering == exchange.DIRECTS,
        page_count=message.pages,
        copy_count=message.copies,
        due_on=message.due_on,
        sent_on=day_of(message.traces[-1].at) if message.traces else None,
        reply_to_exchange_id=message.answers[0].document_id if message.answers else "",
        files=tuple(
            ArrivedFile(one.sha256, one.name, FileKind.ANNEX if number else FileKind.MAIN)
            for number, one in enumerate(message.attachments)
        ),
    )


def _replace(message: Message, document: Document, unit: Unit, *, at: datetime) -> None:
    """End the documents that this one takes the place of, if they are the sender's own."""
    for one in message.business.replacements:
        if one.organisations and unit.code not in one.organisations:
            continue
        old = (
            Document.objects.select_for_update(of=("self",))
            .filter(exchange_id=one.document_id, author_code=message.sender.code)
            .filter(origin=Origin.RECEIVED, state=State.ISSUED)
            .exclude(pk=document.pk)
            .first()
        )
        if old is None:
            continue
        old.state = move(State(old.state), "replace")
        old.ended_reason = f"Được thay thế bằng {document.notation}"
        old.save(update_fields=["state", "ended_reason"])
        Document.objects.filter(pk=document.pk).update(replaces=old)
        payload: dict[str, journal.Fact] = {"by": document.notation}
        journal.record(Event.REPLACED, about=old, by=PLATFORM, at=at, payload=payload)
        words.refresh([old.pk])


def _send_back(
    transfer: data_gateway.Transfer,
    said: Message | StatusMessage | None,
    problem: Refusal,
    *,
    at: datetime,
    is_read: bool,
) -> None:
    """Return a message; the sender of a document that could be read also gets the status 02.

    Of one that nobody could read the addressee's clerks hear too, with what can be made out of it.
    """
    why = (
        "; ".join(map(str, problem.faults)) if isinstance(problem, edxml.Refused) else str(problem)
    )
    unit = queries.unit_with_code(transfer.to_code)
    if not is_read and unit is not None and unit.is_agency and unit.exists_on(day_of(at)):
        setting_aside.set_message_aside(
            transfer.message.file,
            unit=unit,
            from_code=transfer.from_code,
            reason=why,
            by=PLATFORM,
            at=at,
        )
    data_gateway.refuse(transfer, reason=why[:500], by=PLATFORM, at=at)
    if not isinstance(said, Message):
        return
    about = statuses.About(
        exchange_id=said.document_id,
        from_code=transfer.to_code,
        to_code=transfer.from_code,
        notation=edxml.full_notation(said.number, said.notation),
        issued_on=said.issued_on,
    )
    statuses.tell(about, Status.RETURNED, description=why, unit=unit, at=at)


def _mismatch(name: str, why: str) -> edxml.Refused:
    return edxml.Refused([edxml.Fault(f"M.{name}", why)])
