from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from vanlang.documents.actions import signing, words
from vanlang.documents.actions.exchange import statuses
from vanlang.documents.queries import exchange
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


@queue.every(1800)
@queue.job("documents.tell_untold")
def tell_untold() -> None:
    """Tell the statuses that could not leave: their recipient may be on the axis again."""
    now = timezone.now()
    for note in exchange.untold(before=now, since=now - timedelta(days=30)):
        statuses.tell_again(note, exchange.unit_with_code(note.from_code), at=now)
