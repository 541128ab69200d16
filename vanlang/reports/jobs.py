from django.utils import timezone

from vanlang.kernel import queue
from vanlang.kernel.deadlines import ZONE
from vanlang.reports.actions import filling, opening, reminding
from vanlang.reports.queries import submissions

FROM = 7  # o'clock: rounds open and people are reminded with the first tea


@queue.every(900)
@queue.job("reports.open_and_remind")
def open_and_remind() -> None:
    """Open the rounds whose period has ended, and remind of those that are due; never at night."""
    now = timezone.now()
    if now.astimezone(ZONE).hour >= FROM:
        opening.open_due(at=now)
        reminding.remind_due(at=now)


@queue.job("reports.prefill")
def prefill(*, report: str) -> None:
    found = submissions.with_key(report)
    if found is not None:
        filling.prefill(found, at=timezone.now())
