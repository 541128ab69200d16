"""A figure and the rows behind it come from one definition."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q, QuerySet
from pytest_django import DjangoAssertNumQueries

from vanlang.kernel import measures
from vanlang.kernel.measures import Measure, Scope, Unit, Value
from vanlang.kernel.models import Notice
from vanlang.kernel.tests.test_notices import AT, LAN, QUANG, tell

NOVEMBER = Scope(None, date(2026, 11, 1), date(2026, 11, 30), AT + timedelta(days=1))


def told(scope: Scope) -> QuerySet[Any]:
    """Notices of the period, as they were known at the moment of looking."""
    return Notice.objects.filter(
        created_at__date__range=(scope.start, scope.end), created_at__lte=scope.as_of
    )


def read_by_then(scope: Scope) -> Q:
    return Q(read_at__lte=scope.as_of)


def every(_: Scope) -> Q:
    return Q()


READ = Measure(
    "test.read",
    1,
    "Tỷ lệ thông báo đã đọc",
    Unit.PERCENT,
    "{numerator} trong {denominator} thông báo đã được đọc, đạt {ratio}.",
    told,
    read_by_then,
    every,
)
TOLD = Measure(
    "test.told", 1, "Số thông báo", Unit.COUNT, "Đã gửi {numerator} thông báo.", told, every
)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "_registered", {})
    measures.register(READ)
    measures.register(TOLD)


@pytest.mark.django_db
def test_value_and_rows_behind_it_agree() -> None:
    (first,) = tell()
    (second,) = tell(person_id=QUANG)
    first.read_at = AT
    first.save()

    value = measures.value(READ, NOVEMBER)

    assert value == Value(1, 2)
    assert list(measures.rows_behind(READ, NOVEMBER)) == [first]
    assert set(measures.rows_behind(READ, NOVEMBER, "denominator")) == {first, second}


@pytest.mark.django_db
def test_value_is_as_of_its_moment() -> None:
    (notice,) = tell()
    notice.read_at = AT + timedelta(hours=2)
    notice.save()

    def as_of(moment: datetime) -> Value:
        return measures.value(READ, Scope(None, NOVEMBER.start, NOVEMBER.end, moment))

    assert as_of(AT - timedelta(hours=1)) == Value(0, 0)
    assert as_of(AT + timedelta(hours=1)) == Value(0, 1)
    assert as_of(AT + timedelta(hours=3)) == Value(1, 1)


@pytest.mark.django_db
def test_measures_over_the_same_rows_take_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    tell()

    with django_assert_num_queries(1):
        values = measures.values([READ, TOLD], NOVEMBER)

    assert values == {"test.read": Value(0, 1), "test.told": Value(1)}


@pytest.mark.django_db
def test_values_by_a_column_take_one_statement_and_add_up(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for person in (LAN, LAN, QUANG):
        tell(person_id=person)

    with django_assert_num_queries(1):
        values = measures.values_by([READ, TOLD], NOVEMBER, "person_id")

    assert {key: found["test.told"].numerator for key, found in values.items()} == {
        LAN: 2,
        QUANG: 1,
    }


def test_a_figure_is_said_in_vietnamese() -> None:
    assert TOLD.shown(Value(184_207)) == "184.207"
    assert READ.shown(Value(934, 1000)) == "93,4 %"
    assert READ.shown(Value(0, 0)) == "–"
    assert READ.said(Value(1_868, 2_000)) == "1.868 trong 2.000 thông báo đã được đọc, đạt 93,4 %."
    assert TOLD.said(Value(12)) == "Đã gửi 12 thông báo."


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(9, 16, "56,3 %"), (1, 16, "6,3 %"), (1, 8, "12,5 %"), (5, 2000, "0,3 %"), (1, 3, "33,3 %")],
)
def test_a_share_is_rounded_half_up(numerator: int, denominator: int, text: str) -> None:
    assert READ.shown(Value(numerator, denominator)) == text


@pytest.mark.django_db
def test_a_share_says_what_it_leaves_out_while_there_is_some() -> None:
    apart = replace(READ, left_out=TOLD)
    assert apart.left_out_in_words(NOVEMBER) == ""

    tell()

    assert apart.left_out_in_words(NOVEMBER) == "Chưa kể: Đã gửi 1 thông báo."
    assert READ.left_out_in_words(NOVEMBER) == ""


def test_a_published_measure_does_not_change() -> None:
    changed = Measure("test.told", 1, "Khác", Unit.COUNT, "{numerator}", told, read_by_then)

    with pytest.raises(ValueError, match="published already"):
        measures.register(changed)


def test_get_gives_the_latest_version_or_the_one_asked_for() -> None:
    later = measures.register(
        Measure("test.told", 2, "Khác", Unit.COUNT, "{numerator}", told, read_by_then)
    )

    assert measures.get("test.told") == later
    assert measures.get("test.told", 1) == TOLD
    assert measures.registered() == [READ, later]
    with pytest.raises(KeyError):
        measures.get("test.none")
