"""Background work in one table of our own (docs/adr/0002-own-queue.md).

A job is put in with the change that asks for it and taken out with its own effects: either both
happened or neither did. What reaches outside (a letter, an SMS) may therefore happen twice.
"""

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db import Error, connection, transaction
from django.db.models import QuerySet

from vanlang.kernel.models import AT_ONCE, Job, Schedule

Argument = str | int | bool | None
Work = Callable[..., None]
Function = TypeVar("Function", bound=Work)

CHANNEL = "vanlang_queue"
WAKE_AT_MOST_EVERY_SECONDS = 0.1  # see worker.py: it looks this often while there is work
PAUSES_SECONDS = (2, 6, 18, 54, 162, 486, 1458, 4374, 13122, 21600, 21600)

# The function stands in the migrations: it carries settings that keep its plan to the indexes.
CLAIM = "SELECT * FROM kernel_claim_job(%s, %s::text[])"

_jobs: dict[str, Work] = {}
_names: dict[Work, str] = {}
_periods: dict[str, timedelta] = {}
_feeds: list[Callable[[], int]] = []
_woken_at = 0.0


class _Claimed(NamedTuple):
    id: int
    name: str
    key: str
    arguments: str
    attempts: int
    is_mine: bool


def job(name: str) -> Callable[[Function], Function]:
    """Make the function one that `later` can call, under a name that outlives its place."""

    def register(function: Function) -> Function:
        _jobs[name], _names[function] = function, name
        return function

    return register


def every(seconds: int) -> Callable[[Function], Function]:
    """Run the job again and again; never twice at once. Stands above `@job`."""

    def register(function: Function) -> Function:
        _periods[_names[function]] = timedelta(seconds=seconds)
        return function

    return register


def feed(function: Callable[[], int]) -> Callable[[], int]:
    """Let the function make jobs of what waits elsewhere; it returns how much it found."""
    _feeds.append(function)
    return function


def later(
    function: Work | str, *, key: str = "", run_at: datetime | None = None, **arguments: Argument
) -> None:
    """Call the job after the commit; those with the same key in order, one at a time.

    An action, which stands below its `jobs.py`, says the job's name instead of the function.
    """
    name = function if isinstance(function, str) else _names[function]
    if name not in _jobs:
        raise LookupError(f"No job is called {name}.")
    Job.objects.create(name=name, key=key, run_at=run_at or AT_ONCE, arguments=arguments)
    wake()


def wake() -> None:
    """Rouse the worker after the commit."""
    transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    # After the commit, not in it: PostgreSQL takes one lock for all commits that notify.
    global _woken_at  # noqa: PLW0603
    if time.monotonic() - _woken_at < WAKE_AT_MOST_EVERY_SECONDS:
        return
    _woken_at = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def run_due(at: datetime, *, errors_rise: bool = False) -> int:
    """Do everything that is due at `at`, and what follows from it; return the number of jobs."""
    done = 0
    while True:
        before, fed = done, run_feeds()
        while run_one(at, errors_rise=errors_rise):
            done += 1
        if not fed and done == before:
            return done


def drain() -> int:
    """Do everything that waits, whatever its time; for tests: a job's error rises."""
    return run_due(datetime.max.replace(tzinfo=UTC), errors_rise=True)


def run_feeds() -> int:
    return sum(function() for function in _feeds)


def start_periodic(at: datetime) -> None:
    """Put in the periodic jobs whose time has come."""
    waiting = set(Schedule.objects.filter(next_at__gt=at).values_list("name", flat=True))
    for name in _periods.keys() - waiting:
        key = f"every|{name}"
        with transaction.atomic():
            Schedule.objects.get_or_create(name=name, defaults={"next_at": at})
            due = Schedule.objects.filter(name=name, next_at__lte=at)
            # Of two workers at once the second finds the time moved on already.
            has_come = due.update(next_at=at + _periods[name])
            if has_come and not Job.objects.filter(key=key, has_failed=False).exists():
                later(name, key=key)


def run_one(at: datetime, *, errors_rise: bool = False) -> bool:
    """Do one job that is due; return whether there was one."""
    busy: list[str] = []
    while True:
        claimed = None
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(CLAIM, [at, busy])
                row = cursor.fetchone()
                if row is None:
                    return False
                claimed = _Claimed(*row)
                if claimed.is_mine:
                    _jobs[claimed.name](**json.loads(claimed.arguments))
                    return True
                busy.append(claimed.key)
        except Exception as problem:
            lost = isinstance(problem, Error) and not connection.is_usable()
            if claimed is None or lost or errors_rise:
                raise
            logging.getLogger(__name__).exception("Job %s (%s) failed.", claimed.id, claimed.name)
            _postpone(claimed, at, traceback.format_exc())
            return True


@transaction.atomic
def _postpone(claimed: _Claimed, at: datetime, error: str) -> None:
    """Try again after a pause that grows; those that wait for this one wait with it."""
    has_failed = claimed.attempts == len(PAUSES_SECONDS)
    again_at = at if has_failed else at + timedelta(seconds=PAUSES_SECONDS[claimed.attempts])
    Job.objects.filter(pk=claimed.id).update(
        attempts=claimed.attempts + 1, error=error, run_at=again_at, has_failed=has_failed
    )
    if claimed.key and not has_failed:
        waiting = Job.objects.filter(key=claimed.key, has_failed=False, run_at__lt=again_at)
        waiting.update(run_at=again_at)


def failed() -> QuerySet[Job]:
    """Return what was given up."""
    return Job.objects.filter(has_failed=True).order_by("id")


def retry(jobs: QuerySet[Job]) -> int:
    """Give what has failed all its attempts again; return how many jobs that are."""
    found = jobs.filter(has_failed=True).update(has_failed=False, attempts=0, run_at=AT_ONCE)
    wake()
    return found
