"""Deadlines: due moments and working time between two moments, a minute of one core."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter

from bench.rows import Row, peak_memory, size
from vanlang.kernel.calendars import shipped
from vanlang.kernel.deadlines import (
    ZONE,
    Clock,
    Ground,
    Term,
    TermUnit,
    due,
    working_time_between,
)

COUNT = size(100_000, 1_000)
REACH = 10**6
MINUTE = 60
TERM = Term(15, TermUnit.WORKING_DAYS)


def run() -> list[Row]:
    calendar = shipped()
    first = datetime(2026, 1, 5, 8, tzinfo=ZONE)
    starts = [first + timedelta(minutes=5 * number) for number in range(COUNT)]
    clock = Clock.start(first, TERM, calendar)
    clock = clock.pause(first + timedelta(days=2), Ground.SUPPLEMENT)
    clock = clock.resume(first + timedelta(days=9))
    bare = _a_minute(lambda start: start + timedelta(days=15), starts)
    tried: list[tuple[str, Callable[[datetime], object]]] = [
        ("due, 15 working days", lambda start: due(start, TERM, calendar)),
        ("working time between", lambda start: working_time_between(first, start, calendar)),
        ("due of a clock paused once", lambda _: clock.due_at(calendar)),
    ]
    return [_row(name, _a_minute(step, starts), bare) for name, step in tried]


def _a_minute(step: Callable[[datetime], object], starts: list[datetime]) -> float:
    began = perf_counter()
    for start in starts:
        step(start)
    return MINUTE * len(starts) / (perf_counter() - began)


def _row(name: str, a_minute: float, bare: float) -> Row:
    return Row(
        name,
        a_minute,
        "a minute",
        bare,
        "bare additions of a timedelta",
        a_minute / bare,
        "10^6 a minute",
        met=a_minute >= REACH,
        memory=peak_memory(),
    )
