"""Number and symbol of every kind, of State and Party; which register a number is from."""

from datetime import date

import pytest

from vanlang.documents.rules import notation, types
from vanlang.documents.rules.types import DocumentType, Family
from vanlang.kernel.refusals import Refusal

DAY = date(2026, 11, 23)
# Nghị định 30/2020/NĐ-CP, Phụ lục III.
ANNEX_III = [
    "NQ",
    "QĐ",
    "CT",
    "QC",
    "QyĐ",
    "TC",
    "TB",
    "HD",
    "CTr",
    "KH",
    "PA",
    "ĐA",
    "DA",
    "BC",
    "BB",
    "TTr",
    "HĐ",
    "CĐ",
    "BGN",
    "BTT",
    "GUQ",
    "GM",
    "GGT",
    "GNP",
    "PG",
    "PC",
    "PB",
]


def named(code: str) -> DocumentType:
    return types.BY_CODE[code]


def test_there_are_the_29_kinds_of_the_decree() -> None:
    abbreviations = [kind.abbreviation for kind in types.ADMINISTRATIVE]

    assert len(types.ADMINISTRATIVE) == 29
    assert [one for one in abbreviations if one] == ANNEX_III
    assert [kind.name for kind in types.ADMINISTRATIVE if not kind.abbreviation] == [
        "Công văn",
        "Thư công",
    ]


@pytest.mark.parametrize("kind", types.ADMINISTRATIVE, ids=lambda kind: kind.code)
def test_notation_of_each_kind(kind: DocumentType) -> None:
    written = notation.notation(kind, "UBND", number=7, issued_on=DAY, office="KGVX")

    behind = f"{kind.abbreviation}-UBND" if kind.abbreviation else "UBND-KGVX"
    assert written == f"07/{behind}"


@pytest.mark.parametrize(
    ("code", "number", "agency", "office", "written"),
    [
        ("QĐ", 15, "UBND", "", "15/QĐ-UBND"),
        ("QĐ", 9, "UBND", "", "09/QĐ-UBND"),
        ("BC", 45, "SNV", "", "45/BC-SNV"),
        ("CV", 1234, "UBND", "KGVX", "1234/UBND-KGVX"),
        ("CV", 5, "UBND", "", "05/UBND"),
        ("QĐ-QPPL", 3, "UBND", "", "03/2026/QĐ-UBND"),
        ("NQ-QPPL", 12, "HĐND", "", "12/2026/NQ-HĐND"),
        ("SY", 5, "UBND", "", "05/SY-UBND"),
        ("TrS", 11, "UBND", "", "11/TrS-UBND"),
    ],
)
def test_notation_as_the_decree_writes_it(
    code: str, number: int, agency: str, office: str, written: str
) -> None:
    assert (
        notation.notation(named(code), agency, number=number, issued_on=DAY, office=office)
        == written
    )


@pytest.mark.parametrize(
    ("code", "number", "agency", "written"),
    [
        ("NQ", 55, "TU", "55-NQ/TU"),
        ("KH", 4, "TU", "04-KH/TU"),
        ("CV", 96, "VPTU", "96-CV/VPTU"),
        ("QyĐ", 66, "TU", "66-QĐ/TU"),
    ],
)
def test_notation_as_the_party_writes_it(code: str, number: int, agency: str, written: str) -> None:
    kind = types.find(code, "party")

    assert notation.notation(kind, agency, number=number, issued_on=DAY) == written


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Ủy ban nhân dân tỉnh Phú Thọ", "UBND"),
        ("Ủy ban nhân dân xã Mường Bi", "UBND"),
        ("Hội đồng nhân dân phường Việt Trì", "HĐND"),
        ("Tỉnh ủy Phú Thọ", "TU"),
        ("Đảng ủy xã Mường Bi", "ĐU"),
        ("Văn phòng Ủy ban nhân dân tỉnh", "VPUBND"),
        ("Sở Nội vụ", "SNV"),
        ("Sở Tư pháp", "STP"),
        ("Sở Giáo dục và Đào tạo", "SGDĐT"),
        ("Sở Nông nghiệp và Môi trường", "SNNMT"),
        ("Thanh tra tỉnh", "TTr"),
    ],
)
def test_agency_symbol(name: str, symbol: str) -> None:
    assert notation.agency_symbol(name) == symbol


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Phòng Văn hóa - Xã hội", "VHXH"),
        ("Phòng Kinh tế", "KT"),
        ("Phòng Kinh tế, Hạ tầng và Đô thị", "KTHTĐT"),
        ("Văn phòng HĐND và UBND", "VP"),
    ],
)
def test_office_symbol(name: str, symbol: str) -> None:
    assert notation.office_symbol(name) == symbol


def test_a_series_begins_anew_each_year_and_is_one_for_each_kind_and_agency() -> None:
    this, other = named("QĐ"), named("BC")

    assert notation.series(this, "H44", DAY) == notation.series(this, "H44", date(2026, 1, 1))
    assert notation.series(this, "H44", DAY) != notation.series(this, "H44", date(2027, 1, 1))
    assert notation.series(this, "H44", DAY) != notation.series(other, "H44", DAY)
    assert notation.series(this, "H44", DAY) != notation.series(this, "H44.05158", DAY)
    assert notation.series(this, "H44", DAY) != notation.series(named("QĐ-QPPL"), "H44", DAY)


def test_a_party_series_runs_through_the_term() -> None:
    kind = types.find("NQ", "party")

    assert notation.series(kind, "H44.91", DAY) == notation.series(kind, "H44.91", date(2028, 3, 1))
    assert notation.series(kind, "H44.91", DAY) != notation.series(kind, "H44.91", date(2024, 3, 1))


def test_two_kinds_never_bear_one_number() -> None:
    """Who shares letters shares the register."""
    for kinds in (types.of_block("committee"), types.PARTY):
        registers = {
            notation.tail(kind, "UBND", "VP") + str(kind.family == Family.LEGAL): notation.series(
                kind, "H44", DAY
            )
            for kind in kinds
        }
        for kind in kinds:
            key = notation.tail(kind, "UBND", "VP") + str(kind.family == Family.LEGAL)
            assert notation.series(kind, "H44", DAY) == registers[key] or not kind.abbreviation


def test_find_refuses_what_the_block_does_not_issue() -> None:
    with pytest.raises(Refusal):
        types.find("GNP", "party")
    with pytest.raises(Refusal):
        types.find("KL", "committee")
    with pytest.raises(Refusal):
        types.find("QĐ-QPPL", "front")


def test_type_name_an_unknown_code_is_the_code() -> None:
    assert types.type_name("QĐ") == "Quyết định"
    assert types.type_name("18") == "18"
