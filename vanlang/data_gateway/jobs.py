"""Work in the background: look, hand over, fetch, report, expire."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from vanlang.data_gateway.actions import directory as agencies
from vanlang.data_gateway.actions import receiving, sending, waking
from vanlang.data_gateway.actions.axis import members
from vanlang.data_gateway.actions.connectors.plugs import Offer
from vanlang.data_gateway.queries import directory
from vanlang.data_gateway.rules import envelopes
from vanlang.kernel import queue

CALLS_KEPT = timedelta(days=90)
A_DAY = 86_400


@queue.feed
def feed() -> int:
    """Turn what waits in the outbox into work, a few connections to a node at a time."""
    return waking.push_where_due(at=timezone.now())


@queue.job("data_gateway.push")
def push(*, peer: int, lane: int) -> None:
    if sending.push_next(directory.peer(peer), at=timezone.now()):
        queue.later(push, key=f"data_gateway.push|{peer}|{lane}", peer=peer, lane=lane)


@queue.job("data_gateway.report")
def report(*, peer: int) -> None:
    if receiving.report_next(directory.peer(peer), at=timezone.now()):
        queue.later(report, key=f"data_gateway.report|{peer}", peer=peer)


@queue.every(settings.EXCHANGE_POLL_SECONDS)
@queue.job("data_gateway.look_everywhere")
def look_everywhere() -> None:
    waking.look_where_awake(at=timezone.now())


@queue.job("data_gateway.look")
def look(*, peer: int) -> None:
    receiving.look(directory.peer(peer), at=timezone.now())


@queue.job("data_gateway.fetch")
def fetch(*, peer: int, envelope: str, to_code: str, ref: str) -> None:
    offer = Offer(envelopes.read(envelope), to_code, ref)
    receiving.take_in(directory.peer(peer), offer, at=timezone.now())


@queue.job("data_gateway.settle")
def settle(*, peer: int, ref: str) -> None:
    receiving.settle(directory.peer(peer), ref)


@queue.job("data_gateway.announce")
def announce(*, peer: int) -> None:
    agencies.announce(directory.peer(peer), at=timezone.now())


@queue.every(60)
@queue.job("data_gateway.expire")
def expire() -> None:
    while sending.expire_due(at=timezone.now()):
        pass


@queue.every(settings.EXCHANGE_DIRECTORY_SECONDS)
@queue.job("data_gateway.learn")
def learn() -> None:
    """Tell the axes of our agencies, should that have failed, and learn of the others'."""
    at = timezone.now()
    for peer in directory.awake_peers(at=at):
        agencies.announce(peer, at=at)
        agencies.learn(peer, at=at)


@queue.every(A_DAY)
@queue.job("data_gateway.forget_calls")
def forget_calls() -> None:
    members.forget_calls(before=timezone.now() - CALLS_KEPT)
