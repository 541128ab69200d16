import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from vanlang.kernel import queue
from vanlang.kernel.management.commands.worker import Worker
from vanlang.kernel.models import Job, Position
from vanlang.kernel.tests.cast import beside, write

done: list[int] = []
may_end = threading.Event()


@queue.job("test.work")
def work(number: int) -> None:
    done.append(number)


@queue.job("test.work_long")
def work_long(number: int) -> None:
    done.append(-number)
    assert may_end.wait(20)
    done.append(number)


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    """A worker at work beside the test, on connections of its own."""
    done.clear()
    may_end.clear()
    worker = Worker()
    threads = [beside(worker.run_journal), *(beside(worker.run_jobs) for _ in range(2))]
    yield worker
    may_end.set()
    worker.stop()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_the_worker_orders_the_journal_and_does_jobs(worker: Worker) -> None:
    write()
    queue.later(work, number=1)

    assert until(lambda: done == [1])
    assert until(Position.objects.exists)


def cut_all_connections() -> None:
    """Do to every other connection what a restart of the database does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_the_worker_outlives_a_restart_of_the_database(worker: Worker) -> None:
    queue.later(work, number=1)
    assert until(lambda: done == [1])

    for number in (2, 3):
        cut_all_connections()
        queue.later(work, number=number)
        write(number)

    assert until(lambda: done == [1, 2, 3])
    assert until(lambda: Position.objects.count() == 2)


def test_a_job_whose_connection_is_lost_is_done_again(worker: Worker) -> None:
    queue.later(work_long, number=1)
    assert until(lambda: done == [-1])

    cut_all_connections()
    may_end.set()

    assert until(lambda: done == [-1, 1, -1, 1])
    assert until(lambda: not Job.objects.filter(name="test.work_long").exists())


def test_a_stopped_worker_finishes_what_it_began(worker: Worker) -> None:
    queue.later(work_long, number=1)
    queue.later(work_long, number=2)
    queue.later(work, number=3)
    assert until(lambda: sorted(done) == [-2, -1])

    worker.stop()
    may_end.set()

    assert until(lambda: sorted(done) == [-2, -1, 1, 2])
    time.sleep(0.2)
    assert 3 not in done


@pytest.mark.django_db(transaction=True)
def test_sigterm_ends_the_command_in_order() -> None:
    known = connection.settings_dict
    url = f"postgresql://{known['USER']}@/{known['NAME']}?host={known['HOST']}"
    if known["PORT"]:
        url += f"&port={known['PORT']}"
    environment = {**os.environ, "VANLANG_DATABASE_URL": url, "PGPASSWORD": known["PASSWORD"]}
    with transaction.atomic():
        write()
    running = subprocess.Popen(
        [sys.executable, "-m", "vanlang.config.cli", "worker", "--threads", "1"],
        env=environment,
        stderr=subprocess.PIPE,
    )
    try:
        worked = until(Position.objects.exists, 60)
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=20)
    finally:
        running.kill()

    assert worked
    assert running.returncode == 0
    assert b"Traceback" not in said
