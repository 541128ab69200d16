"""The day is Vietnam's, also before 07:00, when UTC still has yesterday."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanlang.kernel.days import day_of, midnight, written, written_with_time


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 30, 17, 0, tzinfo=UTC), date(2026, 12, 1)),  # 00:00
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), date(2026, 12, 1)),  # 06:30
        (datetime(2026, 11, 30, 16, 59, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 12, 31, 17, 30, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=9))), date(2026, 11, 30)),
    ],
)
def test_the_day_of_a_moment(moment: datetime, day: date) -> None:
    assert day_of(moment) == day
    assert written(moment) == f"{day:%d/%m/%Y}"


def test_a_moment_is_written_with_its_time_here() -> None:
    assert written_with_time(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == "06:30 ngày 01/12/2026"


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_begins_at_its_midnight(day: date) -> None:
    assert day_of(midnight(day)) == day
    assert day_of(midnight(day) - timedelta(seconds=1)) == day - timedelta(days=1)
    assert written(day) == written(midnight(day))
