from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from vanlang.identity.actions.people import (
    Registration,
    record_access,
    register_citizen,
    register_official,
)
from vanlang.identity.models import AccessEntry, Person, Unit
from vanlang.identity.queries import people
from vanlang.identity.queries.actors import actor_of
from vanlang.identity.rules import Event, Role
from vanlang.identity.tests.conftest import MONDAY, make_official
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import NotPermitted, Refusal

pytestmark = [
    pytest.mark.django_db(databases=["default", "side"]),
    pytest.mark.urls("vanlang.identity.tests.urls"),
]
FACTS = Registration(
    name="Bùi Thị Lan",
    identity_number="003188000123",
    birth_date=date(1988, 4, 12),
    address="Khu Mỹ Hoà",
    commune_code="05158",
)


def test_register_citizen_twice_gives_the_same_person() -> None:
    first = register_citizen(FACTS, by=PLATFORM, at=MONDAY)
    again = register_citizen(FACTS, by=PLATFORM, at=MONDAY)

    assert first == again
    assert [entry.kind for entry in journal.history(first)] == [Event.REGISTERED]


def test_the_counter_fills_gaps_and_overwrites_nothing() -> None:
    register_citizen(FACTS, by=PLATFORM, at=MONDAY)
    typed = Registration(
        name="BÙI THỊ  LAN",
        identity_number="003188000123",
        phone="0912345678",
        commune_code="07900",
    )

    person = register_citizen(typed, by=PLATFORM, at=MONDAY)

    assert (person.name, person.phone, person.commune_code) == (
        "Bùi Thị Lan",
        "0912345678",
        "05158",
    )


LAN = replace(FACTS, identity_level=2)


@pytest.mark.parametrize("name", ["Bùi Lan", "Trần Văn Lạ", "Bui Thi Lan"])
@pytest.mark.parametrize("known", [FACTS, LAN])
def test_typed_facts_of_another_name_are_another_person(known: Registration, name: str) -> None:
    first = register_citizen(known, by=PLATFORM, at=MONDAY)
    typed = Registration(name=name, identity_number=FACTS.identity_number, phone="0987654321")

    second = register_citizen(typed, by=PLATFORM, at=MONDAY)
    again = register_citizen(typed, by=PLATFORM, at=MONDAY)

    assert second == again != first
    first.refresh_from_db()
    assert (first.name, first.phone) == ("Bùi Thị Lan", "")


def test_a_mistake_at_a_counter_keeps_nobody_from_their_number() -> None:
    mistaken = register_citizen(replace(FACTS, name="Bùi Thị Lam"), by=PLATFORM, at=MONDAY)

    at_counter = register_citizen(FACTS, by=PLATFORM, at=MONDAY)
    signed_in = register_citizen(LAN, by=PLATFORM, at=MONDAY)

    assert at_counter == signed_in != mistaken
    assert people.person_by_identity_number("003188000123") == signed_in
    mistaken.refresh_from_db()
    assert (mistaken.name, mistaken.identity_level) == ("Bùi Thị Lam", 0)


def test_who_signs_in_is_who_was_typed_without_accents() -> None:
    typed = register_citizen(replace(FACTS, name="BUI THI LAN"), by=PLATFORM, at=MONDAY)

    signed_in = register_citizen(LAN, by=PLATFORM, at=MONDAY)

    assert signed_in == typed
    assert signed_in.name == "Bùi Thị Lan"


def test_who_is_verified_comes_before_who_was_typed() -> None:
    register_citizen(replace(FACTS, name="Bùi Thị Lam"), by=PLATFORM, at=MONDAY)
    verified = register_citizen(LAN, by=PLATFORM, at=MONDAY)

    assert register_citizen(FACTS, by=PLATFORM, at=MONDAY) == verified
    renamed = register_citizen(replace(LAN, name="Bùi Thị Lam"), by=PLATFORM, at=MONDAY)
    assert renamed == verified


def test_what_was_typed_is_no_part_of_a_verified_person() -> None:
    typed = replace(FACTS, phone="0987654321", address="Xóm Lồ", commune_code="07900")
    register_citizen(typed, by=PLATFORM, at=MONDAY)

    person = register_citizen(
        Registration("Bùi Thị Lan", "003188000123", phone="0912345678", identity_level=2),
        by=PLATFORM,
        at=MONDAY,
    )
    after = register_citizen(typed, by=PLATFORM, at=MONDAY)

    assert after == person
    assert (after.phone, after.address, after.commune_code) == ("0912345678", "", "")


