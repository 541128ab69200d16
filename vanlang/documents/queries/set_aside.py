"""Letters that wait for a clerk."""

from django.db.models import QuerySet

from vanlang.documents.models import SetAsideLetter
from vanlang.documents.rules.states import AsideState
from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor


def visible_to(actor: Actor) -> QuerySet[SetAsideLetter]:
    """Return what was set aside at the agencies whose clerk the actor is."""
    agencies = sorted(actor.agencies_where(Role.CLERK))
    letters = SetAsideLetter.objects.filter(unit__in=agencies)
    return letters.select_related("unit", "file", "entry")


def waiting_for(actor: Actor) -> QuerySet[SetAsideLetter]:
    return visible_to(actor).filter(state=AsideState.WAITING)
