"""Who files for somebody else says so, why they may, and for whom; nobody else changes a name."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import Dossier, Draft
from vanlang.public_services.rules import prefill
from vanlang.public_services.rules.answers import check
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.tests.conftest import MONDAY, Cast, definition_with, file_for, publish
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.public_services.tests.test_plausible import doubts, faults
from vanlang.public_services.tests.test_states import WORLD

__all__ = ["sign_in"]
SHIPPED = {definition.code: definition for definition in definitions()}
SINGLE = SHIPPED["1.004873"]  # giấy xác nhận tình trạng hôn nhân
ACTING = SINGLE.form[0]
REQUESTER = SINGLE.form[1]
# Marriage, recognition, signatures and wills are nobody else's to file (Thông tư 04/2020/TT-BTP,
# Điều 2; Nghị định 23/2015/NĐ-CP); a birth or a death is declared by whoever comes.
IN_PERSON = {"1.000894", "1.004746", "1.001022", "2.000884", "2.001019", "1.001193", "1.000656"}
OTHER = {
    "acting_for": "other",
    "acting_relation": "parent",
    "acting_ground": "law",
    "requester_name": "Trần Văn Bé",
    "requester_identity_number": "003212000456",
    "requester_birth_date": "2012-05-06",
    "requester_address": "Xóm Lồ",
    "requester_phone": "0912345678",
}


def form_of(values: dict[str, str]) -> dict[str, str]:
    return {**OTHER, **values}


@pytest.mark.parametrize("code", sorted(IN_PERSON))
def test_what_nobody_may_file_for_another_offers_it_to_nobody(code: str) -> None:
    assert SHIPPED[code].field("acting_for") is None
    assert not prefill.is_for_another(SHIPPED[code], {"acting_for": "other"})


def test_most_procedures_can_be_filed_for_another() -> None:
    offering = [code for code, each in SHIPPED.items() if each.field("acting_for")]

    assert len(offering) == 47
    assert {"1.001612", "1.013225", "2.000635", "1.013061"} <= set(offering)


def test_a_parent_stands_in_by_law_for_a_minor_alone() -> None:
    assert "acting_ground" not in faults(SINGLE, OTHER)
    adult = form_of({"requester_birth_date": "2008-12-01", "requester_identity_number": ""})
    assert "18 tuổi" in faults(SINGLE, adult)["acting_ground"]
    assert "acting_ground" not in faults(SINGLE, {**adult, "acting_ground": "paper"})


def test_who_stands_in_is_a_doubt_for_the_officer() -> None:
    assert "nộp thay" in doubts(SINGLE, OTHER)["acting_for"]
    assert "ủy quyền" in doubts(SINGLE, form_of({"acting_relation": "agent"}))["acting_ground"]
    assert "acting_for" not in doubts(SINGLE, {"acting_for": "self"})


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, set()),
        ({"acting_for": "self"}, set()),
        ({"acting_for": "other"}, {"acting_relation", "acting_ground"}),
        (
            {"acting_for": "other", "acting_relation": "agent", "acting_ground": "paper"},
            {"acting_document"},
        ),
        # What was not asked asks for nothing itself.
        ({"acting_for": "self", "acting_ground": "paper"}, set()),
    ],
)
def test_what_is_asked_follows_from_for_whom_one_files(
    values: dict[str, str], wrong: set[str]
) -> None:
    problems = check(SINGLE, values, WORLD).problems

    assert {key for key in problems if key.startswith("acting_")} == wrong


@pytest.mark.parametrize(
    ("code", "person"), [("2.000635", "record"), ("2.002516", "record"), ("1.004837", "guardian")]
)
def test_whose_extract_one_asks_for_is_filled_in_and_not_fixed(code: str, person: str) -> None:
    """A mother asks for a copy of her child's birth certificate in her own name."""
    identity = {"name": "Bùi Thị Lan", "identity_number": "003188000123"}

    first = prefill.prefill(SHIPPED[code], identity, {})
    fixed = prefill.fixed(SHIPPED[code], identity, {})

    assert first.values[f"{person}_name"] == "Bùi Thị Lan"
    assert fixed == {
        "requester_name": "Bùi Thị Lan",
        "requester_identity_number": "003188000123",
    }


@pytest.mark.parametrize("code", ["1.001612", "1.013061"])
def test_the_owner_and_who_represents_are_fixed_as_well(code: str) -> None:
    fixed = prefill.fixed(SHIPPED[code], {"name": "Bùi Thị Lan"}, {})

    assert list(fixed.values()) == ["Bùi Thị Lan"]


@pytest.mark.parametrize("code", ["1.004884", "1.004772"])
def test_a_mother_of_long_ago_has_no_number(code: str) -> None:
    problems = check(SHIPPED[code], {"mother_name": "Bùi Thị Cả"}, WORLD).problems

    assert not {key for key in problems if key.startswith("mother_")}


