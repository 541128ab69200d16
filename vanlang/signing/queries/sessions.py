"""Whether somebody has proved presence, and what they can prove it with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.signing.models import Certificate, SigningPin, SigningSession
from vanlang.signing.queries.requests import way_of
from vanlang.signing.rules.requests import Way


@dataclass(frozen=True, slots=True)
class Presence:
    """What a page with a button to sign must ask: nothing more while `session` is open.

    `is_asked` is false where the key asks on its own device, a token or a SIM.
    """

    is_asked: bool
    minutes: int
    session: SigningSession | None = None
    has_pin: bool = False
    has_application: bool = False
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class PinHolder:
    """Somebody who signs or seals, and how their PIN stands."""

    person: Person
    has_pin: bool
    is_locked: bool
    awaits_activation: bool


def open_session(actor: Actor, *, at: datetime) -> SigningSession | None:
    """Return the signing session that the actor has open in this browser session."""
    if actor.person_id is None:
        return None
    return (
        SigningSession.objects.filter(
            person_id=actor.person_id,
            session=actor.session,
            opened_at__lte=at,
            expires_at__gt=at,
            ended_at__isnull=True,
        )
        .order_by("-expires_at", "-pk")
        .first()
    )


def was_open(person_id: UUID | None, *, at: datetime) -> bool:
    """Tell whether the person had one open in any browser when they asked for a signature."""
    if person_id is None:
        return False
    rows = SigningSession.objects.filter(
        person_id=person_id, opened_at__lte=at, expires_at__gt=at
    ).exclude(ended_at__lte=at)
    return rows.exists()


def pin_of(person_id: UUID) -> SigningPin | None:
    return SigningPin.objects.filter(person_id=person_id).first()


def presence(actor: Actor, *, at: datetime, seals: bool = False) -> Presence:
    """Return what to ask before the actor signs or, with the agency's own key, seals."""
    minutes = settings.SIGNING_SESSION_MINUTES
    if actor.person_id is None or (not seals and way_of(actor, at) != Way.DIRECT):
        return Presence(is_asked=False, minutes=minutes)
    session = open_session(actor, at=at)
    if session is not None:
        return Presence(is_asked=False, minutes=minutes, session=session)
    row = pin_of(actor.person_id)
    return Presence(
        is_asked=True,
        minutes=minutes,
        has_pin=row is not None and bool(row.pin),
        has_application=row is not None
        and row.set_at is not None
        and identity.has_application(actor.person_id, added_by=row.set_at),
        is_locked=row is not None and row.locked_at is not None,
    )


def pin_holders(certificate: Certificate, *, at: datetime) -> list[PinHolder]:
    """Return who proves presence before this certificate's key works: its owner, or the clerks."""
    owner = certificate.owner
    if isinstance(owner, Person):
        people = [owner]
    else:
        people = list(identity.holders(Role.CLERK, owner, on=day_of(at)))
    rows = {row.person_id: row for row in SigningPin.objects.filter(person__in=people)}
    return [_holder(person, rows.get(person.pk), at) for person in people]


def _holder(person: Person, row: SigningPin | None, at: datetime) -> PinHolder:
    return PinHolder(
        person,
        has_pin=row is not None and bool(row.pin),
        is_locked=row is not None and row.locked_at is not None,
        awaits_activation=row is not None
        and row.activation_ends_at is not None
        and row.activation_ends_at > at,
    )
