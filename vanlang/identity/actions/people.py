from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from vanlang.identity import permissions, rules
from vanlang.identity.models import AccessEntry, Person
from vanlang.identity.queries import people
from vanlang.identity.rules import Event, PersonKind
from vanlang.kernel import journal, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless

TYPED_BY_OTHERS = ("phone", "email", "address", "commune_code", "elsewhere")


@dataclass(frozen=True, slots=True)
class Registration:
    """What is known of a citizen or a business, at a counter or from the electronic identity."""

    name: str
    identity_number: str = ""
    tax_code: str = ""
    birth_date: date | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    commune_code: str = ""
    elsewhere: str = ""
    identity_level: int = 0


@transaction.atomic
def register_citizen(facts: Registration, *, by: Actor, at: datetime) -> Person:
    """Return the person with this number, registered now if the platform did not know them.

    Facts from the electronic identity (they carry a level) correct what stands there. Facts typed
    at a counter claim no number: another name is another person, until one of them is verified;
    they fill what is empty of what was typed, and change nothing of who is verified.
    """
    if not facts.name.strip():
        raise Refusal("Hãy ghi họ và tên.", field="name")
    if facts.identity_number or not facts.tax_code:
        people.check_identity_number(facts.identity_number, born=facts.birth_date)
    person = _locked(facts) or _registered(facts, by=by, at=at)
    changed = _changes(person, facts)
    if changed:
        for name, value in changed.items():
            setattr(person, name, value)
        _fold(person)
        person.save(update_fields=[*changed, "sort_key", "folded"])
        journal.record(
            Event.CORRECTED, about=person, by=by, at=at, payload={"fields": " ".join(changed)}
        )
    return person


@transaction.atomic
def correct_typed(
    person: Person, *, name: str = "", birth_date: date | None = None, by: Actor, at: datetime
) -> Person:
    """Set right what an official mistyped of somebody; what the electronic identity says stays.

    Raises:
        Refusal: the electronic identity answers for this person.
    """
    refuse_unless(by.is_official)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.identity_level:
        raise Refusal("Danh tính điện tử đã xác nhận thông tin này, không sửa ở đây.", field="name")
    person.name = name or person.name
    person.birth_date = birth_date or person.birth_date
    _fold(person)
    person.save(update_fields=["name", "birth_date", "sort_key", "folded"])
    changed = " ".join(key for key, value in (("name", name), ("birth_date", birth_date)) if value)
    journal.record(Event.CORRECTED, about=person, by=by, at=at, payload={"fields": changed})
    return person


def _locked(facts: Registration) -> Person | None:
    known = Person.objects.select_for_update()
    if not facts.identity_number:
        return known.filter(tax_code=facts.tax_code).first()
    rows = list(known.filter(identity_number=facts.identity_number).order_by("created_at", "pk"))
    verified = [row for row in rows if row.is_verified]
    same = [row for row in rows if search.is_same(row.name, facts.name)]
    if facts.identity_level == 0:
        # Whoever is verified first, so that their dossier reaches their account.
        return next(iter([*(row for row in same if row.is_verified), *same]), None)
    # Typed without accents it is still their name; any other spelling stays somebody else's.
    alike = [row for row in rows if row.folded == search.fold(facts.name)]
    return next(iter([*verified, *same, *alike]), None)


def _registered(facts: Registration, *, by: Actor, at: datetime) -> Person:
    person = Person(
        kind=PersonKind.CITIZEN if facts.identity_number else PersonKind.BUSINESS,
        created_at=at,
        password=make_password(None),
    )
    for name, value in _given(facts).items():
        setattr(person, name, value)
    _fold(person)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:  # the same citizen came in by another door at the same moment
        there = _locked(facts)
        if there is None:
            raise
        return there
    journal.record(Event.REGISTERED, about=person, by=by, at=at)
    return person


def _given(facts: Registration) -> dict[str, str | int | date]:
    values = {field.name: getattr(facts, field.name) for field in fields(facts)}
    return {name: value for name, value in values.items() if value}


def _changes(person: Person, facts: Registration) -> dict[str, str | int | date]:
    typed = _given(facts)
    if facts.identity_level > 0:
        if not person.is_verified:
            # A telephone that a clerk typed is not the person's own: codes are sent to it.
            typed = dict.fromkeys(TYPED_BY_OTHERS, "") | typed
        return {name: value for name, value in typed.items() if value != getattr(person, name)}
    if person.is_verified:
        return {}
    return {name: value for name, value in typed.items() if not getattr(person, name)}


def _fold(person: Person) -> None:
    person.name = rules.place_tones(search.canonical(person.name))
    person.sort_key = search.sort_key(person.name)
    person.folded = search.fold(person.name)


@transaction.atomic
def register_official(  # noqa: PLR0913 an account has these facts
    *,
    username: str,
    name: str,
    by: Actor,
    at: datetime,
    password_hash: str = "",
    identity_number: str | None = None,
    phone: str = "",
    email: str = "",
    must_change_password: bool = True,
) -> Person:
    """Open an official's account; its first password is changed at the first sign-in."""
    refuse_unless(permissions.may_open_accounts(by))
    if identity_number:
        people.check_identity_number(identity_number)
    if Person.objects.filter(username__iexact=username).exists():
        raise Refusal("Tên đăng nhập này đã có người dùng.", field="username")
    person = Person(
        kind=PersonKind.OFFICIAL,
        username=username,
        name=name,
        identity_number=identity_number or None,
        phone=phone,
        email=email,
        password=password_hash or make_password(None),
        must_change_password=must_change_password,
        password_changed_at=at,
        created_at=at,
    )
    _fold(person)
    person.save(force_insert=True)
    journal.record(Event.REGISTERED, about=person, by=by, at=at)
    return person


def record_access(  # noqa: PLR0913 who looked at whose data, why, about what, when, how often
    person: Person,
    *,
    by: Actor,
    purpose: str,
    about: str,
    at: datetime,
    once_within: timedelta | None = None,
) -> AccessEntry:
    """Write down that someone looks at a person's data; it stays even if the step is undone.

    `once_within`: a page that is opened again within this time is the same look.
    """
    if not purpose.strip():
        raise Refusal("Hãy ghi mục đích xem dữ liệu cá nhân.", field="purpose")
    if once_within is not None:
        same = AccessEntry.objects.using("side").filter(
            person_id=person.pk, by_person_id=by.person_id, purpose=purpose.strip(), about=about
        )
        known = same.filter(at__gt=at - once_within).first()
        if known is not None:
            return known
    return AccessEntry.objects.using("side").create(
        person_id=person.pk,
        by_person_id=by.person_id,
        by_name=by.name,
        by_post=by.post,
        by_unit=by.unit_name,
        purpose=purpose.strip(),
        about=about,
        at=at,
    )
