"""What the other systems hear of a message, always in the same words."""

from collections.abc import Iterable
from datetime import datetime

from vanlang.data_gateway.models import Message, Transfer
from vanlang.data_gateway.rules.states import Event
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor


def tell(
    event: Event, transfers: Iterable[Transfer], message: Message, *, by: Actor, at: datetime
) -> None:
    """Write one entry a recipient: each has a way of its own."""
    for one in transfers:
        payload: dict[str, journal.Fact] = {
            "message": message.message_id,
            "kind": message.kind,
            "from": one.from_code,
            "to": one.to_code,
            "sha256": message.file_id,
            "thread": message.thread,
        }
        if one.reason:
            payload["reason"] = one.reason
        journal.record(event, about=one, by=by, at=at, payload=payload)
