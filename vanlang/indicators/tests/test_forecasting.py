"""The year's end is forecast with its uncertainty, in a process of its own."""

from datetime import timedelta
from decimal import Decimal

import pytest

from vanlang.identity.api import Unit
from vanlang.indicators.actions import forecasting, recording
from vanlang.indicators.actions.recording import New
from vanlang.indicators.models import Forecast
from vanlang.indicators.queries import values
from vanlang.indicators.rules.periods import back_from, parse_period
from vanlang.indicators.rules.states import ValueKind
from vanlang.indicators.tests.conftest import FEBRUARY, MONDAY, Define
from vanlang.kernel.actors import PLATFORM

pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.mark.skipif(not forecasting.is_possible(), reason="statsmodels is an extra")
def test_a_long_series_is_forecast_with_its_bounds(define: Define, province: Unit) -> None:
    row = define()
    news = [
        New(row, province, period, ValueKind.REPORTED, Decimal(40 + place + place % 3))
        for place, period in enumerate(back_from(FEBRUARY, 14))
    ]
    recording.put(news, by=PLATFORM, at=MONDAY)

    assert forecasting.forecast(at=MONDAY) == 1
    assert forecasting.forecast(at=MONDAY + timedelta(days=1)) == 1

    found = values.forecast(row.indicator, province, 2026)
    assert found is not None
    assert found.low < found.middle < found.high <= 100
    assert found.certainty == 80
    assert 45 < found.middle < 75
    assert Forecast.objects.count() == 2


def test_a_short_series_is_not_forecast(define: Define, province: Unit) -> None:
    row = define()
    new = New(row, province, parse_period("2026-02"), ValueKind.REPORTED, Decimal(60))
    recording.put([new], by=PLATFORM, at=MONDAY)

    assert forecasting.forecast(at=MONDAY) == 0
    assert not Forecast.objects.exists()
