"""Who may sign in with what, and what they must do first."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from vanlang.identity import rules
from vanlang.identity.models import Person, Post
from vanlang.identity.queries.posts import held
from vanlang.identity.rules import Role
from vanlang.kernel.days import day_of

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def active_person(person_id: UUID | str) -> Person | None:
    try:
        return Person.objects.filter(pk=person_id, is_active=True).first()
    except (ValueError, ValidationError):  # an old session's id of another shape
        return None


def locked_until(username: str, *, at: datetime) -> datetime | None:
    """Return until when this account takes no password, if it is locked."""
    return (
        Person.objects.filter(username__iexact=username, locked_until__gt=at)
        .values_list("locked_until", flat=True)
        .first()
    )


def second_factor_count(person: Person) -> int:
    return int(Authenticator.objects.filter(user_id=person.pk, type__in=SECOND_FACTORS).count())


def has_application(person_id: UUID, *, added_by: datetime) -> bool:
    """Tell whether the person has had an authenticator application since before that time."""
    applications = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP)
    return bool(applications.filter(created_at__lte=added_by).exists())


def key_count(person: Person) -> int:
    keys = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN)
    return int(keys.count())


def needs_second_factor(roles: frozenset[str]) -> bool:
    """Tell whether officials with these roles must have one: administrators, or all (settings)."""
    wanted = settings.SECOND_FACTOR_FOR
    return wanted == "all" or (wanted == "administrators" and Role.ADMIN in roles)


def roles_of(person: Person, *, at: datetime) -> frozenset[str]:
    posts = Post.objects.filter(held(day_of(at)), person=person)
    return frozenset(role for roles in posts.values_list("roles", flat=True) for role in roles)


def password_defects(person: Person, password: str) -> list[str]:
    """Return what is wrong with a new password, in words."""
    defects = rules.password_defects(password, has_second_factor=second_factor_count(person) > 0)
    words = {person.username or "", *person.name.split()}
    if any(len(word) > 2 and word.lower() in password.lower() for word in words):  # noqa: PLR2004
        defects.append("Mật khẩu không được chứa tên của bạn.")
    if not defects and was_used(person, password):
        defects.append(f"Không dùng lại {rules.OLD_PASSWORDS_KEPT} mật khẩu gần nhất.")
    return defects


def was_used(person: Person, password: str) -> bool:
    """Tell whether it is the password of now or one of the last ten."""
    hashes = person.old_passwords.order_by("-changed_at", "-pk").values_list("password", flat=True)
    return any(
        check_password(password, known)
        for known in (person.password, *hashes[: rules.OLD_PASSWORDS_KEPT])
    )
