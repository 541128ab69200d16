from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from vanlang.documents.actions import mailboxes, signing, stamping, words
from vanlang.documents.actions.exchange import statuses
from vanlang.documents.queries import exchange
from vanlang.documents.queries import stamping as to_stamp
from vanlang.documents.rules.mailboxes import read
from vanlang.identity.api import actor_of
from vanlang.kernel import queue
from vanlang.kernel.refusals import Unavailable


@queue.job("documents.read_file")
def read_file(sha256: str) -> None:
    now = timezone.now()
    words.read(sha256, at=now)
    # A scan has a page to stamp only now; what was registered meanwhile waits for it.
    for entry in to_stamp.waiting_for(sha256):
        stamping.stamp(entry, at=now)


@queue.job("documents.sign")
def sign(*, document_id: str, person_id: str) -> None:
    """Sign for the leader who has said so, now that the time-stamp service may answer."""
    waiting = signing.waiting_to_sign(UUID(document_id))
    if waiting is not None:
        now = timezone.now()
        signing.sign_now(
            waiting,
            by=actor_of(UUID(person_id), now),
            at=now,
            asked_at=waiting.sign_asked_at,
        )


@queue.every(60)
@queue.job("documents.read_mailboxes")
def read_mailboxes() -> None:
    """Take in what came by e-mail; a mailbox that is away does not hold up the others."""
    away: list[Unavailable] = []
    for mailbox in read(settings.MAILBOXES):
        try:
            mailboxes.fetch(mailbox, at=timezone.now())
        except Unavailable as problem:
            away.append(problem)
    if away:
        raise away[0]


@queue.every(1800)
@queue.job("documents.tell_untold")
def tell_untold() -> None:
    """Tell the statuses that could not leave: their recipient may be on the axis again."""
    now = timezone.now()
    for note in exchange.untold(before=now, since=now - timedelta(days=30)):
        statuses.tell_again(note, exchange.unit_with_code(note.from_code), at=now)
