"""Lượt xem trước khi đóng dấu: a clerk opens the very bytes that the seal will cover.

Nghị định 30/2020/NĐ-CP, Điều 32: the clerk presses the seal with their own hand, on what was
signed by who may sign; nobody can vouch for that without having looked.
"""

from datetime import datetime

from django.db import transaction

from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, refuse_unless
from vanlang.signing.models import SealLook
from vanlang.signing.queries import looks

NOT_LOOKED_AT = (
    "Bạn chưa mở xem {what}. Văn thư xem đúng bản đã ký trước khi đóng dấu "
    "(Nghị định 30/2020/NĐ-CP, Điều 32)."
)


@transaction.atomic
def note_look(digest: str, *, by: Actor, at: datetime) -> None:
    """Note that this clerk has opened the bytes with that SHA-256."""
    refuse_unless(by.person_id is not None and by.is_official)
    SealLook.objects.update_or_create(
        person_id=by.person_id, digest=digest, defaults={"looked_at": at}
    )


def refuse_unseen(
    digest: str, *, by: Actor, since: datetime | None = None, what: str = "văn bản này"
) -> None:
    """Refuse to seal what this clerk has not opened; a colleague's look does not count.

    `since`: a look from before the signature does not count where the same file may come back.

    Raises:
        Conflict: they have not opened these very bytes.
    """
    looked_at = looks.looked_at(by, [digest]).get(digest)
    if looked_at is None or (since is not None and looked_at < since):
        raise Conflict(NOT_LOOKED_AT.format(what=what))
