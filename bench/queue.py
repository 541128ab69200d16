"""Journal entries written and placed, jobs claimed and done, each beside the bare statement."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from django.db import connection, transaction

from bench.rows import Row, peak_memory, size
from vanlang.kernel import journal, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Job, Series

NEEDS_DATABASE = True
COUNT = size(5000, 100)
AT = datetime(2026, 11, 22, tzinfo=UTC)
INSERT = """
    INSERT INTO kernel_entry (kind, about, at, actor_name, actor_kind, unit_code, unit_name, post,
        standing_in_for, payload)
    VALUES ('bench.bare', 'kernel.series:1', now(), '', 'system', '', '', '', '', '{}')
"""
CLAIM = """
    DELETE FROM kernel_job WHERE id = (
        SELECT id FROM kernel_job WHERE NOT has_failed ORDER BY run_at, id
        LIMIT 1 FOR UPDATE SKIP LOCKED
    )
"""


class Event(StrEnum):
    WRITTEN = "bench.written"


@queue.job("bench.nothing")
def nothing(number: int) -> None:
    """Do nothing: what is left is the queue's own work."""


def a_second(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(COUNT):
        work()
    return COUNT / (time.perf_counter() - start)


def bare(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def write() -> None:
    with transaction.atomic():
        journal.record(Event.WRITTEN, about=Series(pk=1), by=PLATFORM, at=AT, payload={"n": 1})


def put_in_jobs() -> None:
    jobs = (Job(name="bench.nothing", arguments={"number": number}) for number in range(COUNT))
    Job.objects.bulk_create(jobs, batch_size=1000)


def run() -> list[Row]:
    inserts, written = a_second(lambda: bare(INSERT)), a_second(write)
    start = time.perf_counter()
    while journal.sequence():
        pass
    ordered = COUNT / (time.perf_counter() - start)
    put_in_jobs()
    claims = a_second(lambda: bare(CLAIM))
    put_in_jobs()
    done = a_second(lambda: queue.run_one(AT))
    return [
        row("journal entries written, each in its transaction", written, inserts, "bare inserts/s"),
        row("journal entries put in order", ordered, inserts, "bare inserts/s"),
        row("jobs claimed and done, one thread", done, claims, "bare claims/s"),
    ]


def row(name: str, value: float, reference: float, against: str) -> Row:
    return Row(
        name, value, "1/s", reference, against, ratio=value / reference, memory=peak_memory()
    )
