from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from vanlang.identity import permissions, rules
from vanlang.identity.models import AccessEntry, Person, Post, Unit
from vanlang.identity.rules import IdentityNumber, Role
from vanlang.kernel import search
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import NotPermitted
from vanlang.ui import wording


@dataclass(frozen=True, slots=True)
class CitizenFacts:
    """What a form may fill in from the electronic identity, so that nobody types it again."""

    person_id: UUID
    name: str
    identity_number: str
    tax_code: str
    birth_date: date | None
    sex: str
    phone: str
    email: str
    address: str
    commune_code: str
    full_address: str
    identity_level: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a notice reaches a person."""

    person_id: UUID
    name: str
    email: str
    phone: str


def check_identity_number(text: str, *, born: date | None = None) -> IdentityNumber:
    """Return what the number says, or refuse a number that cannot be.

    Numbers that are nobody's pass where stand-ins do: in demonstration and tests.
    """
    return rules.check_identity_number(text, born=born, demonstration=settings.STAND_INS)


def nobody() -> QuerySet[Person]:
    return Person.objects.none()


def person(person_id: UUID) -> Person:
    return Person.objects.get(pk=person_id)


def person_of(actor: Actor) -> Person:
    """Return the person behind an actor.

    Raises:
        Refusal: a stranger is nobody.
    """
    if actor.person_id is None:
        raise NotPermitted("Hãy đăng nhập trước.")
    return Person.objects.get(pk=actor.person_id)


def person_by_identity_number(number: str) -> Person | None:
    """Return whose number it is; what was only typed at a counter claims none."""
    rows = Person.objects.filter(identity_number=number)
    return next((row for row in rows if row.is_verified), None)


def recipient(person_id: UUID) -> Recipient:
    found = Person.objects.only("name", "email", "phone").get(pk=person_id)
    return Recipient(found.pk, found.name, found.email, found.phone)


def citizen_facts(person: Person) -> CitizenFacts:
    return CitizenFacts(
        person_id=person.pk,
        name=person.name,
        identity_number=person.identity_number or "",
        tax_code=person.tax_code or "",
        birth_date=person.birth_date,
        sex=person.sex,
        phone=person.phone,
        email=person.email,
        address=person.address,
        commune_code=person.commune_code,
        full_address=full_address(person),
        identity_level=person.identity_level,
    )


def full_address(person: Person) -> str:
    """Return the address as written since 1 July 2025: place, commune, province, no district."""
    if not person.commune_code:
        return ", ".join(part for part in (person.address, person.elsewhere) if part)
    commune = (
        Unit.objects.filter(area_code=person.commune_code, kind=rules.UnitKind.AREA)
        .values_list("name", flat=True)
        .first()
    )
    places = (wording.inside(name or "") for name in (commune, settings.PROVINCE_NAME))
    parts = (person.address, *places)
    return ", ".join(part for part in parts if part)


def find_people(actor: Actor, words: str) -> QuerySet[Person]:
    """Return people by part of their name, or by their whole number or user name."""
    rows = people_visible_to(actor)
    word = words.strip()
    found = search.matches(rows, "folded", word)
    exact = rows.filter(Q(identity_number=word) | Q(username__iexact=word))
    return (found | exact).order_by("sort_key", "pk")


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Return everyone to an administrator of the province, and to others the officials they run."""
    if permissions.may_administer_all(actor):
        return Person.objects.all()
    agencies = actor.agencies_where(Role.ADMIN)
    return Person.objects.filter(
        pk__in=Post.objects.filter(unit__agency_id__in=agencies).values("person_id")
    )


def accesses_to(person: Person | UUID) -> QuerySet[AccessEntry]:
    """Return who looked at this person's data, newest first; read where it is written."""
    return (
        AccessEntry.objects.using("side")
        .filter(person_id=person if isinstance(person, UUID) else person.pk)
        .order_by("-at", "-pk")
    )
