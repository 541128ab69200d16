"""What signing does in the background: warns of ends, asks phones and takes their answers."""

from uuid import UUID

from django.utils import timezone

from vanlang.kernel import queue
from vanlang.signing.actions import requests, warnings


@queue.every(86_400)
@queue.job("signing.warn_of_expiry")
def warn_of_expiry() -> None:
    warnings.warn_of_expiry(at=timezone.now())


@queue.job("signing.ask_remote")
def ask_remote(*, request_id: str) -> None:
    """Hand a document's hash to the SIM or remote service; it asks the holder on their phone."""
    requests.ask_remote(UUID(request_id))


@queue.every(5)
@queue.job("signing.look_for_answers")
def look_for_answers() -> None:
    requests.look_for_answers(at=timezone.now())
