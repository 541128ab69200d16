"""Background work of dossiers: what waits for the time-stamp service is tried again."""

from uuid import UUID

from django.utils import timezone

from vanlang.identity.api import actor_of
from vanlang.kernel import queue
from vanlang.public_services.actions import following, sealing, settling, tallying, telling
from vanlang.public_services.queries import dossiers

SWEEP_SECONDS = 300
COUNT_AGAIN_SECONDS = 1
FORGET_SECONDS = 3600


@queue.job("public_services.seal")
def seal(*, dossier_id: str) -> None:
    """Seal for the clerk who has asked, now that the time-stamp service may answer.

    What no clerk has asked for stays on their desk.
    """
    sealing.seal_asked_for(UUID(dossier_id), at=timezone.now())


@queue.job("public_services.confirm")
def confirm(*, dossier_id: str) -> None:
    """Tell the person of the filing by e-mail and SMS, where the province has set them up."""
    telling.confirm(UUID(dossier_id))


@queue.job("public_services.sign")
def sign(*, dossier_id: str, person_id: str) -> None:
    """Sign for the leader who has said so, now that the time-stamp service may answer."""
    waiting = settling.dossier_to_sign(UUID(dossier_id))
    if waiting is not None:
        now = timezone.now()
        settling.sign_now(
            waiting,
            by=actor_of(UUID(person_id), now),
            at=now,
            asked_at=waiting.result.sign_asked_at,
        )


@queue.every(SWEEP_SECONDS)
@queue.job("public_services.seal_what_waits")
def seal_what_waits() -> None:
    """Ask again for what a clerk has sealed without an answer, also after a job was given up."""
    for dossier_id in dossiers.waiting_for_seal():
        queue.later(seal, key=f"seal|{dossier_id}", dossier_id=str(dossier_id))


@queue.every(COUNT_AGAIN_SECONDS)
@queue.job("public_services.recount_stale_days")
def recount_stale_days() -> None:
    """Keep the boards at most about a second behind what happened."""
    tallying.recount_stale_days(at=timezone.now())


@queue.every(FORGET_SECONDS)
@queue.job("public_services.forget_guesses")
def forget_guesses() -> None:
    """Addresses of visitors are not kept longer than they are of use."""
    following.forget_guesses(at=timezone.now())
