from datetime import timedelta

from django.utils import timezone

from vanlang.indicators.actions import counting, forecasting, telling
from vanlang.kernel import queue
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import ZONE

DIGESTS_FROM = 6  # o'clock: before the morning's first meeting
COUNTS_FROM = 1
COUNT_AGAIN_SECONDS = 1


@queue.every(COUNT_AGAIN_SECONDS)
@queue.job("indicators.recount_stale")
def recount_stale() -> None:
    """Keep the boards at most about a second behind what happened."""
    counting.recount_stale(at=timezone.now())


@queue.every(3600)
@queue.job("indicators.recount_all")
def recount_all() -> None:
    """Count everything at night, also the period that ended yesterday."""
    now = timezone.now()
    if now.astimezone(ZONE).hour == COUNTS_FROM:
        today = day_of(now)
        counting.recount(at=now, on=today - timedelta(days=1))
        counting.recount(at=now)


@queue.every(3600)
@queue.job("indicators.forecast")
def forecast() -> None:
    """Forecast the year's end at night, after the count, where the library is there."""
    now = timezone.now()
    if now.astimezone(ZONE).hour == COUNTS_FROM + 1:
        forecasting.forecast(at=now)


@queue.every(900)
@queue.job("indicators.send_today")
def send_today() -> None:
    now = timezone.now()
    if now.astimezone(ZONE).hour >= DIGESTS_FROM:
        telling.send_each(at=now)
