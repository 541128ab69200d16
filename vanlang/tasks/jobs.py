from django.utils import timezone

from vanlang.kernel import queue
from vanlang.kernel.deadlines import ZONE
from vanlang.tasks.actions import reminding

DIGESTS_FROM = 7  # o'clock: what is read with the first tea


@queue.every(900)
@queue.job("tasks.remind")
def remind() -> None:
    """Remind and send the day's digests, whichever are not sent yet; never at night."""
    now = timezone.now()
    if now.astimezone(ZONE).hour >= DIGESTS_FROM:
        reminding.remind_due(at=now)
        reminding.send_digests(at=now)
