from django.db.models import QuerySet

from vanlang.identity.models import TypedForm
from vanlang.kernel.actors import Actor


def of(actor: Actor) -> QuerySet[TypedForm]:
    """Return what the actor typed when their session had ended; nobody else sees it."""
    if actor.person_id is None:
        return TypedForm.objects.none()
    return TypedForm.objects.filter(person=actor.person_id)
