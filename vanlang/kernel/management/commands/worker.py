"""`vanlang worker`: puts the journal in order, runs the queue, starts what is periodic."""

import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from types import FrameType

import psycopg
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.utils import timezone

from vanlang.kernel import journal, queue

LOOK_EVERY_SECONDS = 1.0  # should a notification be lost
WHILE_BUSY_SECONDS = queue.WAKE_AT_MOST_EVERY_SECONDS
BUSY_FOR_SECONDS = 2.0
PERIODIC_EVERY_SECONDS = 1.0
RECONNECT_AFTER_SECONDS = 1.0
NICENESS = 10  # somebody waits for a page, nobody for a job

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Chạy việc nền: xếp thứ tự nhật ký, hàng đợi, việc định kỳ. Dừng bằng SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *, threads: int, **_options: object) -> None:
        os.nice(NICENESS)
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        running = [threading.Thread(target=worker.run_jobs) for _ in range(threads)]
        for thread in running:
            thread.start()
        worker.run_journal()
        for thread in running:
            thread.join()


class Worker:
    """One thread listens and keeps order, the others do the jobs; each outlives its connection."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._rounds = 0
        self._round = threading.Condition()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Take no more work; what is under way is finished."""
        self._stopping.set()

    def run_jobs(self) -> None:
        self._outlive(self._jobs)

    def run_journal(self) -> None:
        self._outlive(self._journal)
        self._wake()

    def _outlive(self, work: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            try:
                work()
            except (Error, psycopg.Error) as problem:
                _log.warning("The database is away, trying again: %s", problem)
            except Exception:  # noqa: BLE001 a thread that ended would leave the rest half at work
                _log.exception("The worker stumbled, going on.")
            finally:
                connection.close()
            self._stopping.wait(RECONNECT_AFTER_SECONDS)

    def _jobs(self) -> None:
        while not self._stopping.is_set():
            seen = self._rounds
            if not queue.run_one(timezone.now()):
                with self._round:
                    if self._rounds == seen:
                        self._round.wait(LOOK_EVERY_SECONDS)

    def _journal(self) -> None:
        busy_until = periodic_at = 0.0
        with self._listening() as listening:
            while not self._stopping.is_set():
                now = time.monotonic()
                if now >= periodic_at:
                    queue.start_periodic(timezone.now())
                    periodic_at = now + PERIODIC_EVERY_SECONDS
                found = queue.run_feeds()
                self._wake()
                if found:
                    busy_until = now + BUSY_FOR_SECONDS
                    if found < journal.BATCH:  # let some gather: a round costs as much for one
                        self._stopping.wait(WHILE_BUSY_SECONDS)
                    continue
                pause = WHILE_BUSY_SECONDS if now < busy_until else LOOK_EVERY_SECONDS
                for _ in listening.notifies(timeout=pause, stop_after=1):
                    busy_until = time.monotonic() + BUSY_FOR_SECONDS

    def _wake(self) -> None:
        with self._round:
            self._rounds += 1
            self._round.notify_all()

    def _listening(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Open a connection of our own: one of the pool may be handed on while it listens."""
        listening = psycopg.connect(**connection.get_connection_params(), autocommit=True)
        listening.execute(f"LISTEN {queue.CHANNEL}")
        return listening
