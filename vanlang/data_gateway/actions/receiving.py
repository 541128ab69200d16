"""Taking messages in: asked for, kept, judged by the system they are for, and reported back."""

import hashlib
import tempfile
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import transaction

from vanlang.data_gateway import permissions
from vanlang.data_gateway.actions import peers
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.actions.connectors.plugs import Connector, NotDelivered, Offer
from vanlang.data_gateway.actions.telling import tell
from vanlang.data_gateway.models import Message, Peer, Transfer
from vanlang.data_gateway.queries import directory, messages
from vanlang.data_gateway.rules import states
from vanlang.data_gateway.rules.answers import REPORTED, Code, DeliveryState, Told
from vanlang.data_gateway.rules.envelopes import moment
from vanlang.data_gateway.rules.states import Direction, Event, State
from vanlang.kernel import files, queue
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.models import Job, StoredFile
from vanlang.kernel.refusals import Refusal, refuse_unless

CHUNK = 2**20
REPORTS_AT_A_TIME = 20
VERBS = {DeliveryState.DONE: "confirm", DeliveryState.FAIL: "be_refused"}
EVENTS = {DeliveryState.DONE: Event.DELIVERED, DeliveryState.FAIL: Event.REFUSED}


class Damaged(Exception):
    """The bytes that came are not those that were announced."""


def look(peer: Peer, *, at: datetime) -> int:
    """Ask a node what became of ours and what lies ready; put in a job for each new message."""
    if peer.rests(at) or not peer.is_active:
        return 0
    try:
        connector = plugs.connector(peer)
        while not _hear(peer, connector, at=at):
            pass
        offers = connector.offers()
    except NotDelivered as problem:
        peers.note_failure(peer, problem, at=at)
        return 0
    peers.note_success(peer, at=at)
    return sum(_fetch_later(peer, offer) for offer in offers)


@transaction.atomic
def _hear(peer: Peer, connector: Connector, *, at: datetime) -> bool:
    """Write down one list of what became of ours; return whether it was the last."""
    outcomes = connector.outcomes(peer.outcomes_since)
    for told in outcomes.told:
        _apply(told, peer, at)
        if told.ref:
            queue.later("data_gateway.settle", peer=peer.pk, ref=told.ref)
    if outcomes.since != peer.outcomes_since:
        peer.outcomes_since = outcomes.since
        peer.save(update_fields=["outcomes_since"])
    return outcomes.is_all


def _apply(told: Told, peer: Peer, at: datetime) -> None:
    """What is told again changes nothing; what is told of another node's message neither."""
    if told.state not in VERBS:
        return
    one = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("message")
        .filter(
            direction=Direction.OUT,
            from_code=told.from_code,
            message__message_id=told.message_id,
            to_code=told.to_code,
            peer=peer,
        )
        .first()
    )
    if one is None or not states.is_open_to(State(one.state), VERBS[told.state]):
        return
    one.state = states.move(State(one.state), VERBS[told.state])
    one.ended_at, one.error = at, ""
    one.reason = "" if told.state == DeliveryState.DONE else told.reason[:500] or "Không rõ lý do."
    one.sent_at = one.sent_at or at
    one.save(update_fields=["state", "ended_at", "error", "reason", "sent_at"])
    tell(EVENTS[told.state], [one], one.message, by=PLATFORM, at=at)


def _fetch_later(peer: Peer, offer: Offer) -> bool:
    """Put in a job for an offer, unless one waits already; those of a thread come in order."""
    order = offer.envelope.thread or offer.envelope.id
    words = f"{peer.pk}|{offer.envelope.from_code}|{offer.to_code}|{order}"
    key = f"data_gateway.fetch|{hashlib.sha256(words.encode()).hexdigest()}"
    written = offer.envelope.written().decode()
    waiting = Job.objects.filter(key=key, has_failed=False, arguments__envelope=written)
    if waiting.filter(arguments__to_code=offer.to_code).exists():
        return False
    queue.later(
        "data_gateway.fetch",
        key=key,
        peer=peer.pk,
        envelope=written,
        to_code=offer.to_code,
        ref=offer.ref,
    )
    return True


def take_in(peer: Peer, offer: Offer, *, at: datetime) -> Transfer | None:
    """Keep one message that lies ready at a node and tell the system it is for, exactly once."""
    try:
        connector = plugs.connector(peer)
        refusal = _why_not(peer, connector, offer, at)
        if refusal:
            connector.report(offer.ref, offer.to_code, DeliveryState.FAIL, refusal)
            return None
        if known := _known(offer):
            _report_again(known, offer)
            return known
        with tempfile.TemporaryFile() as content:
            connector.fetch(offer, content)
            _check(content, offer)
            file = files.store(content, by=PLATFORM, at=at)
    except NotDelivered as problem:
        if problem.is_final or problem.code == Code.NOT_FOUND:
            return None  # the other side has taken it back
        # The job stays and is tried again, and those of its thread wait for it: what comes after
        # must not come before.
        raise
    peers.note_success(peer, at=at)
    return _keep(peer, offer, file, at)


