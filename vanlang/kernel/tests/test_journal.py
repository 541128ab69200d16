from datetime import UTC, datetime
from enum import StrEnum

import pytest

from vanlang.kernel import journal, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import OutboxRow, Position, Series

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Event(StrEnum):
    TRIED = "kernel.tried"


@pytest.mark.django_db
def test_record_is_read_back() -> None:
    about = Series(pk=7)

    written = journal.record(
        Event.TRIED, about=about, by=PLATFORM, at=AT, payload={"a": "đ", "n": 1}
    )

    found = journal.history(about).get()
    assert found == written
    assert found.payload == {"a": "đ", "n": 1}
    assert found.actor == PLATFORM
    assert OutboxRow.objects.count() == 1
    assert queue.run_due(AT) == 0
    assert OutboxRow.objects.count() == 0
    assert Position.objects.get().entry == found
