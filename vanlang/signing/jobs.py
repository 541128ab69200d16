"""What signing does in the background: tells holders that their certificates end soon."""

from django.utils import timezone

from vanlang.kernel import queue
from vanlang.signing.actions import warnings


@queue.every(86_400)
@queue.job("signing.warn_of_expiry")
def warn_of_expiry() -> None:
    warnings.warn_of_expiry(at=timezone.now())