def _why_not(peer: Peer, connector: Connector, offer: Offer, at: datetime) -> str:
    """Say why this may not come in at all; the sender reads it."""
    envelope = offer.envelope
    if envelope.size > settings.EXCHANGE_MAX_BYTES:
        return f"Bản tin lớn quá {settings.EXCHANGE_MAX_BYTES // 2**20} MB."
    ours = directory.agency(offer.to_code, on=at)
    if ours is None or not ours.is_ours:
        left = directory.has_left([offer.to_code], on=at)
        return (
            f"Cơ quan {offer.to_code} đã rời hệ thống này."
            if left
            else f"Cơ quan {offer.to_code} không thuộc hệ thống này."
        )
    sender = directory.agency(envelope.from_code, on=at)
    if sender is None and connector.vouches:
        return ""  # an agency that joined since we last asked for the list
    if sender is None or sender.peer_id != peer.pk:
        return f"Nút này không được gửi thay cơ quan {envelope.from_code}."
    known = messages.arrived(envelope.from_code, envelope.id)
    if known is not None and known.file_id != envelope.sha256:
        return "Mã bản tin này đã dùng cho một bản tin có nội dung khác."
    return ""


def _known(offer: Offer) -> Transfer | None:
    return Transfer.objects.filter(
        direction=Direction.IN,
        from_code=offer.envelope.from_code,
        to_code=offer.to_code,
        message__message_id=offer.envelope.id,
    ).first()


def _report_again(known: Transfer, offer: Offer) -> None:
    """The other side offers what we have: our report was lost, or it knows a newer name for it."""
    Transfer.objects.filter(pk=known.pk).update(remote_id=offer.ref, reported="")


def _check(content: IO[bytes], offer: Offer) -> None:
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    if (size, digest.hexdigest()) != (offer.envelope.size, offer.envelope.sha256):
        raise Damaged(f"{offer.envelope.id}: {size} bytes of {offer.envelope.size}")


@transaction.atomic
def _keep(peer: Peer, offer: Offer, file: StoredFile, at: datetime) -> Transfer:
    envelope = offer.envelope
    message, _ = Message.objects.get_or_create(
        direction=Direction.IN,
        from_code=envelope.from_code,
        message_id=envelope.id,
        defaults={
            "kind": envelope.kind,
            "thread": envelope.thread,
            "file": file,
            "created_at": at,
            "expires_at": states.expiry(
                moment(envelope.expires_at) if envelope.expires_at else None, at=at
            ),
        },
    )
    transfer, is_new = Transfer.objects.get_or_create(
        message=message,
        to_code=offer.to_code,
        defaults={
            "direction": Direction.IN,
            "from_code": envelope.from_code,
            "thread": envelope.thread,
            "peer": peer,
            "state": State.RECEIVED,
            "remote_id": offer.ref,
            "created_at": at,
            "expires_at": message.expires_at,
        },
    )
    if is_new:
        tell(Event.RECEIVED, [transfer], message, by=PLATFORM, at=at)
        queue.wake()
    return transfer


@transaction.atomic
def acknowledge(transfer: Transfer, *, by: Actor, at: datetime) -> Transfer:
    """Say that a message was taken in; saying it again changes nothing."""
    return _judge(transfer, "acknowledge", Event.ACKNOWLEDGED, reason="", by=by, at=at)


@transaction.atomic
def refuse(transfer: Transfer, *, reason: str, by: Actor, at: datetime) -> Transfer:
    """Send a message back with the reason; saying it again changes nothing."""
    if not reason.strip():
        raise Refusal("Xin ghi lý do trả lại.", field="reason")
    return _judge(transfer, "refuse", Event.RETURNED, reason=reason.strip()[:500], by=by, at=at)


def _judge(  # noqa: PLR0913 one sentence, each word with its name
    transfer: Transfer, verb: str, event: Event, *, reason: str, by: Actor, at: datetime
) -> Transfer:
    one = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("message", "message__file", "peer")
        .get(pk=transfer.pk)
    )
    refuse_unless(permissions.may_send(by))
    if one.state == states.MOVES[verb][1] and one.direction == Direction.IN:
        return one
    one.state = states.move(State(one.state), verb)
    one.ended_at, one.reason = at, reason
    one.save(update_fields=["state", "ended_at", "reason"])
    tell(event, [one], one.message, by=by, at=at)
    queue.wake()
    return one


@transaction.atomic
def report_next(peer: Peer, *, at: datetime) -> bool:
    """Tell a node what we did with what it brought; return whether there was anything to tell."""
    if peer.rests(at) or not peer.is_active:
        return False
    waiting = list(
        messages.unreported(peer).select_for_update(skip_locked=True)[:REPORTS_AT_A_TIME]
    )
    for one in waiting:
        try:
            plugs.connector(peer).report(
                one.remote_id, one.to_code, REPORTED[State(one.state)], one.reason
            )
        except NotDelivered as problem:
            if problem.is_of_peer:
                peers.note_failure(peer, problem, at=at)
                return False
            # The other side has forgotten it, or has decided already: nothing is left to tell.
            one.error = problem.words[:500]
        one.reported = one.state
        one.save(update_fields=["reported", "error"])
    if waiting:
        peers.note_success(peer, at=at)
    return bool(waiting)


def settle(peer: Peer, ref: str) -> None:
    """Let the carrier forget a receipt that is written down here."""
    plugs.connector(peer).settle(ref)
