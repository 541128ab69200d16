"""A question written once gives what the QuerySet gives, whatever it is asked with."""

from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import CharField, DateField, QuerySet
from pytest_django import DjangoAssertNumQueries

from vanlang.kernel.deadlines import ZONE
from vanlang.kernel.models import OfficeHours
from vanlang.kernel.questions import Given, Question

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, tzinfo=ZONE)
DAY = date(2026, 4, 1)
SEASONS = [{"from": "04-15", "week": [["07:00-11:00"]]}]


@pytest.fixture(autouse=True)
def kept() -> None:
    for days, code in ((0, "H44.05158"), (10, "H44.05158"), (0, "H44.05161")):
        OfficeHours.objects.create(
            unit_code=code,
            since=DAY + timedelta(days=days),
            seasons=SEASONS,
            basis=f"Quyết định {days}",
            recorded_at=AT,
        )


def asked() -> QuerySet[OfficeHours]:
    at_unit = OfficeHours.objects.filter(unit_code=Given("code", CharField()))
    return at_unit.filter(since__lte=Given("on", DateField())).order_by("since")


def test_rows_are_those_of_the_query_set_whatever_it_is_asked_with() -> None:
    question = Question(asked)

    for code in ("H44.05158", "H44.05161", "H44' OR 1=1"):
        for on in (DAY - timedelta(days=1), DAY, DAY + timedelta(days=30)):
            plain = OfficeHours.objects.filter(unit_code=code, since__lte=on).order_by("since")
            found = question.rows(code=code, on=on)
            assert [one.__dict__.keys() for one in found] == [one.__dict__.keys() for one in plain]
            assert [(one.pk, one.since, one.seasons, one.recorded_at) for one in found] == [
                (one.pk, one.since, one.seasons, one.recorded_at) for one in plain
            ]


def test_the_statement_is_written_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    written = []

    def counted() -> QuerySet[OfficeHours]:
        written.append(1)
        return asked()

    question = Question(counted)
    with django_assert_num_queries(3):
        for _ in range(3):
            question.rows(code="H44.05158", on=DAY)

    assert len(written) == 1


def test_one_is_the_only_row_or_an_error() -> None:
    question = Question(asked)

    assert question.one(code="H44.05161", on=DAY).basis == "Quyết định 0"
    with pytest.raises(OfficeHours.DoesNotExist):
        question.one(code="H44.05161", on=DAY - timedelta(days=1))


def test_a_value_that_is_not_given_is_an_error_and_asks_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0), pytest.raises(KeyError, match="on"):
        Question(asked).rows(code="H44.05158")


def test_columns_left_out_are_read_when_they_are_wanted(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    (found,) = Question(lambda: asked().only("since")).rows(code="H44.05161", on=DAY)

    with django_assert_num_queries(0):
        assert found.since == DAY
    with django_assert_num_queries(1):
        assert found.seasons == SEASONS


def test_tuples_are_converted_as_values_list_does() -> None:
    question = Question(lambda: asked().values_list("seasons", "since"))

    assert question.tuples(code="H44.05161", on=DAY) == [(SEASONS, DAY)]


def test_within_stands_inside_another_statement() -> None:
    sql, given = Question(lambda: asked().values_list("pk")).within(code="H44.05158", on=DAY)

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", given)  # noqa: S608 written by Django
        assert cursor.fetchone() == (1,)


def test_each_thread_writes_its_own() -> None:
    question, written = Question(asked), []
    question.rows(code="H44.05161", on=DAY)

    def other() -> None:
        written.append(question._sql)  # noqa: SLF001 what the other thread knows

    thread = Thread(target=other)
    thread.start()
    thread.join()

    assert written == [""]
    assert question._sql  # noqa: SLF001 as above
