"""The nine statuses: told to a document's sender once each, and heard from its recipients."""

import io
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import CharField

from vanlang.data_gateway import api as data_gateway
from vanlang.documents.models import Dispatch, Document, EdxmlMessage, IncomingEntry, StatusNote
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules import edxml, exchange
from vanlang.documents.rules.edxml import Purpose, Status
from vanlang.documents.rules.outgoing import Channel, DispatchState
from vanlang.documents.rules.states import Source
from vanlang.identity.api import Unit
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.questions import Given, Question
from vanlang.kernel.refusals import Conflict
from vanlang.signing import api as signing

NOBODY = "Nơi gửi không còn trên trục liên thông, nên chưa báo lại được."
DESCRIPTIONS = {
    Status.ARRIVED: "Phần mềm đã nhận văn bản, văn thư chưa xử lý",
    Status.REGISTERED: "Văn thư đã tiếp nhận, vào sổ văn bản đến",
    Status.ASSIGNED: "Lãnh đạo đã cho ý kiến chỉ đạo, phân công",
    Status.IN_PROGRESS: "Đơn vị đang xử lý",
    Status.FINISHED: "Đã hoàn thành xử lý",
}


@dataclass(frozen=True, slots=True)
class About:
    """Which document a status is about, and between whom it goes."""

    exchange_id: str
    from_code: str
    to_code: str
    notation: str = ""
    issued_on: date | None = None
    document: Document | None = None


def about(entry: IncomingEntry) -> About:
    document = entry.document
    return About(
        exchange_id=document.exchange_id,
        from_code=entry.unit.code,
        to_code=document.author_code,
        notation=document.notation,
        issued_on=document.issued_on,
        document=document,
    )


@transaction.atomic
def tell_of(entry: IncomingEntry, status: Status, *, why: str, staff: str, at: datetime) -> None:
    """Tell the sender of a document that came over the axis what its recipient did."""
    if entry.source == Source.AXIS and entry.document.exchange_id:
        words = why or DESCRIPTIONS.get(status, edxml.STATUS_NAMES[status])
        tell(about(entry), status, description=words, staff=staff, unit=entry.unit, at=at)


@transaction.atomic
def tell(  # noqa: PLR0913 a status has these facts
    about: About,
    status: Status,
    *,
    description: str,
    at: datetime,
    staff: str = "",
    unit: Unit | None = None,
    request_id: str = "",
) -> StatusNote:
    """Put a status into the outbox, once; one that cannot leave now is kept and tried again."""
    note, _ = StatusNote.objects.select_for_update().get_or_create(
        exchange_id=about.exchange_id,
        from_code=about.from_code,
        to_code=about.to_code,
        code=status,
        request_id=request_id,
        defaults={
            "document": about.document,
            "notation": about.notation[:100],
            "issued_on": about.issued_on,
            "description": description[:500],
            "staff": staff[:200],
            "at": at,
            "is_sent": True,
            "noted_at": at,
        },
    )
    if note.is_sent and not note.message_id:
        _post(note, unit, at=at)
    return note


@transaction.atomic
def tell_again(note: StatusNote, unit: Unit | None, *, at: datetime) -> None:
    """Try a status that could not leave once more."""
    note = StatusNote.objects.select_for_update().get(pk=note.pk)
    if note.is_sent and not note.message_id:
        _post(note, unit, at=at)


def _post(note: StatusNote, unit: Unit | None, *, at: datetime) -> None:
    known = {
        one.code: one
        for one in data_gateway.agencies(on=at).filter(code__in=[note.from_code, note.to_code])
    }
    own, other = known.get(note.from_code), known.get(note.to_code)
    if own is None or not own.is_ours or other is None or other.is_ours:
        StatusNote.objects.filter(pk=note.pk).update(error=NOBODY)
        return
    name = unit.name if unit else own.name
    content = edxml.write_status(
        edxml.StatusMessage(
            sender=edxml.Organisation(code=note.from_code, name=name, in_charge=name),
            about=edxml.Answered(note.to_code, note.notation, note.issued_on, note.exchange_id),
            status=Status(note.code),
            at=note.at,
            description=note.description,
            staff=edxml.Staff(department="Văn thư", name=note.staff),
        )
    )
    message_id = f"{note.exchange_id}|{note.code}.{note.pk}"
    data_gateway.send(
        id=message_id,
        kind=data_gateway.Kind.STATUS,
        from_code=note.from_code,
        to_codes=[note.to_code],
        file=files.store(_signed(content, unit, at=at), by=PLATFORM, at=at),
        by=PLATFORM,
        at=at,
        thread=note.exchange_id,
    )
    StatusNote.objects.filter(pk=note.pk).update(message_id=message_id, error="")


def _signed(content: bytes, unit: Unit | None, *, at: datetime) -> bytes:
    """Sign with the agency's key where it has one: the official statuses carry no signature."""
    if unit is None:
        return content
    kept = io.BytesIO()
    try:
        signing.sign_xml(io.BytesIO(content), kept, unit=unit, inside="edXMLHeader", at=at)
    except Conflict:
        return content
    return kept.getvalue()


@transaction.atomic
def hear(message: edxml.StatusMessage, *, to_code: str, message_id: str, at: datetime) -> None:
    """Note what a recipient says of a document of ours; the same again changes nothing.

    One about a document that is not here yet waits for it (`match`).
    """
    document = queries.own_document(message.about, to_code)
    is_answer = message.status in {Status.CHANGE_AGREED, Status.CHANGE_REFUSED}
    note, is_new = StatusNote.objects.get_or_create(
        exchange_id=document.exchange_id if document else message.about.document_id,
        from_code=message.sender.code,
        to_code=to_code,
        code=message.status,
        request_id=message_id if is_answer else "",
        defaults={
            "document": document,
            "notation": message.about.notation,
            "issued_on": message.about.issued_on,
            "description": message.description[:500],
            "staff": (message.staff.name or message.staff.department)[:200],
            "at": message.at,
            "is_sent": False,
            "message_id": message_id,
            "noted_at": at,
        },
    )
    if is_new and document is not None:
        _apply(note, document)


EARLY = Question(
    lambda: StatusNote.objects.select_for_update().filter(
        document__isnull=True,
        is_sent=False,
        exchange_id=Given("exchange_id", CharField()),
        to_code=Given("to", CharField()),
    )
)


@transaction.atomic
def match(document: Document, *, at: datetime) -> None:  # noqa: ARG001 every write knows its time
    """Give the statuses that came before their document to it."""
    for note in EARLY.rows(exchange_id=document.exchange_id, to=document.author_code):
        note.document = document
        note.save(update_fields=["document"])
        _apply(note, document)


def _apply(note: StatusNote, document: Document) -> None:
    row = (
        Dispatch.objects.select_for_update()
        .filter(document=document, channel=Channel.AXIS, code=note.from_code)
        .first()
    )
    if row is None:
        return
    status = Status(note.code)
    was_asked_back = EdxmlMessage.objects.filter(
        document=document, is_sent=True, purpose=Purpose.RECALL
    ).exists()
    row.state = exchange.dispatch_state(
        DispatchState(row.state), status, was_asked_back=was_asked_back
    )
    row.last_status = exchange.further(row.last_status, status)
    if status in exchange.STEPS:
        row.received_at = min(row.received_at or note.at, note.at)
    if status in {Status.RETURNED, Status.CHANGE_REFUSED}:
        row.error = f"{edxml.STATUS_NAMES[status]}: {note.description}"[:500]
    row.save(update_fields=["state", "last_status", "received_at", "error"])
