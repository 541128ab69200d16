"""What a clerk has opened before sealing."""

from collections.abc import Iterable
from datetime import datetime

from vanlang.kernel.actors import Actor
from vanlang.signing.models import SealLook


def looked_at(actor: Actor, digests: Iterable[str]) -> dict[str, datetime]:
    """Return when this clerk opened the bytes with each SHA-256."""
    if actor.person_id is None:
        return {}
    rows = SealLook.objects.filter(person_id=actor.person_id, digest__in=list(digests))
    return dict(rows.values_list("digest", "looked_at"))
