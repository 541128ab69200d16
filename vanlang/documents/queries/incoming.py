"""Every read of incoming documents; a screen begins at `visible_to`."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from vanlang.documents.models import Forwarding, IncomingEntry
from vanlang.documents.permissions.documents import READERS
from vanlang.documents.queries.documents import grants_of
from vanlang.kernel.actors import Actor


def visible_to(actor: Actor) -> QuerySet[IncomingEntry]:
    """Return the entries at the actor's agencies, and those handed to them, they may read."""
    held = grants_of(actor)
    if held is None:
        return IncomingEntry.objects.none()
    handed = Q(person=actor.person_id)
    if actor.unit_id is not None:
        handed |= Q(unit=actor.unit_id)
    mine = Exists(Forwarding.objects.filter(handed, entry=OuterRef("pk")))
    here = Q(unit__in=sorted(actor.agencies_where(*READERS)))
    return IncomingEntry.objects.filter(
        here | Q(mine), Exists(held.filter(document=OuterRef("document")))
    ).select_related("document", "unit")
