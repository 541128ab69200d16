from uuid import UUID

from django.utils import timezone

from vanlang.documents.actions import signing, words
from vanlang.identity.api import actor_of
from vanlang.kernel import queue


@queue.job("documents.read_file")
def read_file(sha256: str) -> None:
    words.read(sha256, at=timezone.now())


@queue.job("documents.sign")
def sign(*, document_id: str, person_id: str) -> None:
    """Sign for the leader who has said so, now that the time-stamp service may answer."""
    waiting = signing.waiting_to_sign(UUID(document_id))
    if waiting is not None:
        now = timezone.now()
        signing.sign_now(waiting, by=actor_of(UUID(person_id), now), at=now)
