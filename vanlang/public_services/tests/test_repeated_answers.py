"""Nobody writes a fact twice, and nobody is asked for a paper that life does not give them."""

import pytest

from vanlang.public_services.forms.declaration import Declaration
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import answers, defects, prefill
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.tests.test_plausible import faults
from vanlang.public_services.tests.test_states import WORLD

SHIPPED = {definition.code: definition for definition in definitions()}
BIRTH = SHIPPED["1.001193"]
LAN = {
    "requester_name": "Bùi Thị Lan",
    "requester_identity_number": "003188000123",
    "requester_birth_date": "1988-04-12",
}
BORN_TO = [code for code, each in SHIPPED.items() if each.field("mother_name")]


def papers(definition: Definition, **given: str) -> set[str]:
    return {paper.code for paper in definition.papers_asked(given)}


@pytest.mark.parametrize("code", BORN_TO)
@pytest.mark.parametrize("parent", ["mother", "father"])
def test_a_parent_who_files_does_not_write_their_name_again(code: str, parent: str) -> None:
    checked = answers.check(SHIPPED[code], {**LAN, "relation": parent}, WORLD)

    assert checked.values[f"{parent}_name"] == "Bùi Thị Lan"
    assert checked.values[f"{parent}_birth_date"] == "1988-04-12"
    assert f"{parent}_name" not in checked.problems


def test_what_was_written_stays_and_a_grandparent_is_no_mother() -> None:
    other = {**LAN, "relation": "mother", "mother_name": "Bùi Thị Hoa"}

    assert answers.completed(BIRTH, other)["mother_name"] == "Bùi Thị Hoa"
    grandmother = answers.check(BIRTH, {**LAN, "relation": "grandparent"}, WORLD)
    assert "Họ, chữ đệm, tên của mẹ" in grandmother.problems["mother_name"]


def test_a_mother_with_anothers_number_is_told() -> None:
    given = {**LAN, "relation": "mother", "mother_identity_number": "025186001234"}

    assert "khác số của người yêu cầu" in faults(BIRTH, given)["mother_identity_number"]
    assert "mother_identity_number" not in faults(BIRTH, {**given, "relation": "grandparent"})


@pytest.mark.parametrize(("sex", "person"), [("male", "groom"), ("female", "bride")])
def test_of_two_who_marry_the_form_knows_who_files(sex: str, person: str) -> None:
    marriage = SHIPPED["1.000894"]
    identity = {"name": "Bùi Thị Lan", "sex": sex, "address": "Khu Mỹ Hòa"}

    filled = prefill.prefill(marriage, identity, {})

    names = {key for key, value in filled.values.items() if value == "Bùi Thị Lan"}
    assert names == {"requester_name", f"{person}_name"}
    assert filled.values[f"{person}_residence"] == "Khu Mỹ Hòa"
    assert f"{person}_name" not in prefill.verified_fields(marriage)


@pytest.mark.parametrize("code", ["1.000894", "1.004746"])
def test_of_a_marriage_among_citizens_both_are_written_down_as_vietnamese(code: str) -> None:
    filled = prefill.prefill(SHIPPED[code], {}, {}).values

    assert filled["groom_nationality"] == filled["bride_nationality"] == "Việt Nam"


def test_without_scripts_each_field_of_a_parent_says_that_the_filer_leaves_it_empty() -> None:
    drawn = Declaration(BIRTH, {}).fields

    repeated = [spec.key for spec in BIRTH.fields if spec.same_as and spec.same_when]
    assert {"mother_name", "mother_birth_date", "father_identity_number"} <= set(repeated)
    assert [key for key in repeated if "thì để trống" not in str(drawn[key].help_text)] == []


def test_papers_follow_life() -> None:
    assert "UY_QUYEN" not in papers(BIRTH, relation="mother")
    assert "BO_ROI" not in papers(BIRTH, relation="mother")
    foundling = papers(BIRTH, relation="other", mother_known="no")
    assert {"UY_QUYEN", "BO_ROI"} <= foundling
    assert "CHUNG_SINH" not in foundling
    assert "LY_HON" not in papers(SHIPPED["1.004873"], marital_status="single")
    assert "LY_HON" in papers(SHIPPED["1.004873"], marital_status="divorced")


@pytest.mark.parametrize(
    "code", [code for code, each in SHIPPED.items() if each.field("acting_for")]
)
def test_who_acts_for_another_by_a_paper_shows_it(code: str) -> None:
    definition = SHIPPED[code]
    by_paper = {"acting_for": "other", "acting_ground": "paper"}
    authority = {
        paper.code for paper in definition.papers_asked(by_paper) if paper.required
    } - papers(definition, acting_for="self", acting_ground="paper")

    assert authority == {"UY_QUYEN"}
    assert "UY_QUYEN" not in papers(definition, acting_for="other", acting_ground="law")


def test_a_condition_on_a_choice_that_is_not_there_blocks() -> None:
    raw = BIRTH.to_json()
    papers_of_it = raw["papers"]
    assert isinstance(papers_of_it, list)
    paper = papers_of_it[0]
    assert isinstance(paper, dict)
    paper["when"] = "mother_known=maybe"

    codes = {defect.code for defect in defects.of(Definition.from_json(raw)) if defect.blocks}

    assert codes == {"bad_condition"}


def test_an_answer_stands_under_the_section_of_its_form() -> None:
    given = {
        **LAN,
        "relation": "mother",
        "child_name": "Bùi Minh Anh",
        "mother_name": "Bùi Thị Lan",
    }

    parts = documents.answered_parts(BIRTH, given)

    names = [
        (part.title, value) for part in parts for key, _, value in part.answers if "name" in key
    ]
    assert names == [
        ("Người yêu cầu", "Bùi Thị Lan"),
        ("Người được khai sinh", "Bùi Minh Anh"),
        ("Mẹ", "Bùi Thị Lan"),
    ]


def test_nearly_everybody_is_vietnamese_and_nobody_without_a_name_is() -> None:
    first = prefill.prefill(BIRTH, {}, {}).values

    assert first["child_nationality"] == first["mother_nationality"] == "Việt Nam"
    without = answers.check(BIRTH, {**LAN, **first, "relation": "mother"}, WORLD).values
    named = answers.check(BIRTH, {**LAN, **first, "father_name": "Bùi Văn Hùng"}, WORLD).values
    assert without["father_nationality"] == ""
    assert named["father_nationality"] == "Việt Nam"
