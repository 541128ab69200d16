"""Handing messages over: into the outbox with the change that asks for it, then to a node."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from django.conf import settings
from django.db import transaction

from vanlang.data_gateway import permissions
from vanlang.data_gateway.actions import peers
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.actions.connectors.plugs import NotDelivered
from vanlang.data_gateway.actions.telling import tell
from vanlang.data_gateway.models import Message, Peer, Transfer
from vanlang.data_gateway.queries import directory, messages
from vanlang.data_gateway.rules import states
from vanlang.data_gateway.rules.envelopes import Envelope, unknown
from vanlang.data_gateway.rules.states import Direction, Event, Kind, State
from vanlang.kernel import files, queue
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.models import AT_ONCE, StoredFile
from vanlang.kernel.refusals import Conflict, Refusal, TooLarge, refuse_unless

AT_A_TIME = 200  # recipients in one request: their codes travel in a header
EXPIRE_AT_A_TIME = 200


@transaction.atomic
def send(  # noqa: PLR0913 one sentence, each word with its name
    *,
    id: str,  # noqa: A002 the sender's word for it
    kind: Kind,
    from_code: str,
    to_codes: Sequence[str],
    file: StoredFile,
    by: Actor,
    at: datetime,
    thread: str = "",
    expires_at: datetime | None = None,
) -> Message:
    """Put a message into the outbox, in the caller's transaction: it leaves after the commit.

    Sent again with the same id it is the same message. Those of one thread keep their order
    between two agencies.

    Raises:
        Conflict: the id belongs to a message with another content.
        Refusal: an agency is unknown, has left, or sits on this platform itself.
    """
    refuse_unless(permissions.may_send(by))
    envelope = Envelope(id, kind, from_code, tuple(to_codes), file.sha256, file.size, thread)
    envelope.check()
    if file.size > settings.EXCHANGE_MAX_BYTES:
        raise TooLarge(f"Bản tin quá lớn: tối đa {settings.EXCHANGE_MAX_BYTES // 2**20} MB.")
    behind = _peers_of(envelope, at)
    message, is_new = Message.objects.get_or_create(
        direction=Direction.OUT,
        from_code=from_code,
        message_id=id,
        defaults={
            "kind": kind,
            "thread": thread,
            "file": file,
            "created_at": at,
            "expires_at": states.expiry(expires_at, at=at),
        },
    )
    if not is_new and (message.file_id, message.kind) != (file.pk, kind):
        raise Conflict("Mã bản tin này đã dùng cho một bản tin khác.")
    Transfer.objects.bulk_create(
        (
            Transfer(
                message=message,
                direction=Direction.OUT,
                from_code=from_code,
                to_code=code,
                thread=message.thread,
                peer_id=peer_id,
                state=State.WAITING,
                next_attempt_at=AT_ONCE,
                expires_at=message.expires_at,
                created_at=at,
            )
            for code, peer_id in behind.items()
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
    queue.wake()
    return message


def _peers_of(envelope: Envelope, at: datetime) -> dict[str, int]:
    """Return behind which node each recipient sits, or refuse with words for the sender."""
    sender = directory.agency(envelope.from_code, on=at)
    if sender is None or not sender.is_ours:
        raise Refusal(f"Mã {envelope.from_code} không phải cơ quan của hệ thống này.")
    known = directory.by_codes(envelope.to_codes, on=at)
    missing = unknown(envelope.to_codes, known)
    if missing:
        left = directory.has_left(missing, on=at)
        words = [f"{code} (đã rời trục)" if code in left else code for code in missing]
        raise Refusal(f"Không có nơi nhận nào mang mã: {', '.join(words)}.", field="to_codes")
    inside = [code for code, agency in known.items() if agency.peer_id is None]
    if inside:
        raise Refusal(f"Nơi nhận ở ngay trên hệ thống này: {', '.join(inside)}.", field="to_codes")
    return {code: agency.peer_id for code, agency in known.items() if agency.peer_id is not None}


@transaction.atomic
def push_next(peer: Peer, *, at: datetime) -> bool:
    """Hand one message that is due to a node; return whether there was one."""
    peer.refresh_from_db()
    if peer.rests(at) or not peer.is_active:
        return False
    waiting = messages.first_due(peer, at=at)
    # One connection a message: the others take the next.
    message = (
        Message.objects.filter(pk__in=waiting)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("file")
        .order_by("pk")
        .first()
    )
    if message is None:
        return False
    locked = messages.due(peer, at=at).filter(message=message).select_for_update(of=("self",))
    transfers = list(locked.order_by("is_alone", "pk")[:AT_A_TIME])
    if not transfers:
        return False
    together = [one for one in transfers if not one.is_alone] or transfers[:1]
    _hand_over(message, together, peer, at)
    return True


def _hand_over(message: Message, transfers: list[Transfer], peer: Peer, at: datetime) -> None:
    envelope = Envelope(
        id=message.message_id,
        kind=Kind(message.kind),
        from_code=message.from_code,
        to_codes=tuple(one.to_code for one in transfers),
        sha256=message.file.sha256,
        size=message.file.size,
        thread=message.thread,
        expires_at=transfers[0].expires_at.isoformat(),
    )
    try:
        with closing(files.open(message.file)) as content:
            remote_id = plugs.connector(peer).send(envelope, content)
    except NotDelivered as problem:
        peers.note_failure(peer, problem, at=at)
        if problem.is_final and len(transfers) > 1:
            # One wrong recipient must not cost the others theirs: each goes alone from now on.
            Transfer.objects.filter(pk__in=[one.pk for one in transfers]).update(
                error=problem.words[:500], is_alone=True
            )
        else:
            _put_off(transfers, problem, at)
        return
    peers.note_success(peer, at=at)
    for one in transfers:
        one.state = states.move(State(one.state), "hand_over")
        one.remote_id, one.sent_at, one.error = remote_id, at, ""
        one.attempts += 1
    Transfer.objects.bulk_update(
        transfers, ["state", "remote_id", "sent_at", "error", "attempts"], batch_size=1000
    )
    tell(Event.SENT, transfers, message, by=PLATFORM, at=at)


def _put_off(transfers: list[Transfer], problem: NotDelivered, at: datetime) -> None:
    """Try again later, or not at all when that would not help."""
    if problem.is_of_peer and not problem.may_be_message:
        Transfer.objects.filter(pk__in=[one.pk for one in transfers]).update(
            error=problem.words[:500]
        )
        return
    for one in transfers:
        one.attempts += 1
        one.error = problem.words[:500]
        one.next_attempt_at = at + states.pause(
            one.attempts, bounds=states.MESSAGE_PAUSES, draw=peers.draw()
        )
        if problem.is_final:
            one.state = states.move(State(one.state), "fail")
            one.reason, one.ended_at = one.error or problem.code.name, at
    Transfer.objects.bulk_update(
        transfers, ["attempts", "error", "next_attempt_at", "state", "reason", "ended_at"]
    )
    if problem.is_final:
        tell(Event.FAILED, transfers, transfers[0].message, by=PLATFORM, at=at)


@transaction.atomic
def expire_due(*, at: datetime) -> int:
    """End what did not reach its agency in time, and tell the sender; return how many."""
    found = list(
        messages.overdue(at=at)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("message")[:EXPIRE_AT_A_TIME]
    )
    for one in found:
        was_sent = one.state == State.SENT
        one.state = states.move(State(one.state), "expire")
        one.ended_at = at
        one.reason = (
            "Nơi nhận không lấy bản tin về trong thời hạn."
            if was_sent
            else f"Không chuyển được trong thời hạn. {one.error}"[:500].strip()
        )
    Transfer.objects.bulk_update(found, ["state", "ended_at", "reason"])
    for one in found:
        tell(Event.EXPIRED, [one], one.message, by=PLATFORM, at=at)
    return len(found)


@transaction.atomic
def retry(transfer: Transfer, *, by: Actor, at: datetime) -> Transfer:
    """Give a message that failed or expired its time again, once the cause is mended."""
    one = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("message")
        .get(pk=transfer.pk)
    )
    refuse_unless(permissions.may_administer(by))
    one.state = states.move(State(one.state), "retry")
    one.next_attempt_at, one.attempts = AT_ONCE, 0
    one.expires_at = states.expiry(None, at=at)
    one.ended_at, one.reason, one.error = None, "", ""
    one.save(
        update_fields=[
            *("state", "next_attempt_at", "attempts", "expires_at", "ended_at", "reason", "error")
        ]
    )
    tell(Event.RETRIED, [one], one.message, by=by, at=at)
    queue.wake()
    return one