def test_a_verified_number_is_never_anothers() -> None:
    register_citizen(LAN, by=PLATFORM, at=MONDAY)

    with pytest.raises(IntegrityError, match="a_verified_number_belongs_to_one_person"):
        Person.objects.create(
            kind="citizen",
            name="Khác",
            identity_number=FACTS.identity_number,
            identity_level=1,
            created_at=MONDAY,
        )


def test_the_electronic_identity_corrects() -> None:
    register_citizen(FACTS, by=PLATFORM, at=MONDAY)
    moved = Registration(
        name="Bùi Thị Lan", identity_number="003188000123", commune_code="07900", identity_level=2
    )

    person = register_citizen(moved, by=PLATFORM, at=MONDAY)

    assert person.commune_code == "07900"
    assert Event.CORRECTED in {entry.kind for entry in journal.history(person)}


@pytest.mark.parametrize(
    "facts",
    [
        Registration(name="", identity_number="003188000123"),
        Registration(name="A"),
        Registration(name="A", identity_number="123"),
        Registration(name="A", identity_number="003188000123", birth_date=date(1990, 1, 1)),
    ],
)
def test_who_cannot_be_is_not_registered(facts: Registration) -> None:
    with pytest.raises(Refusal):
        register_citizen(facts, by=PLATFORM, at=MONDAY)

    assert not Person.objects.exists()


def test_the_database_refuses_a_citizen_with_a_user_name() -> None:
    with pytest.raises(IntegrityError, match="only_officials_have_a_user_name"):
        Person.objects.create(
            kind="citizen",
            username="lan",
            name="Lan",
            identity_number="003188000123",
            created_at=MONDAY,
        )


def test_accounts_are_opened_by_administrators_alone(quang: Person) -> None:
    with pytest.raises(NotPermitted):
        register_official(username="moi", name="Mới", by=actor_of(quang, MONDAY), at=MONDAY)


def test_an_address_is_written_without_a_district(tree: None) -> None:
    lan = register_citizen(FACTS, by=PLATFORM, at=MONDAY)

    assert people.full_address(lan) == "Khu Mỹ Hoà, xã Mường Bi, tỉnh Phú Thọ"
    assert people.citizen_facts(lan).birth_date == date(1988, 4, 12)
    assert people.recipient(lan.pk).name == "Bùi Thị Lan"


@pytest.mark.parametrize("words", ["bui lan", "Bùi", "003188000123"])
def test_administrators_find_people_without_accents(
    lan: Person, tree: None, words: str, muong_bi: Unit
) -> None:
    committee = Unit.objects.get(code="H44")
    chief = make_official("tinh", "Phan Văn Tỉnh", committee, "Chuyên viên", Role.ADMIN)
    commune = make_official("xa", "Bạch Thị Xã", muong_bi, "Chánh Văn phòng", Role.ADMIN)

    assert list(people.find_people(actor_of(chief, MONDAY), words)) == [lan]
    assert list(people.find_people(actor_of(commune, MONDAY), words)) == []


def test_who_looked_is_written_down_and_shown(
    client: Client, lan: Person, minh: Person, quang: Person
) -> None:
    record_access(lan, by=actor_of(minh, MONDAY), purpose="Kiểm tra hồ sơ", about="x", at=MONDAY)
    client.force_login(lan)

    hers = client.get("/toi/ai-da-xem/").content.decode()
    client.force_login(quang)
    strangers = client.get("/toi/ai-da-xem/").content.decode()

    assert "Đinh Văn Minh" in hers
    assert "Kiểm tra hồ sơ" in hers
    assert "Kiểm tra hồ sơ" not in strangers


def test_nobody_looks_without_saying_why(lan: Person, minh: Person) -> None:
    with pytest.raises(Refusal, match="mục đích"):
        record_access(lan, by=actor_of(minh, MONDAY), purpose=" ", about="", at=MONDAY)


def test_what_was_looked_at_is_never_altered(lan: Person, minh: Person) -> None:
    entry = record_access(lan, by=actor_of(minh, MONDAY), purpose="Việc", about="", at=MONDAY)

    with pytest.raises(IntegrityError, match="never altered"), transaction.atomic(using="side"):
        AccessEntry.objects.using("side").filter(pk=entry.pk).update(purpose="khác")


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_what_was_looked_at_survives_a_rollback() -> None:
    person = Person(pk="8e0b1d44-1111-4222-8333-444455556666", name="Lan")

    with transaction.atomic():
        record_access(person, by=PLATFORM, purpose="Việc bị hủy", about="", at=MONDAY)
        transaction.set_rollback(True)

    assert AccessEntry.objects.get().purpose == "Việc bị hủy"
