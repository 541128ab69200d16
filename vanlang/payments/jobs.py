from django.utils import timezone

from vanlang.kernel import queue
from vanlang.payments.actions import online
from vanlang.payments.rules import messages


@queue.job("payments.stand_in_tells")
def stand_in_tells(*, body: str) -> None:
    """Bring the stand-in gateway's message, beside the one that the browser carries."""
    online.receive(messages.read_json(body.encode()), at=timezone.now())
