"""A unit's calendar: national days, the province's word over them, its own over both."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from vanlang.kernel import calendars, deadlines, journal
from vanlang.kernel.actors import PLATFORM, Actor, ActorKind
from vanlang.kernel.calendars import Amendment, HoursAmendment, SeasonData
from vanlang.kernel.deadlines import (
    ZONE,
    Clock,
    DayKind,
    Term,
    TermUnit,
    due,
    into_working_time,
)
from vanlang.kernel.models import CalendarDay, OfficeHours
from vanlang.kernel.refusals import NotPermitted, Refusal

COMMUNE, OTHER = "H44.05158", "H44.05161"
AT = datetime(2026, 3, 2, 9, tzinfo=ZONE)
ONE_DAY = Term(1, TermUnit.WORKING_DAYS)
STORM = Amendment(date(2026, 9, 7), DayKind.OFF, "Nghỉ phòng chống bão")
SUMMER: SeasonData = {"from": "04-15", "week": [["07:00-11:00", "13:30-17:30"]] * 5 + [[], []]}
WINTER: SeasonData = {"from": "10-15", "week": [["07:30-11:30", "13:00-17:00"]] * 5 + [[], []]}


def official(name: str, unit_code: str, *roles: str) -> Actor:
    grants = frozenset((role, 7) for role in roles)
    return Actor(
        UUID(int=9), name, ActorKind.OFFICIAL, unit_id=7, unit_code=unit_code, grants=grants
    )


ADMINISTRATOR = official("Quản trị tỉnh", "H44", "admin")
HOA = official("Trần Văn Hòa", f"{COMMUNE}.01", "admin")
MINH = official("Lê Minh", COMMUNE, "receiver")
QUANG = official("Phạm Quang", OTHER, "admin")


@pytest.fixture(autouse=True)
def afresh(db: None) -> Iterator[None]:
    calendars.forget()
    yield
    calendars.forget()


def at(day: int, month: int, hour: int = 9, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE)


def amend(amendment: Amendment, by: Actor = ADMINISTRATOR) -> CalendarDay:
    row = calendars.amend_day(amendment, basis="Công văn 100/UBND", by=by, at=AT)
    calendars.forget()  # after the commit, which a test's transaction never sees
    return row


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 27), False),
        (date(2025, 1, 31), False),
        (date(2025, 2, 3), True),
        (date(2025, 4, 7), False),
        (date(2025, 4, 26), True),  # a Saturday, for Friday 2 May
        (date(2025, 5, 2), False),
        (date(2025, 9, 1), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),  # a Saturday, for Friday 2 January
        (date(2026, 1, 17), False),
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),
        (date(2026, 8, 22), True),  # a Saturday, for Monday 31 August
        (date(2026, 8, 31), False),
        (date(2026, 11, 24), False),
        (date(2027, 2, 10), False),
        (date(2027, 2, 11), True),
        (date(2027, 5, 3), False),
    ],
)
def test_shipped_days_are_those_laid_down(day: date, works: bool) -> None:
    assert calendars.for_unit().is_working_day(day) is works


def test_every_year_shipped_has_its_working_days() -> None:
    calendar = calendars.for_unit()

    def working_days(year: int) -> int:
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
        return sum(calendar.is_working_day(day) for day in days)

    assert [working_days(year) for year in (2025, 2026, 2027)] == [250, 249, 249]


def test_a_year_not_laid_down_yet_is_said_to_be_foreseen() -> None:
    assert calendars.is_final(date(2026, 5, 1))
    assert not calendars.is_final(date(2027, 5, 1))
    assert not calendars.is_final(date(2028, 5, 1))


def test_for_unit_asks_the_database_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        calendars.for_unit(COMMUNE)

    with django_assert_num_queries(0):
        again = calendars.for_unit(COMMUNE)
        assert again is calendars.for_unit(OTHER)  # alike, so built once


def test_the_province_amends_for_all() -> None:
    amend(STORM)

    assert not calendars.for_unit().is_working_day(STORM.on)
    assert not calendars.for_unit(f"{COMMUNE}.01").is_working_day(STORM.on)


def test_a_unit_amends_for_itself_and_those_below() -> None:
    amend(Amendment(STORM.on, DayKind.OFF, "Ngày hội của xã", unit_code=COMMUNE), by=HOA)

    assert not calendars.for_unit(f"{COMMUNE}.01").is_working_day(STORM.on)
    assert calendars.for_unit(OTHER).is_working_day(STORM.on)
    assert calendars.for_unit(f"{COMMUNE}9").is_working_day(STORM.on)


def test_a_later_word_counts_and_the_earlier_is_kept() -> None:
    first = amend(STORM)

    second = amend(Amendment(STORM.on, None, "Bão đã tan, làm việc bình thường"))

    first.refresh_from_db()
    assert calendars.for_unit().is_working_day(STORM.on)
    assert (first.superseded_at, second.superseded_at) == (AT, None)
    assert [entry.kind for entry in journal.history(second)] == ["kernel.calendar_day_amended"]


def test_a_shipped_day_off_can_be_taken_back() -> None:
    amend(Amendment(date(2026, 11, 24), None, "Chưa áp dụng"))

    assert calendars.for_unit().is_working_day(date(2026, 11, 24))


def test_a_unit_has_one_rule_for_a_day() -> None:
    row = amend(STORM)
    row.pk = None

    with pytest.raises(IntegrityError, match="one_rule_for_a_day"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("stranger", [QUANG, MINH])
def test_amend_is_refused_to_a_stranger(stranger: Actor) -> None:
    hours = HoursAmendment(date(2026, 4, 1), [SUMMER], COMMUNE)

    with pytest.raises(NotPermitted):
        calendars.amend_day(
            Amendment(STORM.on, DayKind.OFF, "Nghỉ", unit_code=COMMUNE),
            basis="",
            by=stranger,
            at=AT,
        )
    with pytest.raises(NotPermitted):
        calendars.amend_hours(hours, basis="", by=stranger, at=AT)

    assert not CalendarDay.objects.exists()


def test_the_whole_province_is_not_a_communes_to_amend() -> None:
    with pytest.raises(NotPermitted):
        amend(STORM, by=HOA)


def test_office_hours_follow_the_seasons_of_a_unit() -> None:
    calendars.amend_hours(
        HoursAmendment(date(2026, 4, 1), [SUMMER, WINTER], COMMUNE),
        basis="Quyết định 12/QĐ-UBND",
        by=HOA,
        at=AT,
    )
    calendars.forget()

    own, province = calendars.for_unit(COMMUNE), calendars.for_unit()

    assert into_working_time(at(31, 3, 5), own) == at(31, 3, 7) + timedelta(minutes=30)
    assert into_working_time(at(15, 4, 5), own) == at(15, 4, 7)
    assert into_working_time(at(15, 10, 12), own) == at(15, 10, 13)
    assert due(at(15, 4, 17), ONE_DAY, own) == at(16, 4, 17)
    assert into_working_time(at(15, 4, 5), province) == at(15, 4, 7) + timedelta(minutes=30)


@pytest.mark.parametrize("span", ["11:00-07:00", "7-11", "ca ngày", "07:00-25:00"])
def test_hours_that_cannot_be_are_refused(span: str) -> None:
    season: SeasonData = {"from": "01-01", "week": [[span]] * 5 + [[], []]}

    with pytest.raises(Refusal, match="Giờ làm việc không hợp lệ"):
        calendars.amend_hours(
            HoursAmendment(date(2026, 4, 1), [season]), basis="", by=PLATFORM, at=AT
        )

    assert not OfficeHours.objects.exists()


def test_preview_shows_what_moves_and_writes_nothing() -> None:
    calendar = calendars.for_unit(COMMUNE)
    before = Clock.start(at(3, 9), ONE_DAY, calendar)
    across = Clock.start(at(4, 9), ONE_DAY, calendar)  # Friday: the storm's Monday lies between
    after = Clock.start(at(8, 9), ONE_DAY, calendar)

    moved = list(calendars.preview_amendment([STORM], [before, across, after], unit_code=COMMUNE))

    assert [(m.clock, m.before, m.after) for m in moved] == [(across, at(7, 9), at(8, 9))]
    assert moved[0].clock.original_due == at(7, 9)
    assert calendars.for_unit(COMMUNE) is calendar
    assert not CalendarDay.objects.exists()


def test_preview_of_another_units_day_moves_nothing() -> None:
    clock = Clock.start(at(4, 9), ONE_DAY, calendars.for_unit(COMMUNE))
    elsewhere = Amendment(STORM.on, DayKind.OFF, "Nghỉ", unit_code=OTHER)

    assert list(calendars.preview_amendment([elsewhere], [clock], unit_code=COMMUNE)) == []


@pytest.mark.parametrize(
    "day",
    [
        date(2028, 1, 3),  # the first of January is a Saturday
        date(2028, 1, 26),  # Tết
        date(2029, 2, 13),
        date(2030, 2, 4),
        date(2028, 4, 4),  # Giỗ Tổ
        date(2029, 4, 30),
        date(2030, 9, 2),
    ],
)
def test_years_ahead_know_their_holidays_provisionally(day: date) -> None:
    assert not calendars.for_unit().is_working_day(day)
    assert not calendars.is_final(day)


def test_a_term_on_a_day_laid_down_off_later_ends_the_next_working_day() -> None:
    friday = date(2026, 12, 4)
    due_at = datetime(2026, 12, 4, 10, 30, tzinfo=UTC)
    assert deadlines.off_days_off(due_at, calendars.for_unit()) == due_at

    amend(Amendment(friday, DayKind.OFF, "Nghỉ bão"))

    assert calendars.newly_off("", friday) is not None
    moved = deadlines.off_days_off(due_at, calendars.for_unit())
    assert moved == datetime(2026, 12, 7, 10, 30, tzinfo=UTC)  # Monday, when offices close
