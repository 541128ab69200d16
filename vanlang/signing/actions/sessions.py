"""Opening and ending a signing session: presence is proved once, then several papers are signed."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.urls import reverse

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role
from vanlang.kernel import journal, notices
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.signing.models import SigningPin, SigningSession
from vanlang.signing.queries import certificates, sessions
from vanlang.signing.queries.sessions import Presence
from vanlang.signing.rules import sessions as rules
from vanlang.signing.rules.sessions import Event, NoSession, Proof

T = TypeVar("T")
STAND_IN_LIVES = timedelta(days=3650)


def require(signer: Actor, *, at: datetime, asked_at: datetime | None = None) -> None:
    """Refuse who has no signing session open; the keys' last door.

    `asked_at` is for what is tried again because a service was silent: the session that was open
    when its signer asked counts.

    Raises:
        NoSession: nothing was signed.
    """
    if asked_at is not None:
        has_proved = sessions.was_open(signer.person_id, at=asked_at)
    else:
        has_proved = sessions.open_session(signer, at=at) is not None
    if not has_proved:
        raise NoSession


def prove(secret: str, *, by: Actor, at: datetime) -> SigningSession:
    """Return the open signing session, or open one for who proves presence.

    A wrong PIN is counted and written down although this refuses, so it must not be undone by a
    transaction around it.

    Raises:
        Refusal: nothing typed, a wrong one, none set, locked.
    """
    is_in_browser = by.is_official and by.person_id is not None and bool(by.session)
    refuse_unless(is_in_browser, rules.NOT_IN_A_BROWSER)
    already = sessions.open_session(by, at=at)
    if already is not None:
        return already
    if not secret.strip():
        raise NoSession
    outcome = _tried(secret.strip(), by=by, at=at)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def proving(do: Callable[[], T], *, secret: str, by: Actor, at: datetime) -> T:
    """Do what signs; only where it lacks a signing session, have presence proved and do it then.

    Whoever may not sign is told so, and never asked for a PIN.

    Raises: as `prove` and `do`.
    """
    try:
        return do()
    except NoSession:
        prove(secret, by=by, at=at)
        return do()


def prove_if_asked(presence: Presence, secret: str, *, by: Actor, at: datetime) -> None:
    """Prove presence before a batch, unless the key asks on its own device.

    Raises: as `prove`.
    """
    if presence.is_asked:
        prove(secret, by=by, at=at)


@transaction.atomic
def end(*, by: Actor, at: datetime) -> None:
    """End the signing session in this browser before its time."""
    session = sessions.open_session(by, at=at)
    if session is None:
        return
    session.ended_at = at
    session.save(update_fields=["ended_at"])
    journal.record(Event.SESSION_ENDED, about=session, by=by, at=at)


def open_test_sessions(people: Iterable[Person | UUID], *, at: datetime) -> None:
    """Let people sign without a browser: the demonstration's played day, tests, measurements.

    Raises:
        ImproperlyConfigured: in production.
    """
    if not settings.STAND_INS:
        raise ImproperlyConfigured("Only stand-ins sign without proof of presence.")
    wanted = {person.pk if isinstance(person, Person) else person for person in people}
    running = SigningSession.objects.filter(session="", opened_at__lte=at, expires_at__gt=at)
    SigningSession.objects.bulk_create(
        SigningSession(
            person_id=person_id,
            proof=Proof.STAND_IN,
            opened_at=at,
            expires_at=at + STAND_IN_LIVES,
        )
        for person_id in wanted - set(running.values_list("person_id", flat=True))
    )


@transaction.atomic
def _tried(secret: str, *, by: Actor, at: datetime) -> SigningSession | Refusal:
    """Compare what was typed; the row is locked, so guesses side by side are counted one by one."""
    if by.person_id is None:
        return NoSession()
    SigningPin.objects.get_or_create(person_id=by.person_id)
    row = SigningPin.objects.select_for_update().get(person_id=by.person_id)
    if row.locked_at is not None:
        return Conflict(rules.IS_LOCKED, field="pin")
    if not row.pin:
        return Conflict(rules.NO_PIN, field="pin")
    proof = _proof(row, secret)
    if proof is None:
        count_wrong(row, by=by, at=at)
        return rules.wrong(row.wrong_count)
    if row.wrong_count:
        row.wrong_count = 0
        row.save(update_fields=["wrong_count"])
    session = SigningSession.objects.create(
        person_id=by.person_id,
        session=by.session,
        proof=proof,
        opened_at=at,
        expires_at=at + timedelta(minutes=settings.SIGNING_SESSION_MINUTES),
    )
    journal.record(Event.SESSION_OPENED, about=session, by=by, at=at, payload={"proof": proof})
    return session


def _proof(row: SigningPin, secret: str) -> Proof | None:
    """Return by what presence is proved.

    A password adds an authenticator application to the account, so whoever stole one could add
    their own: an application counts only when it was there as its holder set the PIN.
    """
    if row.set_at and identity.check_code(row.person_id, secret, added_by=row.set_at):
        return Proof.SECOND_FACTOR
    if row.pin and check_password(secret, row.pin):
        return Proof.PIN
    return None


def count_wrong(row: SigningPin, *, by: Actor, at: datetime) -> None:
    """Count a wrong PIN, inside the caller's lock; warn its holder of several, lock after five."""
    row.wrong_count += 1
    is_last = row.wrong_count >= rules.LOCKED_AFTER_WRONG
    row.locked_at = at if is_last else None
    row.save(update_fields=["wrong_count", "locked_at"])
    payload = {"count": row.wrong_count}
    journal.record(Event.PIN_WRONG, about=row, by=by, at=at, payload=payload)
    if row.wrong_count == rules.WARNED_AFTER_WRONG:
        _tell([row.person_id], "Mã PIN ký số bị nhập sai 3 lần", by=by, at=at)
    if is_last:
        journal.record(Event.PIN_LOCKED, about=row, by=by, at=at)
        administrators = _administrators(row.person, at)
        _tell([row.person_id, *administrators], "Mã PIN ký số bị khóa", by=by, at=at)


def _administrators(person: Person, at: datetime) -> set[UUID]:
    day = day_of(at)
    return {
        administrator.pk
        for post in identity.posts_of(person, on=day)
        for administrator in identity.holders(Role.ADMIN, post.unit, on=day)
        if administrator.pk != person.pk
    }


def _tell(people: Iterable[UUID], subject: str, *, by: Actor, at: datetime) -> None:
    certificate = certificates.of_person(by.person_id, at) if by.person_id else None
    for person_id in people:
        notices.send(
            person_id=person_id,
            subject=subject,
            text=(
                f"Mã PIN ký số của {by.name} bị nhập sai nhiều lần liên tiếp trong một phiên đăng "
                "nhập. Nếu không phải người đó nhập, hãy đổi mật khẩu và báo quản trị ngay."
            ),
            link=reverse("signing-certificate", args=[certificate.pk]) if certificate else "",
            at=at,
        )
