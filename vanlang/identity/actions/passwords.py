"""Officials' passwords: checked, locked after five wrong ones, changed, never used again soon."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from vanlang.identity import permissions, rules
from vanlang.identity.actions.sessions import end_sessions
from vanlang.identity.models import OldPassword, Person
from vanlang.identity.queries.actors import actor_of
from vanlang.identity.rules import Event
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import refuse_unless


@transaction.atomic
def check(username: str, password: str, *, at: datetime) -> Person | None:
    """Return the official with this name and password; count the wrong ones and lock.

    The row is locked meanwhile, so that guesses side by side are counted one by one.
    """
    person = (
        Person.objects.select_for_update().filter(username__iexact=username, is_active=True).first()
    )
    if person is None:
        make_password(password)  # takes as long as a check: the answer does not tell who exists
        return None
    if person.locked_until is not None and person.locked_until > at:
        return None
    if check_password(password, person.password, setter=lambda raw: _rehash(person, raw)):
        if person.wrong_password_count or person.locked_until:
            person.wrong_password_count, person.locked_until = 0, None
            person.save(update_fields=["wrong_password_count", "locked_until"])
        return person
    person.wrong_password_count += 1
    if person.wrong_password_count >= rules.LOCKED_AFTER_WRONG_PASSWORDS:
        person.wrong_password_count = 0
        person.locked_until = at + timedelta(hours=rules.LOCKED_HOURS)
        journal.record(Event.LOCKED, about=person, by=PLATFORM, at=at)
    person.save(update_fields=["wrong_password_count", "locked_until"])
    return None


def _rehash(person: Person, raw: str) -> None:
    """Bring a password hashed the way of earlier years to the way of today."""
    person.password = make_password(raw)
    person.save(update_fields=["password"])


@transaction.atomic
def unlock(person: Person, *, by: Actor, at: datetime) -> Person:
    """Let a locked official try again, on an administrator's word."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_unless(permissions.may_unlock(by, person))
    person.wrong_password_count, person.locked_until = 0, None
    person.save(update_fields=["wrong_password_count", "locked_until"])
    journal.record(Event.UNLOCKED, about=person, by=by, at=at)
    return person


@transaction.atomic
def change_password(person: Person, password: str, *, at: datetime, keep: str = "") -> Person:
    """Take a new password, remember the old one, and end all sessions but the one with `keep`."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    OldPassword.objects.create(person=person, password=person.password, changed_at=at)
    forgotten = person.old_passwords.order_by("-changed_at", "-pk").values("pk")[
        rules.OLD_PASSWORDS_KEPT :
    ]
    OldPassword.objects.filter(pk__in=list(forgotten.values_list("pk", flat=True))).delete()
    person.password = make_password(password)
    person.must_change_password = False
    person.password_changed_at = at
    person.save(update_fields=["password", "must_change_password", "password_changed_at"])
    end_sessions(person.pk, but=keep)
    journal.record(Event.PASSWORD_CHANGED, about=person, by=actor_of(person, at), at=at)
    return person


@transaction.atomic
def note_sign_in(person: Person, *, method: str, at: datetime) -> None:
    """Write down a sign-in and by what means it was."""
    journal.record(
        Event.SIGNED_IN, about=person, by=actor_of(person, at), at=at, payload={"method": method}
    )


@transaction.atomic
def close_idle_accounts(*, at: datetime) -> int:
    """Close officials' accounts that nobody used for 45 days (TCVN 14423:2026, level 3)."""
    since = at - timedelta(days=rules.CLOSED_AFTER_IDLE_DAYS)
    idle = Person.objects.filter(
        kind=rules.PersonKind.OFFICIAL, is_active=True, created_at__lt=since
    ).exclude(last_login__gte=since)
    closed = list(idle.select_for_update())
    for person in closed:
        person.is_active = False
        person.save(update_fields=["is_active"])
        end_sessions(person.pk)
        journal.record(Event.CLOSED, about=person, by=PLATFORM, at=at)
    return len(closed)
