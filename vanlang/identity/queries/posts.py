from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from vanlang.identity.models import Absence, Delegation, Person, Post, Unit
from vanlang.identity.queries import units as tree
from vanlang.identity.rules import MANNED_ROLES, Role
from vanlang.kernel.actors import Actor


def held(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def posts_of_nobody() -> QuerySet[Post]:
    return Post.objects.none()


def posts_of(person: Person, *, on: date) -> QuerySet[Post]:
    return person.posts.filter(held(on)).select_related("unit").order_by("-is_main", "pk")


def posts_below(unit: Unit, *, on: date) -> QuerySet[Post]:
    """Return the posts of a unit and of all that stand under it in the tree."""
    rows = Post.objects.filter(held(on), unit__path__startswith=unit.path)
    return rows.select_related("person", "unit").order_by("unit__path", "person__sort_key")


def posts_at(unit: Unit, *, on: date) -> QuerySet[Post]:
    """Return the posts of a unit and, for an agency, of its offices."""
    at_unit = Q(unit=unit) | Q(unit__agency=unit)
    return (
        Post.objects.filter(at_unit, held(on))
        .select_related("person", "unit")
        .order_by("unit__path", "person__sort_key")
    )


def received_by(person: Person, *, on: date) -> QuerySet[Delegation]:
    """Return for whom the person stands in on a day."""
    return (
        delegations_in_force(on)
        .filter(to_person=person)
        .select_related("post__person", "post__unit__agency")
        .order_by("valid_to", "pk")
    )


def delegations_in_force(on: date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(revoked_at__isnull=True, valid_from__lte=on, valid_to__gte=on)


def present_posts(role: Role, *, on: date) -> QuerySet[Post]:
    """Return the posts whose role somebody present holds: the holder, or who stands in."""
    away = Absence.objects.filter(post=OuterRef("pk"), valid_from__lte=on, valid_to__gte=on)
    stood_in = delegations_in_force(on).filter(
        post=OuterRef("pk"), roles__contains=[role], to_person__is_active=True
    )
    return Post.objects.filter(held(on), roles__contains=[role]).filter(
        Exists(stood_in) | (~Exists(away) & Q(person__is_active=True))
    )


def holders(role: Role, unit: Unit, *, on: date | None = None) -> QuerySet[Person]:
    """Return who holds the role at the unit's agency, in their own right or standing in."""
    agency = unit.agency_id
    if on is None:
        own = Post.objects.filter(valid_to__isnull=True)
        given = Delegation.objects.none()
    else:
        own = Post.objects.filter(held(on))
        given = delegations_in_force(on)
    own = own.filter(unit__agency_id=agency, roles__contains=[role])
    given = given.filter(post__unit__agency_id=agency, roles__contains=[role])
    return Person.objects.filter(
        Q(pk__in=own.values("person_id")) | Q(pk__in=given.values("to_person_id")), is_active=True
    ).order_by("sort_key")


@dataclass(frozen=True, slots=True)
class SigningPost:
    """The title by which somebody signs for an agency, and whether by its head's mandate."""

    title: str
    is_mandated: bool


def signing_post(actor: Actor, agency: Unit, *, on: date) -> SigningPost:
    """Return the post there whose own role signs; without one, the main post and the mandate."""
    if actor.person_id is None:
        return SigningPost("", is_mandated=False)
    own = list(
        Post.objects.filter(held(on), person_id=actor.person_id, unit__agency=agency)
        .order_by("-is_main", "pk")
        .only("title", "roles")
    )
    mandate = delegations_in_force(on).filter(
        to_person_id=actor.person_id, post__unit__agency=agency, roles__contains=[Role.LEADER]
    )
    signing = [post for post in own if Role.LEADER in post.roles]
    title = next((post.title for post in (*signing, *own)), "")
    return SigningPost(title, is_mandated=not signing and mandate.exists())


def unmanned(role: Role, unit: Unit, on: date) -> bool:
    """Tell whether on that day nobody at the unit's agency is there to do what the role does."""
    return not present_posts(role, on=on).filter(unit__agency_id=unit.agency_id).exists()


def unmanned_agencies(role: Role, on: date) -> QuerySet[Unit]:
    """Return the agencies that have the role, but on that day nobody present who holds it."""
    with_role = Post.objects.filter(held(on), roles__contains=[role])
    return (
        tree.agencies()
        .filter(pk__in=with_role.values("unit__agency_id"))
        .exclude(pk__in=present_posts(role, on=on).values("unit__agency_id"))
    )


def unmanned_counters(on: date) -> list[tuple[Unit, Role]]:
    """Return every agency and role without anybody present, of the roles a counter needs."""
    return [(unit, role) for role in MANNED_ROLES for unit in unmanned_agencies(role, on)]


def delegations_visible_to(actor: Actor) -> QuerySet[Delegation]:
    """Return those given by or to the actor, and all at the agencies they administer."""
    administered = actor.agencies_where(Role.ADMIN, Role.AUDITOR)
    return (
        Delegation.objects.filter(
            Q(post__person_id=actor.person_id)
            | Q(to_person_id=actor.person_id)
            | Q(post__unit__agency_id__in=administered)
        )
        .select_related("post__person", "post__unit", "to_person")
        .order_by("-valid_from", "-pk")
    )


def colleagues(person: Person, *, on: date) -> QuerySet[Person]:
    """Return the officials of the person's agencies, who may stand in for them."""
    agencies = posts_of(person, on=on).values("unit__agency_id")
    return (
        Person.objects.filter(
            pk__in=Post.objects.filter(held(on), unit__agency_id__in=agencies).values("person_id"),
            is_active=True,
        )
        .exclude(pk=person.pk)
        .order_by("sort_key")
    )
