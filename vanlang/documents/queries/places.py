"""Where a document may go inside an agency and below it, and who may be asked there."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from vanlang.documents.permissions.documents import AT_WORK, READERS
from vanlang.identity import api as identity
from vanlang.identity.api import Person, Post, Role, Unit
from vanlang.kernel.actors import Actor


def agencies_of(actor: Actor, *roles: Role) -> list[Unit]:
    """Return the agencies at which the actor holds one of the roles."""
    wanted = sorted(actor.agencies_where(*(roles or READERS)))
    return list(Unit.objects.filter(pk__in=wanted).order_by("level", "position", "code"))


def offices_of(agency_id: int) -> QuerySet[Unit]:
    """Return the offices of an agency, then the agencies right below it."""
    return (
        identity.units()
        .filter(Q(agency=agency_id) | Q(parent=agency_id))
        .exclude(pk=agency_id)
        .exclude(agency__isnull=True)
        .order_by("level", "position", "code")
    )


def leaders_of(agency: Unit, *, on: date) -> QuerySet[Person]:
    return identity.holders(Role.LEADER, agency, on=on)


def people_of(agency_id: int, *, on: date) -> QuerySet[Person]:
    """Return who works with documents at an agency."""
    posts = Post.objects.filter(
        unit__agency=agency_id,
        roles__overlap=[role.value for role in AT_WORK],
        valid_from__lte=on,
    ).exclude(valid_to__lt=on)
    return Person.objects.filter(pk__in=posts.values("person_id"), is_active=True).order_by(
        "sort_key"
    )


def person_with(pk: UUID) -> Person | None:
    return Person.objects.filter(pk=pk, is_active=True).first()
