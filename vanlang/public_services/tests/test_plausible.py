"""What a form says of people fits together, and nobody files under another's name."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from vanlang.identity.api import Person
from vanlang.kernel.models import Entry
from vanlang.public_services.actions import filing
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import Dossier, Draft
from vanlang.public_services.queries.documents import nations, provinces
from vanlang.public_services.rules import peoples, plausible
from vanlang.public_services.rules.answers import check
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind, FieldSpec, Section
from vanlang.public_services.rules.plausible import NumberFacts
from vanlang.public_services.tests.conftest import MONDAY, Cast, definition_with, file_for, publish
from vanlang.public_services.tests.test_pages import SignIn, sign_in
from vanlang.public_services.tests.test_states import WORLD

__all__ = ["sign_in"]
SHIPPED = {definition.code: definition for definition in definitions()}
BIRTH, MARRIAGE = SHIPPED["1.001193"], SHIPPED["1.000894"]
TODAY = date(2026, 12, 1)
WOMAN_1990, MAN_1988 = "025190000001", "025088000002"


def read(number: str) -> NumberFacts:
    generation, year = int(number[3]), int(number[4:6])
    return NumberFacts(bool(generation % 2), 1900 + generation // 2 * 100 + year)


def faults(definition: Definition, values: Mapping[str, str]) -> dict[str, str]:
    return plausible.faults(definition, values, today=TODAY, read=read)


def doubts(definition: Definition, values: Mapping[str, str]) -> dict[str, str]:
    return plausible.doubts(definition, values, nations=nations(), provinces=provinces())


@pytest.mark.parametrize(
    "name",
    ["123 !!", "Lan 2", "Nguyễn_Văn", "<b>Lan</b>", "Lan, Minh", "?", "🙂 Lan", "Lan;"],
)
def test_a_name_of_other_signs_than_letters_is_refused(name: str) -> None:
    assert "child_name" in faults(BIRTH, {"child_name": name})


@pytest.mark.parametrize(
    "name",
    [
        "Bùi Thị Lan",
        "H'Hen Niê",
        "Y-Blô Êban",
        "Anna-Maria O'Neill",
        "Nguyễn Văn A",
        "Ka'Thu",
        "Đỗ",
    ],
)
def test_a_name_of_letters_passes(name: str) -> None:
    assert faults(BIRTH, {"child_name": name}) == {}


@pytest.mark.parametrize(
    ("values", "key", "words"),
    [
        ({"mother_identity_number": MAN_1988}, "mother_identity_number", "nam giới"),
        ({"father_identity_number": WOMAN_1990}, "father_identity_number", "nữ giới"),
        (
            {"mother_identity_number": WOMAN_1990, "mother_birth_date": "1991-05-05"},
            "mother_identity_number",
            "1990",
        ),
        (
            {"mother_birth_date": "2025-01-01", "child_birth_date": "2026-11-01"},
            "mother_birth_date",
            "không thể",
        ),
        (
            {"father_birth_date": "2027-01-01", "child_birth_date": "2026-11-01"},
            "father_birth_date",
            "không thể",
        ),
        (
            {"mother_identity_number": WOMAN_1990, "father_identity_number": WOMAN_1990},
            "father_identity_number",
            "số",
        ),
    ],
)
def test_what_cannot_be_at_a_birth(values: dict[str, str], key: str, words: str) -> None:
    assert words in faults(BIRTH, values)[key]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"groom_birth_date": "2007-01-01"}, "groom_birth_date"),
        ({"bride_birth_date": "2009-01-01"}, "bride_birth_date"),
        ({"bride_identity_number": MAN_1988}, "bride_identity_number"),
        (
            {"bride_identity_number": WOMAN_1990, "groom_identity_number": WOMAN_1990},
            "bride_identity_number",
        ),
    ],
)
def test_what_cannot_be_at_a_wedding(values: dict[str, str], key: str) -> None:
    assert key in faults(MARRIAGE, values)


def test_who_is_just_old_enough_may_marry() -> None:
    assert (
        faults(MARRIAGE, {"groom_birth_date": "2006-12-01", "bride_birth_date": "2008-12-01"}) == {}
    )


def test_nobody_dies_before_they_were_born() -> None:
    values = {"deceased_birth_date": "1950-01-01", "death_date": "1949-12-31"}

    assert faults(SHIPPED["1.000656"], values).keys() == {"death_date"}


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"child_ethnicity": "Klingon"}, "child_ethnicity"),
        ({"child_nationality": "Atlantis"}, "child_nationality"),
        (
            {"mother_birth_date": "2012-01-01", "child_birth_date": "2026-11-01"},
            "mother_birth_date",
        ),
        (
            {"mother_birth_date": "1965-01-01", "child_birth_date": "2026-11-01"},
            "mother_birth_date",
        ),
        ({"child_name": "Lan"}, "child_name"),
    ],
)
def test_what_is_unusual_is_a_doubt_and_no_fault(values: dict[str, str], key: str) -> None:
    assert key in doubts(BIRTH, values)
    assert key not in faults(BIRTH, values)


@pytest.mark.parametrize(
    "address",
    [
        "Khu Mỹ Hòa",
        "Xóm Lồ, xã Mường Bi",
        "Khu Hòa Bình",
        "Thôn Lào, xã Yên Lập",
        "Phường Hòa Bình",
        "12 đường Điện Biên",
    ],
)
def test_an_address_without_its_province_is_a_doubt(address: str) -> None:
    assert "tỉnh" in doubts(BIRTH, {"requester_address": address})["requester_address"]
    assert "child_home" in doubts(BIRTH, {"child_home": address})


@pytest.mark.parametrize(
    "address",
    [
        "Khu Mỹ Hòa, xã Mường Bi, tỉnh Phú Thọ",
        "12 Hàng Bài, phường Cửa Nam, Hà Nội",
        "Bệnh viện Phụ sản Hà Nội",
        "Bệnh viện Đa khoa tỉnh Hòa Bình",
        "Quận 3, Thành phố Hồ Chí Minh",
        "thị xã Phú Thọ, tỉnh Vĩnh Phú",
        "Đài Bắc, Đài Loan",
        "Vientiane, Lào",
        "xã Long Sơn, Bà Rịa - Vũng Tàu",
    ],
)
def test_a_whole_address_is_none(address: str) -> None:
    assert doubts(BIRTH, {"requester_address": address, "child_birth_place": address}) == {}


@pytest.mark.parametrize(
    "people", ["Kinh", "mường", "TÀY", "H'Mông", "Hmông", "Mông", "Ê Đê", "Sán Dìu"]
)
def test_the_peoples_are_known_as_they_are_written(people: str) -> None:
    assert doubts(BIRTH, {"child_ethnicity": people}) == {}


@pytest.mark.parametrize(
    "nation", ["Việt Nam", "việt nam", "VIỆT NAM", "Lào", "Hoa Kỳ", "Không quốc tịch"]
)
def test_the_nations_are_known(nation: str) -> None:
    assert doubts(BIRTH, {"child_nationality": nation}) == {}


def test_there_are_54_peoples() -> None:
    assert len(peoples.PEOPLES) == 54
    assert all(peoples.is_people(other) for others in peoples.PEOPLES.values() for other in others)


@pytest.mark.parametrize(
    ("text", "near"),
    [("Mườg", "Mường"), ("Tàyy", "Tày"), ("Gia rai rai", "Gia Rai"), ("Xyz Abc", "")],
)
def test_an_unknown_people_is_told_with_what_was_meant(text: str, near: str) -> None:
    sentence = doubts(BIRTH, {"child_ethnicity": text})["child_ethnicity"]

    assert "54 dân tộc" in sentence
    assert (f"“{near}”?" in sentence) == bool(near)


@pytest.mark.parametrize(
    ("text", "written"),
    [("mường", "Mường"), ("SAN CHAY", "Sán Chay"), ("gia-rai", "Gia Rai"), ("H'Mông", "H'Mông")],
)
def test_a_people_is_kept_as_its_list_spells_it(text: str, written: str) -> None:
    assert peoples.as_listed({"child_ethnicity": text}, {})["child_ethnicity"] == written


@pytest.mark.parametrize(
    ("text", "written"), [("việt  nam", "Việt Nam"), ("VN", "Việt Nam"), ("hàn quốc", "Hàn Quốc")]
)
def test_a_nation_is_kept_as_its_list_spells_it(text: str, written: str) -> None:
    assert peoples.as_listed({"groom_nationality": text}, nations())["groom_nationality"] == written
    assert "danh mục" not in doubts(MARRIAGE, {"groom_nationality": text}).get(
        "groom_nationality", ""
    )


def test_an_unknown_nation_is_told_with_what_was_meant() -> None:
    sentence = doubts(MARRIAGE, {"groom_nationality": "Hàn Quôcs"})["groom_nationality"]

    assert "Có phải “Hàn Quốc”?" in sentence


@pytest.mark.parametrize("code", SHIPPED)
def test_a_form_declares_once_before_it_is_filed(code: str) -> None:
    """The road and the counter ask for the declaration; a form that asks too asks twice."""
    labels = [f"{spec.key} {spec.label} {spec.help}".lower() for spec in SHIPPED[code].fields]

    assert [label for label in labels if "cam đoan" in label or label.startswith("declared")] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_every_birth_and_marriage_asks_the_nationality_of_both(code: str) -> None:
    definition = SHIPPED[code]
    keys = {spec.key for spec in definition.fields}
    for person in ("groom", "bride", "mother", "father"):
        if f"{person}_ethnicity" in keys:
            assert f"{person}_nationality" in keys


@pytest.mark.parametrize(
    ("definition", "person"), [(BIRTH, "mother"), (BIRTH, "father"), (MARRIAGE, "groom")]
)
def test_a_foreigner_makes_it_another_procedure(definition: Definition, person: str) -> None:
    key = f"{person}_nationality"

    assert "yếu tố nước ngoài" in doubts(definition, {key: "Hàn Quốc"})[key]
    assert key not in doubts(definition, {key: "việt nam"})
    assert key not in doubts(SHIPPED["2.000528"], {key: "Hàn Quốc"})


def test_a_child_takes_after_a_parent() -> None:
    parents = {"mother_ethnicity": "H'Mông", "father_ethnicity": "Kinh"}

    assert "child_ethnicity" in doubts(BIRTH, parents | {"child_ethnicity": "Tày"})
    assert "child_ethnicity" not in doubts(BIRTH, parents | {"child_ethnicity": "Mông"})
    nations_of = {"mother_nationality": "Việt Nam", "father_nationality": "Lào"}
    abroad = SHIPPED["2.000528"]
    assert "thỏa thuận" in doubts(abroad, nations_of | {"child_nationality": "Việt Nam"}).get(
        "child_nationality", ""
    )
    assert "khác quốc tịch của cha, mẹ" in doubts(
        abroad, nations_of | {"child_nationality": "Pháp"}
    ).get("child_nationality", "")


@pytest.mark.django_db
def test_the_form_offers_the_lists_without_javascript(cast: Cast, sign_in: SignIn) -> None:
    publish(MARRIAGE)
    lan = sign_in(cast.lan)
    start = lan.post(
        reverse("public_services-file", args=[MARRIAGE.code]),
        {"key": str(uuid4()), "receiving_area": "05158"},
    )

    page = lan.get(start["Location"]).content.decode()

    assert page.count('<datalist id="peoples">') == page.count('<datalist id="nations">') == 1
    assert '<option value="Mông">' in page
    assert 'list="nations"' in page


def test_an_abandoned_child_has_no_mother_to_name() -> None:
    values = {"mother_known": "no", "mother_name": "123 !!"}

    checked = check(BIRTH, values, WORLD)

    about_mother = {key for key in checked.problems if key.startswith("mother_")}
    assert about_mother == set()
    assert checked.values["mother_name"] == ""
    assert "mother_name" in check(BIRTH, {}, WORLD).problems


def test_a_foreign_mother_needs_no_vietnamese_number() -> None:
    checked = check(SHIPPED["2.000528"], {"mother_passport": "X123"}, WORLD)

    assert "mother_identity_number" not in checked.problems


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=lambda one: one.code)
def test_every_condition_names_a_field_of_its_form(definition: Definition) -> None:
    assert "bad_condition" not in {defect.code for defect in definition.defects()}


def test_a_condition_on_nothing_keeps_a_version_from_being_published() -> None:
    field = FieldSpec(key="a", label="A", when="khong_co=1")
    definition = definition_with(form=(Section(title="", fields=(field,)),))

    assert "bad_condition" in {defect.code for defect in definition.defects() if defect.blocks}


FORM = (
    Section(
        title="",
        fields=(
            FieldSpec(key="requester_name", label="Họ và tên", prefill="identity.name"),
            FieldSpec(
                key="requester_identity_number",
                label="Số định danh",
                kind=FieldKind.IDENTITY_NUMBER,
                prefill="identity.identity_number",
            ),
            FieldSpec(key="reason", label="Lý do"),
            FieldSpec(key="child_ethnicity", label="Dân tộc", required=False),
        ),
    ),
)
FORGED = {
    "requester_name": "Trần Văn Lạ",
    "requester_identity_number": "003088000456",
    "reason": "Vay vốn",
    "child_ethnicity": "Klingon",
    "declared": "1",
}


@pytest.fixture
def lan(cast: Cast) -> Person:
    Person.objects.filter(pk=cast.lan.pk).update(identity_level=2)
    cast.lan.refresh_from_db()
    return cast.lan


@pytest.mark.django_db(databases=["default", "side"])
def test_nobody_files_under_anothers_name_and_number(
    lan: Person, cast: Cast, sign_in: SignIn
) -> None:
    publish(definition_with(form=FORM))
    client = sign_in(lan)

    at_once = client.post(
        reverse("public_services-file-at-once", args=["9.000001"]),
        {"key": str(uuid4()), "receiving_area": "05158", **FORGED},
    )
    client.post(
        reverse("public_services-file", args=["9.000001"]),
        {"key": str(uuid4()), "receiving_area": "05158"},
    )
    draft = Draft.objects.get()
    form = reverse("public_services-form", args=["9.000001", draft.pk])
    page = client.get(form).content.decode()
    client.post(form, FORGED)
    draft.refresh_from_db()

    assert at_once.status_code == 302
    for kept in (Dossier.objects.get().form, draft.form):
        assert kept["requester_name"] == "Bùi Thị Lan"
        assert kept["requester_identity_number"] == "003188000123"
    assert "readonly" in page
    assert "Theo định danh điện tử" in page


@pytest.mark.django_db(databases=["default", "side"])
def test_filing_waits_for_the_declaration_and_the_journal_has_it(
    lan: Person, cast: Cast, sign_in: SignIn
) -> None:
    publish(definition_with(form=FORM))
    client = sign_in(lan)
    client.post(
        reverse("public_services-file", args=["9.000001"]),
        {"key": str(uuid4()), "receiving_area": "05158"},
    )
    draft = Draft.objects.get()
    client.post(reverse("public_services-form", args=["9.000001", draft.pk]), FORGED)
    check_page = reverse("public_services-check", args=["9.000001", draft.pk])

    shown = client.get(check_page).content.decode()
    refused = client.post(check_page, {"delivery": "electronic"})
    filed = client.post(check_page, {"delivery": "electronic", "declared": "1"})

    assert "Tôi cam đoan" in shown
    assert 'name="declared" value="1" checked' not in shown
    assert "Klingon" in shown  # the citizen sees the doubt before filing
    assert refused.status_code == 422
    assert filed.status_code == 302
    assert Entry.objects.filter(kind="public_services.declared").count() == 1


@pytest.mark.django_db(databases=["default", "side"])
def test_the_officer_sees_a_doubt_beside_the_field(cast: Cast, sign_in: SignIn) -> None:
    version = publish(definition_with(form=FORM))
    dossier = file_for(cast, version, answers=FORGED)

    page = sign_in(cast.minh).get(reverse("public_services-officer-dossier", args=[dossier.code]))

    assert "không có trong danh mục 54 dân tộc" in page.content.decode()


@pytest.mark.django_db(databases=["default", "side"])
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, sign_in: SignIn) -> None:
    publish(SHIPPED["1.001193"])
    client = sign_in(cast.lan)
    client.post(
        reverse("public_services-file", args=["1.001193"]),
        {"key": str(uuid4()), "receiving_area": "05158"},
    )
    draft = Draft.objects.get()

    page = client.post(
        reverse("public_services-form", args=["1.001193", draft.pk]),
        {
            "child_name": "123 !!",
            "child_birth_date": "2026-11-01",
            "mother_birth_date": "2025-01-01",
        },
    )

    assert page.status_code == 422
    text = page.content.decode()
    assert "Họ tên chỉ gồm chữ cái" in text
    assert "Cha, mẹ không thể sinh sau" in text


def test_the_number_read_for_filing_says_sex_and_year() -> None:
    checked = filing.check_form(
        BIRTH,
        {"mother_identity_number": "003088000456", "mother_birth_date": "1988-01-01"},
        at=MONDAY,
    )

    assert "nam giới" in checked.problems["mother_identity_number"]


@pytest.mark.parametrize(
    ("name", "is_doubted"),
    [
        ("nguyễn bùi an nhiên", True),
        ("Nguyễn Bùi an Nhiên", True),
        ("Nguyễn Bùi An Nhiên", False),
        ("H'Hen Niê", False),
        ("NGUYỄN AN", False),
    ],
)
def test_a_name_in_small_letters_is_pointed_out(name: str, *, is_doubted: bool) -> None:
    """It goes onto the birth certificate as it was written."""
    assert ("viết hoa" in doubts(BIRTH, {"child_name": name}).get("child_name", "")) is is_doubted
