"""Working time keeps its promises on every calendar, and gives the days the law gives."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vanlang.kernel.deadlines import (
    ZONE,
    BeyondCalendar,
    Calendar,
    Clock,
    DayKind,
    Ground,
    Hours,
    Season,
    Spans,
    SpecialDay,
    Term,
    TermUnit,
    add,
    due,
    handover_at,
    into_working_time,
    time_left,
    working_time_between,
)

MORNING = (time(7, 30), time(11, 30))
AFTERNOON = (time(13, 30), time(17, 30))
WEEK: tuple[Spans, ...] = ((MORNING, AFTERNOON),) * 5 + ((), ())
OFFICE = Calendar(
    (Hours(date(2000, 1, 1), (Season(1, 1, WEEK),)),),
    (
        SpecialDay(date(2026, 1, 1), DayKind.OFF, "Tết Dương lịch"),
        SpecialDay(date(2026, 1, 2), DayKind.OFF),
        SpecialDay(date(2026, 1, 10), DayKind.WORKING, replaces=date(2026, 1, 2)),
        SpecialDay(date(2026, 2, 13), DayKind.MORNING),
    ),
    date(2025, 12, 1),
    date(2026, 12, 31),
)


def at(day: int, month: int, hour: int = 0, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


# What must always hold, whatever the calendar ---------------------------------------------------

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
minutes = st.integers(min_value=0, max_value=24 * 60 - 1)


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    marks = sorted(draw(st.sets(minutes, min_size=2, max_size=4)))
    hours = [time(mark // 60, mark % 60) for mark in marks]
    return tuple(zip(hours[::2], hours[1::2], strict=False))


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Spans, ...]:
    days = draw(st.lists(st.just(()) | spans(), min_size=6, max_size=6))
    return (draw(spans()), *days)  # offices open on Mondays at least


@st.composite
def special_days(draw: st.DrawFn) -> SpecialDay:
    on = draw(st.dates(FIRST, date(2026, 12, 31)))
    replaces = draw(st.none() | st.dates(FIRST, LAST))
    return SpecialDay(on, draw(st.sampled_from(DayKind)), replaces=replaces)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    seasons = draw(
        st.lists(
            st.builds(Season, st.integers(1, 12), st.integers(1, 28), weeks()),
            min_size=1,
            max_size=2,
        )
    )
    later = draw(st.lists(st.dates(FIRST, LAST), max_size=1))
    hours = [Hours(since, tuple(seasons)) for since in [date(2000, 1, 1), *later]]
    days = draw(st.lists(special_days(), max_size=8, unique_by=lambda day: day.on))
    return Calendar(tuple(hours), tuple(days), FIRST, LAST)


@dataclass(frozen=True)
class Case:
    calendar: Calendar
    start: datetime


moments = st.builds(
    lambda passed, zone: (at(1, 1) + passed).astimezone(zone),
    st.timedeltas(timedelta(), timedelta(days=270)),
    st.sampled_from([ZONE, UTC]),
)
lengths = st.timedeltas(timedelta(), timedelta(hours=60))
terms = st.one_of(
    st.builds(Term, st.integers(0, 9), st.sampled_from(TermUnit)),
    st.builds(Term, st.decimals(0, 5, places=1), st.just(TermUnit.WORKING_DAYS)),
)
grounds = st.sampled_from(Ground)


def is_open(moment: datetime, calendar: Calendar) -> bool:
    return into_working_time(moment, calendar) == moment


def in_reach(calendar: Calendar, start: datetime) -> bool:
    """A week of minutes can be too short for a term within the two years made here."""
    return working_time_between(start, at(1, 12, year=2027), calendar) > timedelta(hours=400)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    calendar = draw(calendars())
    start = draw(moments)
    if not in_reach(calendar, start):
        calendar = OFFICE_FOR_TWO_YEARS
    return Case(calendar, start)


OFFICE_FOR_TWO_YEARS = Calendar(OFFICE.hours, OFFICE.days, FIRST, LAST)


@given(cases(), lengths, lengths)
def test_add_is_additive(case: Case, one: timedelta, other: timedelta) -> None:
    in_two_steps = add(add(case.start, one, case.calendar), other, case.calendar)

    assert in_two_steps == add(case.start, one + other, case.calendar)


@given(cases(), lengths, st.timedeltas(timedelta(), timedelta(days=9)))
def test_add_is_monotone_in_start_and_length(
    case: Case, length: timedelta, later: timedelta
) -> None:
    moment = add(case.start, length, case.calendar)

    assert add(case.start + later, length, case.calendar) >= moment
    assert add(case.start, length + later / 9, case.calendar) >= moment
    assert moment >= case.start


@given(cases(), lengths)
def test_what_was_added_lies_between(case: Case, length: timedelta) -> None:
    moment = add(case.start, length, case.calendar)

    assert working_time_between(case.start, moment, case.calendar) == length
    assert working_time_between(moment, case.start, case.calendar) == -length


@given(cases(), st.timedeltas(timedelta(), timedelta(days=30)))
def test_add_undoes_working_time_between(case: Case, elapsed: timedelta) -> None:
    start = into_working_time(case.start, case.calendar)
    end = into_working_time(start + elapsed, case.calendar)

    worked = working_time_between(start, end, case.calendar)

    assert add(start, worked, case.calendar) <= end
    assert working_time_between(add(start, worked, case.calendar), end, case.calendar) == (
        timedelta()
    )


@given(cases(), terms)
def test_nothing_falls_due_outside_working_time(case: Case, term: Term) -> None:
    moment = due(case.start, term, case.calendar)

    assert is_open(moment, case.calendar)
    assert moment >= case.start
    assert is_open(handover_at(case.start, case.calendar), case.calendar)


@given(cases(), terms, st.timedeltas(timedelta(), timedelta(days=9)))
def test_who_comes_later_is_never_due_earlier(case: Case, term: Term, later: timedelta) -> None:
    assert due(case.start + later, term, case.calendar) >= due(case.start, term, case.calendar)
    assert handover_at(case.start + later, case.calendar) >= handover_at(case.start, case.calendar)


@given(
    cases(),
    terms,
    grounds,
    st.timedeltas(timedelta(), timedelta(days=9)),
    st.timedeltas(timedelta(), timedelta(days=9)),
)
def test_a_pause_never_shortens_and_keeps_what_is_left(
    case: Case, term: Term, ground: Ground, wait: timedelta, length: timedelta
) -> None:
    clock = Clock.start(case.start, term, case.calendar)
    pause_at = case.start + wait
    before = clock.left(pause_at, case.calendar)

    paused = clock.pause(pause_at, ground, basis="Thông báo số 12/TB")
    resumed = paused.resume(pause_at + length)

    assert resumed.due_at(case.calendar) >= clock.due_at(case.calendar)
    assert paused.left(pause_at + length, case.calendar) == before
    assert resumed.left(pause_at + length, case.calendar) == before
    assert resumed.original_due == clock.original_due
    assert is_open(resumed.due_at(case.calendar), case.calendar)


@given(cases(), terms, terms)
def test_an_extension_never_shortens(case: Case, term: Term, more: Term) -> None:
    clock = Clock.start(case.start, term, case.calendar)

    extended = clock.extend(more, at=case.start, reason="Chờ ý kiến của cơ quan phối hợp")

    assert extended.due_at(case.calendar) >= clock.due_at(case.calendar)
    assert extended.original_due == clock.original_due


@settings(max_examples=25)
@given(calendars(), moments, lengths)
def test_the_table_agrees_with_counting_minute_by_minute(
    calendar: Calendar, start: datetime, length: timedelta
) -> None:
    begin = start.astimezone(ZONE).replace(second=0, microsecond=0)
    end = begin + min(length, timedelta(hours=40))

    counted = timedelta()
    minute = begin
    while minute + timedelta(minutes=1) <= end:
        day = calendar.spans[(minute.date() - calendar.first).days]
        passed = (minute.hour * 60 + minute.minute) * 60 * 10**6
        if any(opens <= passed < closes for opens, closes in day):
            counted += timedelta(minutes=1)
        minute += timedelta(minutes=1)

    assert working_time_between(begin, minute, calendar) == counted


# What the law and the calendar of 2026 say ------------------------------------------------------


def days(amount: int | str) -> Term:
    return Term(Decimal(amount), TermUnit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        (at(5, 1, 10), days(1), at(6, 1, 10)),
        (at(9, 1, 10), days(1), at(10, 1, 10)),  # the Saturday is worked for Friday 2 January
        (at(10, 1, 10), days(1), at(12, 1, 10)),
        (at(31, 12, 10, year=2025), days(1), at(5, 1, 10)),
        (at(5, 1, 7, 30), days("0.5"), at(5, 1, 11, 30)),
        (at(5, 1, 7, 30), days(1), at(5, 1, 17, 30)),
        (at(5, 1, 17, 30), days(1), at(6, 1, 17, 30)),
        (at(5, 1, 12), Term(2, TermUnit.WORKING_HOURS), at(5, 1, 15, 30)),
        (at(13, 2, 10), days(1), at(16, 2, 16)),  # half a day's work on the 13th
    ],
)
def test_working_days_are_eight_working_hours(
    start: datetime, term: Term, expected: datetime
) -> None:
    assert due(start, term, OFFICE) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (at(5, 1, 8), at(5, 1, 17, 30)),
        (at(5, 1, 15), at(5, 1, 17, 30)),
        (at(5, 1, 15, 1), at(6, 1, 17, 30)),
        (at(5, 1, 3), at(5, 1, 17, 30)),
        (at(9, 1, 16), at(10, 1, 17, 30)),
        (at(3, 1, 9), at(5, 1, 17, 30)),
        (at(13, 2, 11), at(13, 2, 11, 30)),
        (at(13, 2, 14), at(16, 2, 17, 30)),  # the offices had closed at noon
    ],
)
def test_same_day_ends_with_the_day_before_three_and_with_the_next_after(
    received: datetime, expected: datetime
) -> None:
    assert due(received, Term(1, TermUnit.SAME_DAY), OFFICE) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (at(5, 1, 9, 12), at(5, 1, 9, 12)),
        (at(5, 1, 12), at(5, 1, 13, 30)),
        (at(5, 1, 15), at(5, 1, 15)),
        (at(5, 1, 15, 1), at(6, 1, 7, 30)),
        (at(3, 1, 9), at(5, 1, 7, 30)),
        (at(4, 1, 23, 59), at(5, 1, 7, 30)),
    ],
)
def test_handover_is_at_once_or_the_next_morning(received: datetime, expected: datetime) -> None:
    assert handover_at(received, OFFICE) == expected


def test_calendar_days_end_on_a_working_day() -> None:
    assert due(at(5, 1, 9), Term(3, TermUnit.CALENDAR_DAYS), OFFICE) == at(8, 1, 17, 30)
    assert due(at(5, 1, 9), Term(6, TermUnit.CALENDAR_DAYS), OFFICE) == at(12, 1, 17, 30)


def test_a_term_of_no_day_ends_today_or_when_today_is_over_the_next_working_day() -> None:
    assert due(at(5, 1, 9), Term(0, TermUnit.CALENDAR_DAYS), OFFICE) == at(5, 1, 17, 30)
    assert due(at(5, 1, 18), Term(0, TermUnit.CALENDAR_DAYS), OFFICE) == at(6, 1, 17, 30)
    assert due(at(9, 1, 18), Term(0, TermUnit.CALENDAR_DAYS), OFFICE) == at(10, 1, 17, 30)


def test_seasons_change_the_hours() -> None:
    summer = ((time(7), time(11)), (time(13), time(17)))
    hours = Hours(
        date(2000, 1, 1), (Season(4, 15, (summer,) * 7), Season(10, 15, ((MORNING,),) * 7))
    )
    calendar = Calendar((hours,), (), date(2026, 1, 1), date(2026, 12, 31))

    assert into_working_time(at(14, 4), calendar) == at(14, 4, 7, 30)
    assert into_working_time(at(15, 4), calendar) == at(15, 4, 7)
    assert into_working_time(at(15, 10), calendar) == at(15, 10, 7, 30)


def test_later_hours_hold_from_their_day_on() -> None:
    later = Hours(date(2026, 3, 2), (Season(1, 1, ((MORNING,),) * 7),))
    calendar = Calendar((*OFFICE.hours, later), (), date(2026, 1, 1), date(2026, 12, 31))

    assert due(at(2, 3, 8), Term(1, TermUnit.SAME_DAY), calendar) == at(2, 3, 11, 30)
    assert due(at(27, 2, 8), Term(1, TermUnit.SAME_DAY), calendar) == at(27, 2, 17, 30)


def test_due_outside_the_calendar_is_said_so() -> None:
    with pytest.raises(BeyondCalendar):
        due(at(31, 12, 9), days(5), OFFICE)
    with pytest.raises(BeyondCalendar):
        due(at(1, 1, 9, year=2031), days(5), OFFICE)


def test_a_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(TypeError):
        due(datetime(2026, 1, 5, 9), days(1), OFFICE)  # noqa: DTZ001


def test_terms_are_said_in_vietnamese() -> None:
    assert days("2.5").text == "2,5 ngày làm việc"
    assert days("10").text == "10 ngày làm việc"
    assert Term(8, TermUnit.WORKING_HOURS).text == "8 giờ làm việc"
    assert Term(1, TermUnit.SAME_DAY).text == "trong ngày làm việc"


def test_hours_that_cannot_be_are_refused() -> None:
    backwards = ((time(11), time(7)),)

    with pytest.raises(ValueError, match="ends after it begins"):
        Calendar((Hours(date(2000, 1, 1), (Season(1, 1, (backwards,) * 7),)),))
    with pytest.raises(ValueError, match="working time"):
        Calendar((Hours(date(2000, 1, 1), (Season(1, 1, ((),) * 7),)),))
    with pytest.raises(ValueError, match="seven days"):
        Season(1, 1, WEEK[:5])
    with pytest.raises(ValueError, match="day is out of range"):
        Season(2, 29, WEEK)


def test_who_is_late_is_late_also_before_the_office_opens_again() -> None:
    friday = datetime(2026, 3, 6, 17, 30, tzinfo=ZONE)

    assert time_left(friday, friday, OFFICE) == timedelta()
    for later in (timedelta(seconds=1), timedelta(hours=3), timedelta(days=2)):
        assert working_time_between(friday + later, friday, OFFICE) == timedelta()
        assert -timedelta(minutes=1) < time_left(friday + later, friday, OFFICE) < timedelta()
    assert time_left(friday + timedelta(days=2, hours=15), friday, OFFICE) == -timedelta(hours=1)
