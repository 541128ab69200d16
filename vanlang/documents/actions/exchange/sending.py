"""From an issued document to edXML messages in the outbox, inside the transaction of its issue."""

import tempfile
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import UUIDField

from vanlang.data_gateway import api as data_gateway
from vanlang.documents.actions import incoming
from vanlang.documents.actions.exchange import statuses
from vanlang.documents.models import Dispatch, Document, EdxmlMessage
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules import edxml
from vanlang.documents.rules.edxml import Purpose
from vanlang.documents.rules.outgoing import Channel, DispatchState
from vanlang.documents.rules.states import State, WrongState
from vanlang.identity import api as identity
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.models import StoredFile
from vanlang.kernel.questions import Given, Question
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.signing import api as signing

NOT_ON_AXIS = "Cơ quan chưa đăng ký trên trục liên thông, nên chưa gửi đi được."
NOT_THERE = "Trục liên thông không có cơ quan mang mã này, hoặc cơ quan đã rời trục."
NOT_GENUINE = "Chữ ký số trên thông điệp không hợp lệ ngay sau khi ký: {}"
NOT_SENT = frozenset({DispatchState.QUEUED, DispatchState.FAILED})
WAITING = Question(
    lambda: (
        Dispatch.objects.select_for_update()
        .filter(
            document=Given("document", UUIDField()),
            channel=Channel.AXIS,
            state=DispatchState.QUEUED,
            message_id="",
        )
        .order_by("position", "pk")
    )
)


@transaction.atomic
def send(document: Document, *, by: Actor, at: datetime) -> None:
    """Put an issued document into the outbox for every recipient on the axis that still waits.

    An agency that is unknown or has left gets its reason on its row; the others are not held up.

    Raises:
        Unavailable: the key does not answer; nothing was written.
    """
    rows = WAITING.rows(document=document.pk)
    if rows:
        reachable = _reachable(document, rows, by=by, at=at)
        if reachable:
            purpose = Purpose.REPLACE if document.replaces_id else Purpose.NEW
            _post(document, reachable, purpose=purpose, reason="", by=by, at=at)
    statuses.match(document, at=at)


@transaction.atomic
def send_again(document: Document, *, by: Actor, at: datetime) -> None:
    """Try the recipients that could not be reached once more, the cause being mended."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    refuse_unless(may.may_issue(by, document))
    if document.state not in {State.ISSUED, State.REPLACED}:
        raise WrongState("Chỉ gửi lại được văn bản đang có hiệu lực.")
    rows = Dispatch.objects.filter(document=document, channel=Channel.AXIS)
    if not rows.filter(state=DispatchState.FAILED).update(
        state=DispatchState.QUEUED, error="", message_id=""
    ):
        raise Conflict("Không có nơi nhận nào chờ gửi lại.")
    send(document, by=by, at=at)


@transaction.atomic
def ask_back(document: Document, *, reason: str, by: Actor, at: datetime) -> None:
    """Tell every recipient on the axis that the document is recalled; each answers 15 or 16."""
    rows = Dispatch.objects.select_for_update().filter(
        document=document, channel=Channel.AXIS, state__in=[*NOT_SENT, DispatchState.DELIVERED]
    )
    sent = [row for row in rows.order_by("position", "pk") if row.message_id]
    reachable = _reachable(document, sent, by=by, at=at) if sent else []
    if reachable:
        _post(document, reachable, purpose=Purpose.RECALL, reason=reason, by=by, at=at)


@transaction.atomic
def update(document: Document, *, reason: str, by: Actor, at: datetime) -> None:
    """Send the document's particulars once more, as an update that each recipient answers."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    refuse_unless(may.may_issue(by, document))
    if document.state != State.ISSUED:
        raise WrongState("Chỉ cập nhật được văn bản đang có hiệu lực.")
    if not reason.strip():
        raise Refusal("Ghi lý do cập nhật để nơi nhận biết.", field="note")
    rows = Dispatch.objects.select_for_update().filter(
        document=document,
        channel=Channel.AXIS,
        state__in=queries.UPDATED,
    )
    reachable = _reachable(document, list(rows.order_by("position", "pk")), by=by, at=at)
    if not reachable:
        raise Conflict("Không có nơi nhận nào trên trục để cập nhật.")
    _post(document, reachable, purpose=Purpose.UPDATE, reason=reason, by=by, at=at)


