import threading
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from vanlang.kernel import journal, queue
from vanlang.kernel.models import Entry, Job, OutboxRow, Position, Series
from vanlang.kernel.tests.cast import AT, MINH, Event, beside, write

heard: list[tuple[str, str]] = []
failing: set[str] = set()


@journal.on("kernel.seen")
def hear_seen(entry: Entry) -> None:
    if entry.about in failing:
        raise ValueError(entry.about)
    heard.append((entry.about_id, str(entry.payload.get("lần", ""))))


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard.clear()
    failing.clear()


def see(number: int, time: int) -> Entry:
    about = Series(pk=number)
    return journal.record(Event.SEEN, about=about, by=MINH, at=AT, payload={"lần": time})


@pytest.mark.django_db
def test_record_is_read_back_whole() -> None:
    written = journal.record(
        Event.TRIED, about=Series(pk=7), by=MINH, at=AT, payload={"đủ": True, "n": 1, "không": None}
    )

    found = journal.history(Series(pk=7)).get()
    assert found == written
    assert found.about == "kernel.series:7"
    assert found.about_id == "7"
    assert found.payload == {"đủ": True, "n": 1, "không": None}
    assert found.actor == MINH
    assert found.at == AT


@pytest.mark.django_db
def test_record_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        write()


@pytest.mark.django_db
def test_record_goes_with_the_change_it_tells_of() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert not Entry.objects.exists()
    assert not OutboxRow.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["kernel_entry", "kernel_position", "kernel_seal"])
@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize(
    "change", ["DELETE FROM {0}", "TRUNCATE {0} CASCADE", "UPDATE {0} SET {1} = {1}"]
)
def test_the_database_refuses_every_change(table: str, change: str, role: str) -> None:
    column = {"kernel_entry": "kind", "kernel_position": "digest", "kernel_seal": "root"}[table]
    write()
    with connection.cursor() as cursor:
        # Elsewhere in the tests tables may be emptied; as migrated they may not.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuses_truncate")
        cursor.execute(f"SET LOCAL session_replication_role = {role}")

        with pytest.raises(IntegrityError, match="append-only"):
            cursor.execute(change.format(table, column))


@pytest.mark.django_db
def test_statement_writes_inside_the_callers_own() -> None:
    part = journal.statement(
        Event.TRIED,
        about="kernel.series:9",
        by=MINH,
        at=AT,
        payload={"kênh": "online"},
        source="filed",
        computed="jsonb_build_object('last', filed.last)",
    )
    sql = f"""
        WITH filed AS (
            INSERT INTO kernel_series (series, period, last) VALUES ('a', 'b', 41)
            ON CONFLICT DO NOTHING RETURNING last
        ), {part.sql} SELECT count(*) FROM filed
    """  # noqa: S608

    with connection.cursor() as cursor:
        cursor.execute(sql, part.parameters)
        cursor.execute(sql, part.parameters)

    # The second time nothing was filed, so nothing is written down.
    assert Entry.objects.get().payload == {"kênh": "online", "last": 41}
    assert OutboxRow.objects.count() == 1


@pytest.mark.django_db
def test_history_keeps_to_one_thing() -> None:
    first, _, third = write(1), write(2), write(1)

    assert list(journal.history(Series(pk=1))) == [first, third]


@pytest.mark.django_db
def test_positions_have_no_gaps() -> None:
    for number in range(5):
        write(number)
        journal.sequence()

    assert list(Position.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_listeners_hear_in_order() -> None:
    for time in range(3):
        see(1, time)
        see(2, time)
    write()

    queue.drain()

    assert [time for about, time in heard if about == "1"] == ["0", "1", "2"]
    assert [time for about, time in heard if about == "2"] == ["0", "1", "2"]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_failing_listener_holds_up_its_own_subject_only() -> None:
    see(1, 0)
    see(1, 1)
    see(2, 0)
    failing.add("kernel.series:1")

    queue.run_due(AT)

    assert heard == [("2", "0")]
    failing.clear()
    queue.drain()
    assert heard == [("2", "0"), ("1", "0"), ("1", "1")]


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_not_missed() -> None:
    written, may_commit = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            see(1, 0)
            written.set()
            may_commit.wait(10)

    thread = beside(late)
    assert written.wait(10)
    early = see(2, 0)  # begun later, so of a higher id, and committed first
    queue.drain()
    assert heard == [("2", "0")]
    may_commit.set()
    thread.join()
    queue.drain()

    assert heard == [("2", "0"), ("1", "0")]
    order = list(Position.objects.order_by("position").values_list("entry_id", flat=True))
    assert order[0] == early.id
    assert order[1] < early.id


@pytest.mark.django_db(transaction=True)
def test_sequencers_at_once_neither_miss_nor_repeat() -> None:
    def write_some(number: int) -> None:
        for time in range(25):
            with transaction.atomic():
                see(number, time)

    writing = [beside(partial(write_some, number)) for number in range(3)]
    done = threading.Event()

    def put_in_order() -> None:
        while not done.is_set():
            journal.sequence()

    ordering = [beside(put_in_order) for _ in range(2)]
    for thread in writing:
        thread.join()
    done.set()
    for thread in ordering:
        thread.join()
    queue.drain()

    assert list(Position.objects.order_by("position").values_list("position", flat=True)) == list(
        range(1, 76)
    )
    for number in range(3):
        times = [time for about, time in heard if about == str(number)]
        assert times == [str(time) for time in range(25)]


@pytest.mark.django_db(transaction=True)
def test_a_failed_sequencer_leaves_everything_as_it_was() -> None:
    write()
    with transaction.atomic():
        journal.sequence()
        transaction.set_rollback(True)

    assert OutboxRow.objects.count() == 1
    assert not Position.objects.exists()


@pytest.mark.django_db
def test_record_each_writes_one_entry_a_thing_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    things = [Series(pk=number) for number in range(1, 149)]

    with django_assert_num_queries(1):
        count = journal.record_each(Event.TRIED, about=things, by=MINH, at=AT, payload={"n": 1})

    assert count == 148
    assert OutboxRow.objects.count() == 148
    assert journal.history(things[147]).get().payload == {"n": 1}
    assert journal.history(things[0]).get().actor == MINH
