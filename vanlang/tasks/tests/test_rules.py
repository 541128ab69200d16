from datetime import UTC, date, datetime, timedelta

import pytest

from vanlang.kernel import calendars
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.kernel.refusals import Refusal
from vanlang.tasks.rules import reminders, terms
from vanlang.tasks.rules.clarity import SIX, USUAL_AUTHORITY, Clear
from vanlang.tasks.rules.states import MOVES, OPEN, STATE_NAMES, State, WrongState, may_move, move

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALENDAR = calendars.shipped()
WANTED = reminders.steps([7, 3, 1], [1, 3])


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_state_and_verb_is_decided(state: State, verb: str) -> None:
    starts, end = MOVES[verb]
    assert may_move(state, verb) == (state in starts)
    if state in starts:
        assert move(state, verb) == end
    else:
        with pytest.raises(WrongState, match=STATE_NAMES[state].lower()):
            move(state, verb)


def test_nothing_leaves_an_end() -> None:
    ends = set(State) - set(OPEN)

    assert ends == {State.CLOSED, State.CANCELLED}
    assert not any(starts & ends for starts, _ in MOVES.values())


def test_a_term_ends_with_office_hours() -> None:
    due = terms.due_at(due_on=date(2026, 3, 6), term=None, start=MONDAY, calendar=CALENDAR)

    assert due == datetime(2026, 3, 6, 10, 30, tzinfo=UTC)  # 17:30


def test_a_term_on_a_day_off_ends_with_the_next_working_day() -> None:
    sunday = date(2026, 3, 8)

    due = terms.due_at(due_on=sunday, term=None, start=MONDAY, calendar=CALENDAR)

    assert due == datetime(2026, 3, 9, 10, 30, tzinfo=UTC)


def test_a_term_in_working_days_skips_days_off() -> None:
    before_the_holiday = datetime(2026, 4, 29, 0, 30, tzinfo=UTC)  # 30/4 and 1/5 are off, then Sat
    term = Term(2, TermUnit.WORKING_DAYS)

    due = terms.due_at(due_on=None, term=term, start=before_the_holiday, calendar=CALENDAR)

    assert due.date() == date(2026, 5, 4)


@pytest.mark.parametrize(
    ("due_on", "term"),
    [
        (None, None),
        (date(2026, 3, 6), Term(1, TermUnit.WORKING_DAYS)),
        (date(2026, 2, 27), None),
        (date(2046, 3, 6), None),
        (date(2126, 3, 6), None),
    ],
)
def test_a_term_that_is_none_is_refused(due_on: date | None, term: Term | None) -> None:
    with pytest.raises(Refusal) as refused:
        terms.due_at(due_on=due_on, term=term, start=MONDAY, calendar=CALENDAR)

    assert refused.value.field == "due_on"


@pytest.mark.parametrize("column", ["in_charge", "title", "product"])
def test_what_is_not_clear_is_refused_by_its_name(column: str) -> None:
    words = {"in_charge": "Hòa", "title": "Việc", "product": "Báo cáo"} | {column: "  "}

    with pytest.raises(Refusal, match=SIX[column]) as refused:
        Clear.of(**words, responsibility="", authority="")

    assert refused.value.field == column


def test_who_decides_has_usual_words() -> None:
    clear = Clear.of(in_charge="a", title=" b \n c ", product="c", responsibility="", authority="")

    assert clear.authority == USUAL_AUTHORITY
    assert clear.title == "b c"


@pytest.mark.parametrize(
    ("days_left", "code"),
    [
        (8, None),
        (7, "before_7"),
        (5, "before_7"),
        (3, "before_3"),
        (1, "before_1"),
        (0, "due"),
        (-1, "late_1"),
        (-2, "late_1"),
        (-30, "late_3"),
    ],
)
def test_a_task_is_at_its_last_step(days_left: int, code: str | None) -> None:
    step = reminders.reached(WANTED, due_at=MONDAY, at=MONDAY - timedelta(days=days_left))

    assert (step.code if step else None) == code
