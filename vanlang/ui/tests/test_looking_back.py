"""From which moment a board looks: a day's end, the instant of a figure, or now."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from vanlang.kernel.deadlines import ZONE
from vanlang.ui import looking_back
from vanlang.ui.looking_back import MomentField

NOW = datetime(2026, 3, 2, 18, 30, 1, 250, tzinfo=UTC)  # 01:30 on the 3rd in Phú Thọ
FIELD = MomentField(required=False)


@pytest.mark.parametrize(
    ("text", "moment", "day"),
    [
        ("", NOW, date(2026, 3, 3)),
        ("2026-03-02", datetime(2026, 3, 3, tzinfo=ZONE), date(2026, 3, 2)),
        ("02/03/2026", datetime(2026, 3, 3, tzinfo=ZONE), date(2026, 3, 2)),
        ("2026-03-03", NOW, date(2026, 3, 3)),
        ("9999-12-31", NOW, date(2026, 3, 3)),
        ("9999-12-31T23:59:59-14:00", NOW, date(2026, 3, 3)),
        ("2026-03-02T10:00", datetime(2026, 3, 2, 10, tzinfo=ZONE), date(2026, 3, 2)),
        ("2026-03-02T18:30:01.000250Z", NOW, date(2026, 3, 3)),
    ],
)
def test_what_is_asked_is_the_moment_looked_from(text: str, moment: datetime, day: date) -> None:
    found = looking_back.as_of(FIELD.clean(text), at=NOW)

    assert found == moment
    assert looking_back.day_of(found, at=NOW) == day


@pytest.mark.parametrize(
    "text", ["²", "hôm qua", "0001-01-01", "0001-01-01T00:00+14:00", "31/02/2026", "10" * 20]
)
def test_what_is_no_moment_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValidationError):
        FIELD.clean(text)


def test_an_instant_comes_back_to_the_microsecond() -> None:
    moment = NOW - timedelta(microseconds=1)

    assert FIELD.clean(looking_back.written(moment)) == moment
