"""What the tests do with messages inside an installation; see desk.py."""

from collections.abc import Callable
from contextlib import suppress

from django.utils import timezone

from vanlang.data_gateway import api as data_gateway
from vanlang.data_gateway.actions import peers
from vanlang.data_gateway.actions.axis import members
from vanlang.data_gateway.models import Peer, Transfer
from vanlang.data_gateway.rules.states import WrongState
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM

Verb = Callable[..., object]


def admit(system_id: str, prefix: str) -> object:
    """On the axis: let a province in."""
    member = members.admit(
        system_id=system_id,
        name=system_id,
        secret_name=system_id.upper(),
        code_prefix=prefix,
        by=PLATFORM,
        at=timezone.now(),
    )
    return member.pk


def found(system_id: str, code: str, axis: str, *others: str) -> object:
    """In the province with the axis: let itself and the others in, and join."""
    admit(system_id, code.partition(".")[0])
    for other in others:
        admit(*other.split())
    return join(system_id, code, axis)


def join(system_id: str, code: str, axis: str) -> object:
    """In a province: connect to the axis and announce its agency."""
    at = timezone.now()
    peer = peers.connect(
        name="truc",
        connector="axis",
        address=axis,
        system_id=system_id,
        secret_name=system_id.upper(),
        by=PLATFORM,
        at=at,
    )
    data_gateway.register_agency(code=code, name=f"Cơ quan {code}", by=PLATFORM, at=at)
    return peer.pk


def send(from_code: str, to_code: str, count: str, size: str, prefix: str) -> object:
    """Send so many messages, each in a transaction of its own; the same ids again are the same."""
    for number in range(int(count)):
        content = f"{prefix}-{number}|".encode() + b"." * int(size)
        data_gateway.send(
            id=f"{prefix}-{number}",
            kind=data_gateway.Kind.EDOC,
            from_code=from_code,
            to_codes=[to_code],
            file=files.store(content, by=PLATFORM, at=timezone.now()),
            thread=f"{prefix}-{number % 5}",
            by=PLATFORM,
            at=timezone.now(),
        )
    return count


def acknowledge() -> object:
    """Take in what came, where no system of this installation did, or was just about to."""
    waiting = list(Transfer.objects.filter(state=data_gateway.State.RECEIVED))
    for transfer in waiting:
        with suppress(WrongState):
            data_gateway.acknowledge(transfer, by=PLATFORM, at=timezone.now())
    return len(waiting)


def forget_answers(prefix: str) -> object:
    """Forget that some were sent, as when the axis's answer was lost: they go once more."""
    return Transfer.objects.filter(
        state=data_gateway.State.SENT, message__message_id__startswith=prefix
    ).update(state=data_gateway.State.WAITING, next_attempt_at=timezone.now())


def hurry() -> object:
    """End the pauses after what was cut."""
    Transfer.objects.filter(state=data_gateway.State.WAITING).update(next_attempt_at=timezone.now())
    return Peer.objects.update(next_attempt_at=None)


VERBS: dict[str, Verb] = {
    one.__name__: one for one in (acknowledge, forget_answers, found, hurry, join, send)
}