def test_a_foreign_father_has_a_passport_and_no_number() -> None:
    born_abroad = SHIPPED["2.000528"]
    paper = born_abroad.result.paper
    assert paper is not None
    facts = [row for section in paper.sections for row in section.lines]

    checked = check(born_abroad, {"father_name": "John Smith", "father_passport": "X123"}, WORLD)

    assert checked.values["father_passport"] == "X123"
    assert any("{father_passport}" in row for row in facts)


def small() -> Definition:
    return definition_with(form=(ACTING, REQUESTER))


@pytest.fixture
def lan(cast: Cast, sign_in: SignIn) -> Client:
    publish(small())
    Person.objects.filter(pk=cast.lan.pk).update(identity_level=2, birth_date=date(1988, 1, 2))
    client = sign_in(cast.lan)
    client.post(
        reverse("public_services-file", args=["9.000001"]),
        {"key": str(uuid4()), "receiving_area": "05158"},
    )
    return client


def page() -> str:
    return reverse("public_services-form", args=["9.000001", Draft.objects.get().pk])


@pytest.mark.django_db(databases=["default", "side"])
def test_a_child_s_mother_files_for_the_child(lan: Client, cast: Cast) -> None:
    before = lan.get(page()).content.decode()

    answer = lan.post(page(), OTHER)
    after = lan.get(page()).content.decode()
    check_page = reverse("public_services-check", args=["9.000001", Draft.objects.get().pk])
    lan.post(check_page, {"delivery": "electronic", "declared": "1"})

    assert answer.status_code == 302
    assert "readonly" in before
    assert "readonly" not in after
    dossier = Dossier.objects.get()
    assert dossier.applicant == cast.lan
    assert dossier.form["requester_name"] == "Trần Văn Bé"


@pytest.mark.django_db(databases=["default", "side"])
def test_the_filer_s_own_residence_is_pointed_out_at_another_s_name(lan: Client) -> None:
    own = "Xóm Lồ, xã Mường Bi, tỉnh Phú Thọ"
    lan.post(page(), form_of({"requester_address": own}))
    check_page = reverse("public_services-check", args=["9.000001", Draft.objects.get().pk])

    on_form, on_check = lan.get(page()), lan.get(check_page)
    lan.post(page(), form_of({"requester_address": "Xóm Chiềng, xã Vân Sơn, tỉnh Phú Thọ"}))
    elsewhere = lan.get(check_page)
    lan.post(page(), form_of({"acting_for": "self", "requester_address": own}))
    at_home = lan.get(check_page)

    warning = "Đây là nơi cư trú của bạn."
    assert warning in on_form.content.decode()
    assert warning in on_check.content.decode()
    assert warning not in elsewhere.content.decode()
    assert warning not in at_home.content.decode()


@pytest.mark.django_db(databases=["default", "side"])
def test_one_does_not_stand_in_for_oneself(lan: Client) -> None:
    own = form_of({"requester_name": "Bùi Thị Lan", "requester_identity_number": "003188000123"})

    answer = lan.post(page(), own | {"requester_birth_date": "1988-01-02"})

    assert answer.status_code == 422
    assert "số định danh của bạn" in answer.content.decode()
    assert "readonly" not in answer.content.decode()


@pytest.mark.django_db(databases=["default", "side"])
def test_who_does_not_say_so_files_for_themselves(lan: Client) -> None:
    lan.post(page(), form_of({"acting_for": "self"}))

    form = Draft.objects.get().form
    assert form["requester_name"] == "Bùi Thị Lan"
    assert form["requester_identity_number"] == "003188000123"
    assert form["acting_relation"] == form["acting_ground"] == ""


@pytest.mark.django_db(databases=["default", "side"])
def test_a_draft_of_before_is_filed_under_the_identity(lan: Client) -> None:
    lan.post(page(), form_of({"acting_for": "self"}))
    draft = Draft.objects.get()
    Draft.objects.update(form={**draft.form, "requester_name": "Trần Văn Lạ"})

    lan.post(
        reverse("public_services-check", args=["9.000001", draft.pk]),
        {"delivery": "electronic", "declared": "1"},
    )

    assert Dossier.objects.get().form["requester_name"] == "Bùi Thị Lan"


@pytest.mark.django_db(databases=["default", "side"])
def test_the_officer_reads_who_filed_for_whom(cast: Cast, sign_in: SignIn) -> None:
    dossier = file_for(cast, publish(small()), answers=OTHER, at=MONDAY)

    shown = sign_in(cast.minh).get(reverse("public_services-officer-dossier", args=[dossier.code]))

    text = shown.content.decode()
    assert "Nộp thay cho người khác" in text
    assert "đối chiếu căn cứ nộp thay" in text
