"""What a person keeps on the platform."""

from collections.abc import Collection

from django.db.models import QuerySet

from vanlang.kernel.actors import Actor
from vanlang.public_services.models.store import StoreItem
from vanlang.public_services.permissions.dossiers import APPLICANTS


def store_of(actor: Actor) -> QuerySet[StoreItem]:
    """Return a person's own papers and results, the newest first; nobody else's, ever."""
    if actor.person_id is None or actor.kind not in APPLICANTS:
        return StoreItem.objects.none()
    return (
        StoreItem.objects.filter(owner_id=actor.person_id)
        .select_related("file", "dossier")
        .order_by("-added_at", "-pk")
    )


def fitting(actor: Actor, codes: Collection[str]) -> QuerySet[StoreItem]:
    """Return what the person has that may stand for a component with one of these codes."""
    return store_of(actor).filter(code__in=[code for code in codes if code])
