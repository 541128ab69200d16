"""How tasks stood, as of any time: reproduced to the digit after everything that came later."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from vanlang.identity.api import Person, Unit
from vanlang.kernel import measures
from vanlang.kernel.measures import Scope
from vanlang.tasks.actions import deciding, extending, working
from vanlang.tasks.measures import figures
from vanlang.tasks.tests.conftest import KEY, MONDAY, Give, as_actor

pytestmark = pytest.mark.django_db
TUESDAY, NEXT_WEEK = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)
SIX = [measure.code.removeprefix("tasks.") for measure in figures.SIX]


def standing(as_of: datetime) -> dict[str, int]:
    """Return what is not nothing of the six at a time."""
    scope = Scope(None, date(2026, 3, 1), date(2026, 3, 31), as_of)
    found = measures.values(figures.BOARD, scope)
    six = {name: found[f"tasks.{name}"].numerator for name in SIX}
    assert sum(six.values()) == found["tasks.given"].numerator
    by_unit = measures.values_by(figures.BOARD, scope, "lead_agency_id")
    assert figures.summed(by_unit.values()) == found
    for measure in figures.BOARD:
        assert measures.rows_behind(measure, scope).count() == found[measure.code].numerator
    return {name: count for name, count in six.items() if count}


def test_each_state_is_counted_in_time_and_late(give: Give, minh: Person, tam: Person) -> None:
    give("1")
    working.start(give("2"), by=as_actor(minh), at=MONDAY)
    done = working.report(give("3"), key=uuid4(), text="x", by=as_actor(minh), at=MONDAY)
    deciding.accept(done, by=as_actor(tam), at=TUESDAY)
    late = working.report(give("4"), key=uuid4(), text="x", by=as_actor(minh), at=NEXT_WEEK)
    deciding.accept(late, by=as_actor(tam), at=NEXT_WEEK)

    assert standing(MONDAY) == {"not_begun_in_time": 2, "doing_in_time": 2}
    assert standing(TUESDAY) == {
        "not_begun_in_time": 2,
        "doing_in_time": 1,
        "done_in_time": 1,
    }
    assert standing(NEXT_WEEK) == {
        "not_begun_late": 1,
        "doing_late": 1,
        "done_in_time": 1,
        "done_late": 1,
    }


def test_in_time_is_who_handed_in_in_time(give: Give, minh: Person, tam: Person) -> None:
    task = working.report(give(), key=KEY, text="x", by=as_actor(minh), at=TUESDAY)
    assert standing(NEXT_WEEK) == {"doing_in_time": 1}

    deciding.send_back(task, reason="Thiếu", by=as_actor(tam), at=NEXT_WEEK)

    # Sent back, the clock has run on; but the moment before nobody knew.
    assert standing(NEXT_WEEK) == {"doing_late": 1}
    assert standing(NEXT_WEEK - timedelta(seconds=1)) == {"doing_in_time": 1}


def test_an_extension_counts_from_when_it_was_granted(
    give: Give, minh: Person, tam: Person
) -> None:
    task = give()
    asked = extending.ask(
        task, key=KEY, due_on=date(2026, 3, 20), reason="x", by=as_actor(minh), at=MONDAY
    )
    assert standing(NEXT_WEEK) == {"not_begun_late": 1}

    extending.grant(asked, by=as_actor(tam), at=NEXT_WEEK)

    assert standing(NEXT_WEEK) == {"not_begun_in_time": 1}
    assert standing(NEXT_WEEK - timedelta(seconds=1)) == {"not_begun_late": 1}


def test_what_is_overdue_is_counted_whenever_it_was_given(give: Give, tam: Person) -> None:
    give("1")
    april = Scope(None, date(2026, 4, 1), date(2026, 4, 30), MONDAY + timedelta(days=40))

    values = measures.values(figures.BOARD, april)

    assert (values["tasks.given"].numerator, values["tasks.late"].numerator) == (0, 1)
    assert measures.rows_behind(figures.LATE, april).count() == 1
    assert figures.IN_TIME.left_out_in_words(april) == (
        "Chưa kể: 1 trong 1 nhiệm vụ chưa hoàn thành đã quá hạn, chiếm 100,0 %."
    )
    deciding.conclude(give("2"), word="Xong", by=as_actor(tam), at=TUESDAY)
    assert measures.value(figures.LATE, april).denominator == 1


def test_cancelled_ones_were_there_before(give: Give, tam: Person) -> None:
    deciding.cancel(give(), reason="Thay", by=as_actor(tam), at=TUESDAY)

    assert standing(MONDAY) == {"not_begun_in_time": 1}
    assert standing(TUESDAY) == {}


def test_parts_and_orders_are_not_counted_again(give: Give, muong_bi: Unit, hoa: Person) -> None:
    whole = give("1")
    give("2", parent=whole, giver=muong_bi, by=as_actor(hoa))

    assert standing(MONDAY) == {"not_begun_in_time": 1}


def test_concluded_in_time_is_by_when(give: Give, tam: Person) -> None:
    deciding.conclude(give("1"), word="Đã họp", by=as_actor(tam), at=TUESDAY)
    deciding.conclude(give("2"), word="Đã họp", by=as_actor(tam), at=NEXT_WEEK)

    assert standing(NEXT_WEEK) == {"done_in_time": 1, "done_late": 1}


def test_79_of_135_done_and_56_in_progress(
    give: Give, minh: Person, tam: Person, muong_bi: Unit
) -> None:
    by, giver = as_actor(minh), as_actor(tam)
    for number in range(135):
        task = give(str(number))
        if number < 79:
            working.report(task, key=uuid4(), text="Xong", by=by, at=MONDAY)
            deciding.accept(task, by=giver, at=MONDAY)
        else:
            working.start(task, by=by, at=MONDAY)

    scope = Scope(frozenset({muong_bi.pk}), date(2026, 1, 1), date(2026, 12, 31), TUESDAY)

    assert figures.DONE.said(measures.value(figures.DONE, scope)).startswith("79 trong 135")
    assert measures.rows_behind(figures.IN_PROGRESS, scope).count() == 56
