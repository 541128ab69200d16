"""The period of a board: whole days, none of them past the calendar."""

from datetime import UTC, date, datetime

import pytest

from vanlang.public_services.forms import board
from vanlang.tasks.forms import period
from vanlang.ui.periods import PeriodForm

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
FORMS = [(period.Period, date(2026, 1, 1)), (board.Period, date(2026, 4, 1))]


@pytest.mark.parametrize(("form", "first"), FORMS)
def test_what_nobody_asked_for_is_the_usual_period(form: type[PeriodForm], first: date) -> None:
    scope = form({}).scope(None, at=NOW)

    assert (scope.start, scope.end, scope.as_of) == (first, date(2026, 5, 20), NOW)


@pytest.mark.parametrize(("form", "first"), FORMS)
@pytest.mark.parametrize("last", ["9999-12-31", "31/12/9999", "9999-01-01"])
def test_the_last_year_there_is_has_no_day_after(
    form: type[PeriodForm], first: date, last: str
) -> None:
    asked = form({"den": last})

    assert asked.errors == {"den": ["Ngày cuối quá xa."]}
    assert asked.scope(None, at=NOW).start == first
    assert asked.scope(None, at=NOW).end == date(2026, 5, 20)


@pytest.mark.parametrize(("form", "_first"), FORMS)
def test_a_period_ends_after_it_begins(form: type[PeriodForm], _first: date) -> None:
    assert "den" in form({"tu": "2026-05-02", "den": "2026-05-01"}).errors
    assert "tu" in form({"tu": "31/02/2026"}).errors


@pytest.mark.parametrize(("form", "_first"), FORMS)
def test_days_are_read_as_browsers_send_and_people_type_them(
    form: type[PeriodForm], _first: date
) -> None:
    scope = form({"tu": "02/03/2026", "den": "2026-03-31"}).scope(None, at=NOW)

    assert (scope.start, scope.end) == (date(2026, 3, 2), date(2026, 3, 31))


@pytest.mark.parametrize(("form", "_first"), FORMS)
def test_a_past_day_is_one_by_either_name(form: type[PeriodForm], _first: date) -> None:
    """Other pages call it `ngay`: whoever carries a day over never reads today's figures as its."""
    for name in ("luc", "ngay"):
        scope = form({name: "2026-03-31"}).scope(None, at=NOW)

        assert (scope.end, scope.as_of) == (
            date(2026, 3, 31),
            datetime(2026, 3, 31, 17, tzinfo=UTC),
        )
