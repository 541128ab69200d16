"""What the journal's and the queue's tests share: a kind, a time, a thing, and Minh."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection

from vanlang.kernel import journal
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.models import Entry, Series

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MINH = Actor(
    UUID(int=7),
    "Nguyễn Văn Minh",
    ActorKind.OFFICIAL,
    unit_id=3,
    unit_code="H44.05158.01",
    unit_name="Trung tâm Phục vụ hành chính công xã Mường Bi",
    post="Cán bộ tiếp nhận",
)


class Event(StrEnum):
    TRIED = "kernel.tried"
    SEEN = "kernel.seen"


def write(number: int = 1, kind: Event = Event.TRIED) -> Entry:
    """Record something about the thing of this number."""
    return journal.record(kind, about=Series(pk=number), by=MINH, at=AT, payload={"số": number})


def beside(work: Callable[[], object]) -> threading.Thread:
    """Start `work` on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread
