"""The connections: setting them up, and noting how they fare."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from vanlang.data_gateway import permissions
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.actions.connectors.plugs import NotDelivered
from vanlang.data_gateway.models import Peer
from vanlang.data_gateway.rules import states
from vanlang.data_gateway.rules.states import Event
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless

NOTED_AT_MOST_EVERY = timedelta(seconds=30)


@transaction.atomic
def connect(  # noqa: PLR0913 one form, each field with its name
    *,
    name: str,
    connector: str,
    address: str,
    system_id: str,
    secret_name: str,
    remote_id: str = "",
    by: Actor,
    at: datetime,
) -> Peer:
    """Set up a connection, or change the one of that name. The key stays in the environment."""
    refuse_unless(permissions.may_administer(by))
    if connector not in plugs.kinds():
        raise Refusal("Không có đầu nối loại này.", field="connector")
    if connector == "axis" and not address.startswith(("https://", "http://")):
        raise Refusal("Địa chỉ của trục bắt đầu bằng https://.", field="address")
    if connector != "axis" and not remote_id:
        raise Refusal("Xin ghi mã hệ thống của bên kia.", field="remote_id")
    if connector == "axis" and not address.endswith("/"):
        address = f"{address}/"
    peer, _ = Peer.objects.update_or_create(
        name=name,
        defaults={
            "connector": connector,
            "address": address,
            "system_id": system_id,
            "secret_name": secret_name,
            "remote_id": remote_id,
            "is_active": True,
            "next_attempt_at": None,
        },
    )
    _told(peer, by=by, at=at)
    return peer


@transaction.atomic
def switch(peer: Peer, *, on: bool, by: Actor, at: datetime) -> Peer:
    """Stop using a connection, or use it again; what waits for it waits on."""
    refuse_unless(permissions.may_administer(by))
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    peer.is_active, peer.next_attempt_at = on, None
    peer.save(update_fields=["is_active", "next_attempt_at"])
    _told(peer, by=by, at=at)
    return peer


@transaction.atomic
def try_now(peer: Peer, *, by: Actor) -> None:
    """End the pause of a connection that did not answer."""
    refuse_unless(permissions.may_administer(by))
    Peer.objects.filter(pk=peer.pk).update(next_attempt_at=None)


def note_success(peer: Peer, *, at: datetime) -> None:
    """Note that the node answers; a hundred answers a minute are one note."""
    known = peer.last_success_at
    if peer.failure_count == 0 and known is not None and at - known < NOTED_AT_MOST_EVERY:
        return
    Peer.objects.filter(pk=peer.pk).update(
        last_success_at=at, failure_count=0, next_attempt_at=None
    )
    peer.refresh_from_db()


def note_failure(peer: Peer, problem: NotDelivered, *, at: datetime) -> None:
    """Note that the node does not answer, and leave it alone for a pause that grows."""
    if not problem.is_of_peer:
        return
    found = Peer.objects.select_for_update().get(pk=peer.pk)
    if found.rests(at):
        return  # another connection to it has just noted the same
    pause = states.pause(found.failure_count + 1, bounds=states.PEER_PAUSES, draw=draw())
    Peer.objects.filter(pk=peer.pk).update(
        failure_count=F("failure_count") + 1,
        next_attempt_at=at + pause,
        last_error=problem.words[:500] or problem.code.name,
        last_error_at=at,
    )
    peer.refresh_from_db()


def draw() -> float:
    return secrets.SystemRandom().random()


def _told(peer: Peer, *, by: Actor, at: datetime) -> None:
    payload: dict[str, journal.Fact] = {
        "name": peer.name,
        "connector": peer.connector,
        "is_active": peer.is_active,
    }
    journal.record(Event.PEER_CHANGED, about=peer, by=by, at=at, payload=payload)
