"""Mã PIN ký số: activated by an administrator's code, set by its holder, never read again."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.urls import reverse

from vanlang.identity.api import Person
from vanlang.kernel import journal, notices
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.signing import permissions
from vanlang.signing.actions.sessions import count_wrong
from vanlang.signing.models import Certificate, SigningPin, SigningSession
from vanlang.signing.queries import certificates, sessions
from vanlang.signing.rules import sessions as rules
from vanlang.signing.rules.sessions import Event


@transaction.atomic
def activate(certificate: Certificate, person: Person, *, by: Actor, at: datetime) -> str:
    """Return a code with which the person sets a new PIN; the old one ends, a lock opens.

    The administrator hands it over in person: who only has the holder's password cannot sign.
    Nobody activates their own, so that an administrator who also seals needs a second one.
    """
    holders = [holder.person.pk for holder in sessions.pin_holders(certificate, at=at)]
    agencies = certificates.agencies_of(certificate.owner, day_of(at))
    refuse_unless(permissions.may_activate_pin(by, person, agencies))
    refuse_unless(person.pk in holders, "Người này không ký, đóng dấu bằng chứng thư số này.")
    code = "".join(secrets.choice("0123456789") for _ in range(rules.ACTIVATION_DIGITS))
    row = _locked(person.pk)
    row.pin, row.activation = "", make_password(code)
    row.activation_ends_at = at + rules.ACTIVATION_LIVES
    row.wrong_count, row.locked_at, row.set_at = 0, None, None
    row.save()
    running = SigningSession.objects.filter(person=person, opened_at__lte=at, expires_at__gt=at)
    running.filter(ended_at__isnull=True).update(ended_at=at)
    journal.record(Event.PIN_REACTIVATED, about=row, by=by, at=at)
    notices.send(
        person_id=person.pk,
        subject="Mã kích hoạt PIN ký số",
        text=f"{by.name} đã cấp mã kích hoạt để bạn đặt mã PIN ký số. Mã có hiệu lực 7 ngày và "
        "được trao trực tiếp. Nếu bạn không đề nghị, hãy báo ngay cho quản trị.",
        link=reverse("signing-pin"),
        at=at,
    )
    return code


def set_pin(pin: str, again: str, *, proof: str, by: Actor, at: datetime) -> None:
    """Set the PIN, proved by the one in use or, without one, by the activation code.

    Raises:
        Refusal: a proof that is wrong is counted, and locks after five.
    """
    refuse_unless(by.is_official and by.person_id is not None)
    rules.check_new_pin(pin, again)
    problem = _try_to_set(pin, proof=proof.strip(), by=by, at=at)
    if problem is not None:
        raise problem


@transaction.atomic
def _try_to_set(pin: str, *, proof: str, by: Actor, at: datetime) -> Refusal | None:
    if by.person_id is None:
        return Conflict(rules.NO_PIN)
    row = _locked(by.person_id)
    if row.locked_at is not None:
        return Conflict(rules.IS_LOCKED, field="proof")
    if not (_is_current(row, proof) or _is_activation(row, proof, at)):
        count_wrong(row, by=by, at=at)
        words = rules.WRONG_CURRENT if row.pin else rules.WRONG_ACTIVATION
        return Refusal(words if row.locked_at is None else rules.IS_LOCKED, field="proof")
    row.pin, row.set_at = make_password(pin), at
    row.activation, row.activation_ends_at, row.wrong_count = "", None, 0
    row.save()
    journal.record(Event.PIN_SET, about=row, by=by, at=at)
    return None


def give_test_pins(people: Iterable[Person], pin: str, *, at: datetime) -> None:
    """Give everybody without a PIN the same one, for the demonstration.

    Raises:
        ImproperlyConfigured: in production.
    """
    if not settings.STAND_INS:
        raise ImproperlyConfigured("In production everybody sets their own PIN.")
    secret = make_password(pin)
    SigningPin.objects.bulk_create(
        [SigningPin(person=person, pin=secret, set_at=at) for person in people],
        ignore_conflicts=True,
    )


def _locked(person_id: UUID) -> SigningPin:
    SigningPin.objects.get_or_create(person_id=person_id)
    return SigningPin.objects.select_for_update().get(person_id=person_id)


def _is_current(row: SigningPin, proof: str) -> bool:
    return bool(row.pin) and check_password(proof, row.pin)


def _is_activation(row: SigningPin, proof: str, at: datetime) -> bool:
    ends_at = row.activation_ends_at
    return (
        bool(row.activation)
        and ends_at is not None
        and at < ends_at
        and check_password(proof, row.activation)
    )
