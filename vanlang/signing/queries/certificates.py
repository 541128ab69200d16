"""Certificates, images and signatures as rows: who has which, what ends soon, what was signed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Post, Role, Unit
from vanlang.kernel import search
from vanlang.kernel.actors import Actor
from vanlang.signing.models import Certificate, Signature, SignatureImage
from vanlang.signing.rules.states import EXPIRY_WARNING, State

Owner = Person | Unit


def of_owner(owner: Owner) -> Q:
    return Q(person=owner) if isinstance(owner, Person) else Q(unit=owner)


def usable(at: datetime) -> Q:
    return Q(valid_from__lte=at, valid_to__gt=at) & (
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    )


def in_state(state: State, at: datetime) -> Q:
    """Return the condition that picks what `rules.states.state_of` calls `state`."""
    stands = Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    soon = at + EXPIRY_WARNING
    return {
        State.REVOKED: Q(revoked_at__lte=at),
        State.PENDING: stands & Q(valid_from__gt=at),
        State.EXPIRED: stands & Q(valid_from__lte=at, valid_to__lte=at),
        State.EXPIRING: stands & Q(valid_from__lte=at, valid_to__gt=at, valid_to__lte=soon),
        State.VALID: stands & Q(valid_from__lte=at, valid_to__gt=soon),
    }[state]


def of_person(person_id: UUID, at: datetime) -> Certificate | None:
    """Return what the person signs with at `at`: of several, the one that lasts longest."""
    found = Certificate.objects.filter(usable(at), person_id=person_id)
    return found.order_by("-valid_to", "-pk").first()


def of_unit(unit: Unit, at: datetime) -> Certificate | None:
    found = Certificate.objects.filter(usable(at), unit=unit)
    return found.order_by("-valid_to", "-pk").first()


def current_of(owner: Owner, at: datetime) -> Certificate | None:
    return of_person(owner.pk, at) if isinstance(owner, Person) else of_unit(owner, at)


def with_fingerprint(fingerprint: str) -> Certificate | None:
    return Certificate.objects.filter(fingerprint=fingerprint).first()


def main_post(person: Person) -> Post | None:
    posts = Post.objects.filter(person=person).select_related("unit__agency")
    return posts.order_by("-is_main", "-valid_from", "pk").first()


def image_of(owner: Owner) -> SignatureImage | None:
    return SignatureImage.objects.filter(of_owner(owner)).first()


def signature_giving(digest: str) -> Signature | None:
    """Return the signing whose outcome has this SHA-256."""
    return Signature.objects.filter(digest_after=digest).select_related("certificate").first()


def owner_called(name: str) -> Owner | None:
    """Return the official with this user name, or the agency with this code."""
    person = Person.objects.filter(username__iexact=name).first()
    return person or Unit.objects.filter(code__iexact=name, agency=F("pk")).first()


def made_with(certificate: Certificate) -> QuerySet[Signature]:
    return Signature.objects.filter(certificate=certificate).order_by("-signed_at", "-pk")


def held(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def visible_to(actor: Actor, on: date) -> QuerySet[Certificate]:
    """The only door from a screen to a certificate: one's own, and those of one's agencies."""
    found = Certificate.objects.select_related("person", "unit").defer("der", "chain")
    if identity.may_administer_all(actor):
        return found
    agencies = actor.agencies_where(Role.ADMIN, Role.CLERK, Role.AUDITOR)
    people = Post.objects.filter(held(on), unit__agency_id__in=agencies).values("person_id")
    mine = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    return found.filter(mine | Q(unit__agency_id__in=agencies) | Q(person_id__in=people))


def matching(rows: QuerySet[Certificate], words: str) -> QuerySet[Certificate]:
    """Keep those whose owner's name or number has the words, with or without accents."""
    if not words:
        return rows
    of_person, of_unit = Q(), Q()
    for word in search.fold(words).split():
        of_person &= search.holds("person__folded", word)
        of_unit &= search.holds("unit__folded", word)
    return rows.filter(of_person | of_unit | Q(serial__startswith=words.lower()))


def counted(rows: QuerySet[Certificate], at: datetime) -> dict[State, int]:
    found = rows.aggregate(
        **{state.value: Count("pk", filter=in_state(state, at)) for state in State}
    )
    return {state: int(found[state.value]) for state in State}


def agencies_of(owner: Owner, on: date) -> frozenset[int]:
    """Return the agencies whose administrators look after this owner's certificates."""
    if isinstance(owner, Unit):
        found = [owner.agency_id]
    else:
        posts = Post.objects.filter(held(on), person=owner)
        found = list(posts.values_list("unit__agency_id", flat=True))
    return frozenset(agency for agency in found if agency is not None)


def ending_unwarned(days: int, at: datetime) -> QuerySet[Certificate]:
    """Return usable certificates that end within `days` and whose holders were not told so."""
    soon = at + timedelta(days=days)
    unwarned = Q(warned_days__isnull=True) | Q(warned_days__gt=days)
    return (
        Certificate.objects.filter(usable(at), unwarned, valid_to__lte=soon)
        .select_related("person", "unit")
        .order_by("valid_to", "pk")
    )


def has_successor(certificate: Certificate, at: datetime) -> bool:
    """Tell whether the owner has another usable certificate that lasts longer."""
    others = Certificate.objects.filter(of_owner(certificate.owner), usable(at))
    return others.filter(valid_to__gt=certificate.valid_to).exists()
