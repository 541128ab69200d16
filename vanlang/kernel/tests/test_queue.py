import threading
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from vanlang.kernel import queue
from vanlang.kernel.models import Job, Schedule, Series
from vanlang.kernel.tests.cast import AT, beside

done: list[int] = []
failing: set[int] = set()
under_way, may_end = threading.Event(), threading.Event()


@queue.job("test.note")
def note(number: int) -> None:
    Series.objects.create(series="note", period=str(number), last=1)
    if number in failing:
        raise ValueError(number)
    done.append(number)


@queue.job("test.hold")
def hold(number: int) -> None:
    under_way.set()
    assert may_end.wait(10)
    done.append(number)


@queue.every(600)
@queue.job("test.sweep")
def sweep() -> None:
    done.append(-1)


@pytest.fixture(autouse=True)
def _begin() -> None:
    done.clear()
    failing.clear()
    under_way.clear()
    may_end.clear()


@pytest.mark.django_db
def test_later_runs_once_in_order() -> None:
    for number in range(3):
        queue.later(note, number=number)

    assert queue.run_due(AT) == 3

    assert done == [0, 1, 2]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_later_takes_the_name_of_a_job_that_is_known() -> None:
    queue.later("test.note", number=5)

    queue.drain()

    assert done == [5]
    with pytest.raises(LookupError):
        queue.later("test.no_such_job")


@pytest.mark.django_db
def test_what_is_rolled_back_is_never_run() -> None:
    with transaction.atomic():
        queue.later(note, number=1)
        transaction.set_rollback(True)

    assert queue.run_due(AT) == 0


@pytest.mark.django_db
def test_what_is_not_due_waits() -> None:
    queue.later(note, number=1, run_at=AT + timedelta(hours=1))

    assert queue.run_due(AT) == 0
    assert queue.run_due(AT + timedelta(hours=1)) == 1


@pytest.mark.django_db
def test_a_failing_job_undoes_its_own_effects_and_holds_up_no_other() -> None:
    failing.add(1)
    queue.later(note, number=1)
    queue.later(note, number=2)

    queue.run_due(AT)

    assert done == [2]
    assert not Series.objects.filter(period="1").exists()
    job = Job.objects.get()
    assert job.attempts == 1
    assert job.run_at > AT
    assert "ValueError: 1" in job.error


def jobs(*words: str) -> str:
    out = StringIO()
    call_command("jobs", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_failing_job_is_tried_again_ever_more_seldom_and_then_kept() -> None:
    failing.add(1)
    queue.later(note, number=1)
    at, tries = AT, list[timedelta]()

    while not queue.failed().exists():
        queue.run_due(at)
        job = Job.objects.get()
        tries.append(job.run_at - at)
        at = max(at, job.run_at)

    assert len(tries) == len(queue.PAUSES_SECONDS) + 1
    assert tries[:-1] == sorted(tries[:-1])
    assert "ValueError" in queue.failed().get().error
    assert queue.run_due(at + timedelta(days=9)) == 0
    failing.clear()
    assert "0 việc nền" in jobs("another", "--retry")
    said = jobs("--retry")
    assert "ValueError: 1" in said
    assert "1 việc nền đã dừng hẳn.\nĐã xếp hàng lại 1 việc." in said
    queue.run_due(at)
    assert done == [1]
    assert "0 việc nền" in jobs()


@pytest.mark.django_db
def test_drain_lets_an_error_rise() -> None:
    failing.add(1)
    queue.later(note, number=1)

    with pytest.raises(ValueError, match="1"):
        queue.drain()

    assert Job.objects.get().attempts == 0


@pytest.mark.django_db
def test_jobs_of_one_key_wait_for_the_first() -> None:
    failing.add(1)
    for number in (1, 2, 3):
        queue.later(note, key="a", number=number)
    queue.later(note, key="b", number=4)

    queue.run_due(AT)

    assert done == [4]
    failing.clear()
    queue.run_due(AT + timedelta(seconds=2))
    assert done == [4, 1, 2, 3]


@pytest.mark.django_db
def test_a_key_goes_on_after_a_job_was_given_up() -> None:
    failing.add(1)
    queue.later(note, key="a", number=1)
    Job.objects.update(attempts=len(queue.PAUSES_SECONDS))
    queue.later(note, key="a", number=2)

    queue.run_due(AT)

    assert done == [2]
    assert queue.failed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_key_runs_one_at_a_time() -> None:
    queue.later(hold, key="a", number=1)
    queue.later(note, key="a", number=2)
    queue.later(note, key="b", number=3)
    holding = beside(partial(queue.run_one, AT))
    assert under_way.wait(10)

    queue.run_due(AT)

    assert done == [3]
    may_end.set()
    holding.join()
    queue.run_due(AT)
    assert done == [3, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_earlier_job_that_commits_late_waits_for_the_later_one_under_way() -> None:
    queued, may_commit = threading.Event(), threading.Event()

    def queue_late() -> None:
        with transaction.atomic():
            queue.later(note, key="a", number=1)
            queued.set()
            assert may_commit.wait(10)

    late = beside(queue_late)
    assert queued.wait(10)
    queue.later(hold, key="a", number=2)
    holding = beside(partial(queue.run_one, AT))
    assert under_way.wait(10)
    may_commit.set()
    late.join()
    queue.later(note, key="b", number=3)

    queue.run_due(AT)

    assert done == [3]
    may_end.set()
    holding.join()
    queue.run_due(AT)
    assert done == [3, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_many_workers_do_each_job_once() -> None:
    for number in range(100):
        queue.later(note, number=number, key=str(number % 7))

    workers = [beside(partial(queue.run_due, AT)) for _ in range(4)]
    for worker in workers:
        worker.join()

    assert sorted(done) == list(range(100))
    assert Series.objects.count() == 100
    for key in range(7):
        of_key = [number for number in done if number % 7 == key]
        assert of_key == sorted(of_key)


@pytest.mark.django_db(transaction=True)
def test_a_job_cut_off_in_the_middle_is_done_again() -> None:
    queue.later(hold, number=1)

    def cut_off() -> None:
        with transaction.atomic():
            queue.run_one(AT)
            transaction.set_rollback(True)  # as when its worker is killed before the commit

    may_end.set()
    cutting = beside(cut_off)
    cutting.join()
    queue.run_due(AT)

    assert done == [1, 1]


@pytest.mark.django_db
def test_periodic_jobs_start_once_a_period() -> None:
    queue.start_periodic(AT)
    queue.start_periodic(AT + timedelta(seconds=1))
    queue.drain()
    queue.start_periodic(AT + timedelta(seconds=599))
    queue.drain()
    assert done == [-1]

    queue.start_periodic(AT + timedelta(seconds=600))
    queue.start_periodic(AT + timedelta(seconds=1201))

    assert Job.objects.filter(name="test.sweep").count() == 1
    assert Schedule.objects.get(name="test.sweep").next_at == AT + timedelta(seconds=1801)


@pytest.mark.django_db(transaction=True)
def test_later_rouses_the_worker_after_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_woken_at", 0.0)
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {queue.CHANNEL}")

    queue.later(note, number=1)

    heard = list(connection.connection.notifies(timeout=5, stop_after=1))
    with connection.cursor() as cursor:
        cursor.execute(f"UNLISTEN {queue.CHANNEL}")
    assert [notification.channel for notification in heard] == [queue.CHANNEL]
