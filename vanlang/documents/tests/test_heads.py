"""How agencies call themselves at the head of their papers; what a draft begins with."""

import pytest

from vanlang.documents.rules import templates, types
from vanlang.documents.rules.heads import Agency
from vanlang.documents.rules.templates import Incoming

PROVINCE = "tỉnh Phú Thọ"


def agency(
    name: str,
    block: str,
    head: str,
    *,
    is_commune: bool = False,
    is_department: bool = False,
) -> Agency:
    return Agency(
        name=name,
        block=block,
        is_commune=is_commune,
        is_department=is_department,
        head_title=head,
        province=PROVINCE,
    )


COMMITTEE = agency(f"Ủy ban nhân dân {PROVINCE}", "committee", "Chủ tịch")
COMMUNE = agency("Ủy ban nhân dân xã Mường Bi", "committee", "Chủ tịch", is_commune=True)
DEPARTMENT = agency("Sở Nội vụ", "committee", "Giám đốc", is_department=True)
PARTY = agency("Tỉnh ủy Phú Thọ", "party", "Bí thư")
COMMUNE_PARTY = agency("Đảng ủy xã Mường Bi", "party", "Bí thư", is_commune=True)
ANSWERED = Incoming("15/UBND-VX", "20/11/2026", "Sở Nội vụ", "Báo cáo cải cách hành chính")


@pytest.mark.parametrize(
    ("unit", "superior", "head", "place"),
    [
        (COMMITTEE, "", "Ủy ban nhân dân\ntỉnh Phú Thọ", "Phú Thọ"),
        (COMMUNE, "", "Ủy ban nhân dân\nxã Mường Bi", "Mường Bi"),
        (DEPARTMENT, "Ủy ban nhân dân\ntỉnh Phú Thọ", "Sở Nội vụ", "Phú Thọ"),
        (PARTY, "", "Tỉnh ủy Phú Thọ", "Phú Thọ"),
        (
            COMMUNE_PARTY,
            "Đảng bộ tỉnh Phú Thọ",
            "Đảng ủy\nxã Mường Bi",
            "Mường Bi",
        ),
    ],
)
def test_head_of_each_kind_of_agency(unit: Agency, superior: str, head: str, place: str) -> None:
    found = (unit.superior, unit.head, unit.place)

    assert found == (superior, head, place)


def test_only_decisions_and_resolutions_say_who_enacts() -> None:
    assert COMMUNE.enacted_by("QĐ") == "Chủ tịch Ủy ban nhân dân xã Mường Bi"
    assert COMMUNE.enacted_by("QĐ-QPPL") == "Ủy ban nhân dân xã Mường Bi"
    assert DEPARTMENT.enacted_by("QĐ") == "Giám đốc Sở Nội vụ"
    assert COMMUNE.enacted_by("KH") == ""
    assert PARTY.enacted_by("NQ") == ""
    assert COMMUNE.verb("NQ") == "Quyết nghị"


@pytest.mark.parametrize("block", ["committee", "council", "front", "party"])
def test_every_kind_of_every_block_begins_with_a_template(block: str) -> None:
    for kind in types.of_block(block):
        begun = templates.begin(kind, block=block, agency="X", answered=None)

        assert begun.body, kind
        assert "{" not in begun.text(), kind
        if kind.is_letter:
            assert begun.to


def test_an_answer_names_what_it_answers() -> None:
    begun = templates.begin(
        types.BY_CODE["CV"], block="committee", agency="Ủy ban nhân dân xã", answered=ANSWERED
    )

    assert begun.to == ("Sở Nội vụ",)
    assert "15/UBND-VX ngày 20/11/2026 của Sở Nội vụ về việc báo cáo cải cách" in begun.body


def test_a_correction_names_what_it_corrects() -> None:
    start = templates.begin(types.BY_CODE["CV"], block="committee", agency="X", answered=None)

    begun = templates.changing(start, "Đính chính", types.BY_CODE["CV"], ANSWERED)

    assert begun.subject == "đính chính văn bản số 15/UBND-VX"
    assert "đã in" in begun.body


def test_what_a_decision_amends_stands_before_who_proposed_it() -> None:
    kind = types.BY_CODE["QĐ"]
    start = templates.begin(kind, block="committee", agency="X", answered=None)

    begun = templates.changing(start, "Sửa đổi", kind, ANSWERED)

    assert [line[:9] + line[-1] for line in begun.bases] == [
        "Căn cứ Lu;",
        "Căn cứ vă;",
        "Theo đề n.",
    ]
