"""To whom an agency may give, and who works there."""

from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from vanlang.identity import api as identity
from vanlang.identity.api import Level, Post, Unit, UnitKind


def under(giver: Unit) -> QuerySet[Unit]:
    """Return the units an agency may give to: itself and its offices; at the province also the
    departments and the same block of every commune."""
    own = Q(path__startswith=giver.path, agency_id__isnull=False)
    if giver.level == Level.PROVINCE:
        own |= Q(block=giver.block, level=Level.COMMUNE, agency_id=F("pk"))
        own |= Q(pk__in=identity.departments().values("pk"))
    return identity.units().filter(own).order_by("level", "position", "path")


def communes_under(giver: Unit) -> QuerySet[Unit]:
    """Return the agencies of every commune in the giver's block; none below the province."""
    found = under(giver).filter(level=Level.COMMUNE, agency_id=F("pk"))
    return found if giver.level == Level.PROVINCE else found.none()


def departments_under(giver: Unit) -> QuerySet[Unit]:
    if giver.kind != UnitKind.COMMITTEE or giver.level != Level.PROVINCE:
        return identity.units().none()
    return identity.departments()


def workers(agency_id: int, *, on: date) -> list[tuple[UUID, str]]:
    """Return who holds a post at the agency on a day: their key, and name and post in words."""
    posts = (
        Post.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            unit__agency_id=agency_id,
            valid_from__lte=on,
            person__is_active=True,
        )
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    return list(
        {
            post.person_id: (post.person_id, f"{post.person.name}, {post.title}") for post in posts
        }.values()
    )


def no_units() -> QuerySet[Unit]:
    return Unit.objects.none()