def _reachable(
    document: Document, rows: Sequence[Dispatch], *, by: Actor, at: datetime
) -> list[Dispatch]:
    """Return the rows that the axis leads to; an agency that sits here is served at once."""
    own = data_gateway.agency(document.author_code, on=at)
    if own is None or not own.is_ours:
        _fail(rows, NOT_ON_AXIS)
        return []
    wanted = [row.code for row in rows]
    known = {one.code: one for one in data_gateway.agencies(on=at).filter(code__in=wanted)}
    here = [row for row in rows if row.code in known and known[row.code].is_ours]
    for row in here:
        _deliver_here(document, row, by=by, at=at)
    _fail([row for row in rows if row.code not in known], NOT_THERE)
    return [row for row in rows if row.code in known and row not in here]


def _deliver_here(document: Document, row: Dispatch, *, by: Actor, at: datetime) -> None:
    unit = queries.unit_with_code(row.code)
    if unit is None or not unit.is_agency:
        _fail([row], NOT_THERE)
        return
    gone = identity.ended_words(unit, on=day_of(at))
    if gone:
        _fail([row], f"{gone}. Bạn gửi đến cơ quan kế thừa.")
        return
    incoming.deliver(document, [unit], by=by, at=at)
    row.channel, row.state, row.unit = Channel.PLATFORM, DispatchState.DELIVERED, unit
    row.sent_at = row.received_at = at
    row.save(update_fields=["channel", "state", "unit", "sent_at", "received_at"])


def _fail(rows: Sequence[Dispatch], why: str) -> None:
    pks = [row.pk for row in rows]
    Dispatch.objects.filter(pk__in=pks).update(state=DispatchState.FAILED, error=why)


def _post(  # noqa: PLR0913 one sentence, said once
    document: Document,
    rows: Sequence[Dispatch],
    *,
    purpose: Purpose,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    earlier = EdxmlMessage.objects.filter(document=document, is_sent=True).count()
    message_id = f"{document.exchange_id}#{earlier}" if earlier else document.exchange_id
    file, verdict = written(document, rows, purpose=purpose, reason=reason, at=at)
    EdxmlMessage.objects.create(
        document=document,
        message_id=message_id,
        from_code=document.author_code,
        purpose=purpose,
        file=file,
        is_sent=True,
        outcome=verdict.outcome,
        verdict=verdict.sentence[:500],
        at=at,
    )
    data_gateway.send(
        id=message_id,
        kind=data_gateway.Kind.EDOC,
        from_code=document.author_code,
        to_codes=[row.code for row in rows],
        file=file,
        by=by,
        at=at,
        thread=document.exchange_id,
    )
    if purpose in {Purpose.NEW, Purpose.REPLACE}:
        found = Dispatch.objects.filter(pk__in=[row.pk for row in rows])
        found.update(message_id=message_id, error="")


def written(
    document: Document,
    rows: Sequence[Dispatch],
    *,
    purpose: Purpose = Purpose.NEW,
    reason: str = "",
    at: datetime,
) -> tuple[StoredFile, signing.XmlVerdict]:
    """Make the message of a document, signed by its agency, and verified before anybody has it."""
    parts = [] if purpose == Purpose.RECALL else queries.parts(document)
    message = queries.message_of(document, rows, parts, purpose=purpose, reason=reason, at=at)
    if document.author is None:
        raise ValueError(document)  # the database says that this cannot be
    kept = {part.described.content_id: part.file for part in parts}
    with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as signed:
        edxml.write(
            message,
            plain,
            lambda one: files.open(kept[one.content_id]),
            is_packed=settings.EDXML_PACKED,
        )
        plain.seek(0)
        signing.sign_xml(plain, signed, unit=document.author, inside="edXMLHeader", at=at)
        signed.seek(0)
        verdict = signing.verify_xml(signed, at=at)
        if not verdict.is_genuine:
            raise Conflict(NOT_GENUINE.format(verdict.sentence))
        signed.seek(0)
        return files.store(signed, by=PLATFORM, at=at), verdict
