"""What the axis does with messages: takes each once, keeps it, and follows it to its end."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from vanlang.data_gateway.actions.axis.members import as_actor
from vanlang.data_gateway.models import Consignment, Delivery, Member, MemberAgency
from vanlang.data_gateway.queries import axis
from vanlang.data_gateway.rules import states
from vanlang.data_gateway.rules.answers import DELIVERY_MOVES, AxisRefusal, Code, DeliveryState
from vanlang.data_gateway.rules.envelopes import Envelope, moment
from vanlang.kernel import files
from vanlang.kernel.refusals import NO_ROOM, OutOfSpace

CHUNK = 2**18
MOST_AT_ONCE = 500
CUT = "Bản tin đến không đủ; đường truyền bị ngắt."
FULL = "Trục đã hết chỗ lưu."
LONGEST_STAY = timedelta(days=30)


class Body(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Kept:
    content: BinaryIO
    sha256: str
    size: int


@contextmanager
def read_whole(body: Body, *, announced: int | None) -> Iterator[Kept]:
    """Keep what is being sent on the disk, piece by piece; refuse what is too large."""
    most = settings.EXCHANGE_MAX_BYTES
    too_large = AxisRefusal(Code.TOO_LARGE, f"Bản tin lớn quá {most // 2**20} MB.")
    if announced is not None and announced > most:
        raise too_large
    digest, size = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as content:
        while chunk := _piece(body):
            size += len(chunk)
            if size > most:
                raise too_large
            digest.update(chunk)
            _write(content, chunk)
        if announced is not None and size != announced:
            raise AxisRefusal(Code.DAMAGED, CUT)
        content.seek(0)
        yield Kept(content, digest.hexdigest(), size)


def _piece(body: Body) -> bytes:
    try:
        return body.read(CHUNK)
    except OSError as problem:
        raise AxisRefusal(Code.DAMAGED, CUT) from problem


def _write(content: BinaryIO, chunk: bytes) -> None:
    try:
        content.write(chunk)
    except OSError as problem:
        if problem.errno in NO_ROOM:
            raise AxisRefusal(Code.UNAVAILABLE, FULL) from problem
        raise


def take(kept: Kept, envelope: Envelope, *, member: Member, at: datetime) -> UUID:
    """Keep a member's message for its recipients and return its DocId: the same one each time."""
    if kept.sha256 != envelope.sha256:
        raise AxisRefusal(Code.DAMAGED, "Nội dung bản tin không khớp mã băm SHA-256.")
    recipients = _recipients(envelope, member)
    try:
        file = files.store(kept.content, by=as_actor(member), at=at)
    except OutOfSpace as problem:
        raise AxisRefusal(Code.UNAVAILABLE, FULL) from problem
    return _keep(envelope, file.sha256, recipients, member=member, at=at)


def _recipients(envelope: Envelope, member: Member) -> list[MemberAgency]:
    if len(envelope.to_codes) > MOST_AT_ONCE:
        raise AxisRefusal(Code.MALFORMED, f"Mỗi lần gửi tối đa {MOST_AT_ONCE} nơi nhận.")
    found = axis.directory().filter(code__in=[envelope.from_code, *envelope.to_codes])
    known = {one.code: one for one in found.select_related("member")}
    sender = known.get(envelope.from_code)
    if sender is None or sender.member_id != member.pk:
        raise AxisRefusal(
            Code.NOT_PERMITTED, f"Hệ thống không được gửi thay cơ quan {envelope.from_code}."
        )
    missing = [
        code for code in envelope.to_codes if code not in known or not known[code].member.is_active
    ]
    if missing:
        raise AxisRefusal(
            Code.UNKNOWN_AGENCY, f"Trục không có cơ quan nào mang mã: {', '.join(missing)}."
        )
    return [known[code] for code in envelope.to_codes]


@transaction.atomic
def _keep(
    envelope: Envelope,
    sha256: str,
    recipients: list[MemberAgency],
    *,
    member: Member,
    at: datetime,
) -> UUID:
    asked = moment(envelope.expires_at) if envelope.expires_at else None
    latest = at + LONGEST_STAY
    expires_at = min(states.expiry(asked, at=at), latest)
    consignment, is_new = Consignment.objects.get_or_create(
        member=member,
        from_code=envelope.from_code,
        message_id=envelope.id,
        defaults={
            "kind": envelope.kind,
            "thread": envelope.thread,
            "file_id": sha256,
            "created_at": at,
            "expires_at": expires_at,
        },
    )
    if (consignment.file_id, consignment.kind) != (sha256, envelope.kind):
        raise AxisRefusal(Code.CONFLICT, "Mã bản tin này đã dùng cho một bản tin khác.")
    if not is_new and expires_at > consignment.expires_at:
        Consignment.objects.filter(pk=consignment.pk).update(expires_at=expires_at)
    Delivery.objects.bulk_create(
        (
            Delivery(
                consignment=consignment,
                sender=member,
                recipient=one.member,
                to_code=one.code,
                updated_at=at,
            )
            for one in recipients
        ),
        ignore_conflicts=True,
    )
    return consignment.pk


def give(doc_id: UUID, *, member: Member) -> tuple[Consignment, BinaryIO]:
    """Return a message to one of its ends, open for reading."""
    delivery = axis.reachable_by(member, doc_id)
    if delivery is None:
        raise AxisRefusal(Code.NOT_FOUND, "Không có bản tin này.")
    return delivery.consignment, files.open(delivery.consignment.file)


@transaction.atomic
def update(  # noqa: PLR0913 one request, each part with its name
    doc_id: UUID, *, to_code: str, state: DeliveryState, reason: str, member: Member, at: datetime
) -> int:
    """Note what a recipient did with a message; the same again changes nothing."""
    found = Delivery.objects.select_for_update().filter(consignment=doc_id, recipient=member)
    if to_code:
        found = found.filter(to_code=to_code)
    deliveries = list(found)
    if not deliveries:
        raise AxisRefusal(Code.NOT_FOUND, "Không có bản tin này.")
    if state == DeliveryState.FAIL and not reason.strip():
        raise AxisRefusal(Code.MALFORMED, "Trạng thái fail phải kèm lý do.")
    changed = 0
    for one in deliveries:
        before = DeliveryState(one.state)
        if state in {before, DeliveryState.PROCESSING} and state not in DELIVERY_MOVES[before]:
            continue  # said again, or late
        if state not in DELIVERY_MOVES[before]:
            raise AxisRefusal(Code.CONFLICT, f"Bản tin đã ở trạng thái {before.value}.")
        one.state, one.reason, one.updated_at = state, reason.strip()[:500], at
        one.save(update_fields=["state", "reason", "updated_at"])
        changed += 1
    return changed
