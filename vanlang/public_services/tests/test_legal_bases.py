"""What a decision stands on is cited with kind, number, day and issuer, the stronger act first."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from vanlang.public_services.management.commands.load_procedures import DAYS, FOLDER
from vanlang.public_services.models import Dossier
from vanlang.public_services.rules import legal_bases
from vanlang.public_services.rules.parts import LegalBasis
from vanlang.public_services.tests.test_result_papers import SHIPPED, dossier, paper_of

__all__ = ["dossier"]
ACTS = json.loads((FOLDER / DAYS).read_text())["acts"]
CITED = {
    basis.number: basis
    for bases in ((legal_bases.COMPETENCE,), *(spec.legal_bases for spec in SHIPPED.values()))
    for basis in bases
}
NUMBER = re.compile(r"[\d.]+/\d{4}/[A-ZĐ0-9a-z-]+")
DAY = r"ngày (?:0[1-9]|[12]\d|3[01]) tháng (?:01|02|[3-9]|1[0-2]) năm \d{4}"
ISSUER = r"(?:Chính phủ|Thủ tướng Chính phủ|Bộ trưởng Bộ [A-ZĐ])"
LAW = re.compile(rf"Căn cứ (?:Bộ luật|Luật) .*?số \S+/QH\d+ {DAY}(?: sửa đổi, bổ sung .+)?[;.]")
BELOW = re.compile(
    rf"Căn cứ (?:Nghị định|Nghị quyết|Quyết định|Thông tư) số \S+ {DAY} của {ISSUER}.*[;.]"
)


@pytest.mark.parametrize(
    ("basis", "cited"),
    [
        (
            LegalBasis(
                number="123/2015/NĐ-CP",
                name="Quy định chi tiết Luật Hộ tịch",
                issued_on=date(2015, 11, 15),
            ),
            (
                "Nghị định số 123/2015/NĐ-CP ngày 15 tháng 11 năm 2015 của Chính phủ "
                "quy định chi tiết Luật Hộ tịch"
            ),
        ),
        (
            LegalBasis(number="60/2014/QH13", name="Luật Hộ tịch", issued_on=date(2014, 11, 20)),
            "Luật Hộ tịch số 60/2014/QH13 ngày 20 tháng 11 năm 2014",
        ),
        (
            LegalBasis(number="85/2019/TT-BTC", name="Phí, lệ phí"),
            "Thông tư số 85/2019/TT-BTC của Bộ trưởng Bộ Tài chính về phí, lệ phí",
        ),
        (
            LegalBasis(number="03/2025/TT-VPCP", name="Hướng dẫn Nghị định 118/2025/NĐ-CP"),
            (
                "Thông tư số 03/2025/TT-VPCP của Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ "
                "hướng dẫn Nghị định 118/2025/NĐ-CP"
            ),
        ),
        (
            LegalBasis(number="68/2025/TT-BTC", name="Ban hành biểu mẫu"),
            "Thông tư số 68/2025/TT-BTC của Bộ trưởng Bộ Tài chính ban hành biểu mẫu",
        ),
        (
            LegalBasis(
                number="06/2025/NĐ-CP",
                name="Nghị định số 06/2025/NĐ-CP ngày 08 tháng 01 năm 2025 của Chính phủ",
                issued_on=date(2025, 1, 8),
            ),
            "Nghị định số 06/2025/NĐ-CP ngày 08 tháng 01 năm 2025 của Chính phủ",
        ),
        (
            LegalBasis(
                number="125/2025/NĐ-CP",
                name="Nghị định số 125/2025/NĐ-CP của Chính phủ quy định về thẩm quyền",
                issued_on=date(2025, 6, 11),
            ),
            (
                "Nghị định số 125/2025/NĐ-CP ngày 11 tháng 6 năm 2025 của Chính phủ "
                "quy định về thẩm quyền"
            ),
        ),
        (
            LegalBasis(number="Nghị định số 131/2025/NĐ-CP", name="Quy định về thẩm quyền"),
            "Nghị định số 131/2025/NĐ-CP của Chính phủ quy định về thẩm quyền",
        ),
        (
            LegalBasis(number="6/2025/NĐ-CP", name="Sửa đổi Nghị định số 16/2025/NĐ-CP"),
            "Nghị định số 6/2025/NĐ-CP của Chính phủ sửa đổi Nghị định số 16/2025/NĐ-CP",
        ),
        (
            LegalBasis(number="145/2025/NĐ-CP", name="QUY ĐỊNH VỀ THẨM QUYỀN"),
            "Nghị định số 145/2025/NĐ-CP của Chính phủ QUY ĐỊNH VỀ THẨM QUYỀN",
        ),
        (LegalBasis(number="118/2025/NĐ-CP"), "Nghị định số 118/2025/NĐ-CP của Chính phủ"),
    ],
)
def test_a_basis_is_cited_with_kind_number_and_day(basis: LegalBasis, cited: str) -> None:
    assert legal_bases.cited(basis) == cited


def test_the_stronger_act_comes_first_and_of_equals_the_earlier() -> None:
    numbers = (
        "09/2024/TT-BKHĐT",
        "18/2026/NĐ-CP",
        "24/2021/QĐ-TTg",
        "66.7/2025/NQ-CP",
        "60/2014/QH13",
        "07/2025/NĐ-CP",
        "52/2014/QH13",
    )
    bases = [LegalBasis(number=number, issued_on=CITED[number].issued_on) for number in numbers]

    assert [basis.number for basis in legal_bases.in_order(bases)] == [
        "52/2014/QH13",
        "60/2014/QH13",
        "07/2025/NĐ-CP",
        "66.7/2025/NQ-CP",
        "18/2026/NĐ-CP",
        "24/2021/QĐ-TTg",
        "09/2024/TT-BKHĐT",
    ]


def test_every_act_that_procedures_stand_on_has_its_day() -> None:
    assert set(ACTS) == set(CITED)
    assert {number: act["day"] for number, act in ACTS.items()} == {
        number: str(basis.issued_on) for number, basis in CITED.items()
    }


def test_one_act_has_one_name_in_all_procedures() -> None:
    bases = [basis for spec in SHIPPED.values() for basis in spec.legal_bases]

    assert {basis.name for basis in bases} == {CITED[basis.number].name for basis in bases}


def test_the_document_lists_exactly_the_days_without_a_source() -> None:
    sourceless = {number for number, act in ACTS.items() if act["source"] is None}

    row = next(
        line
        for line in Path("docs/unverified.md").read_text().splitlines()
        if line.startswith("| Days on which the laws")
    )
    assert set(NUMBER.findall(row)) == sourceless
    assert all(act["source"] is None or "://" in act["source"] for act in ACTS.values())


@pytest.mark.parametrize("code", SHIPPED)
def test_every_sentence_about_a_basis_is_whole(code: str) -> None:
    sentences = legal_bases.sentences(SHIPPED[code].legal_bases)

    assert "".join(words[-1] for words in sentences) == ";" * (len(sentences) - 1) + "."
    wrong = [words for words in sentences if not (LAW.fullmatch(words) or BELOW.fullmatch(words))]
    assert wrong == []
    assert not any(re.search(r"\b(ngày|số|của|về) \1\b", words) for words in sentences)


@pytest.mark.django_db(databases=["default", "side"])
def test_a_decision_cites_number_and_day(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    text, _ = paper_of(dossier, SHIPPED["1.012818"], monkeypatch)

    cited = [
        "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025;",
        "Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18 tháng 01 năm 2024;",
        "số 102/2024/NĐ-CP ngày 30 tháng 7 năm 2024 của Chính phủ quy định chi tiết thi hành",
        "số 151/2025/NĐ-CP ngày 12 tháng 6 năm 2025 của Chính phủ quy định về phân định",
        "bổ sung một số điều của các Nghị định quy định chi tiết thi hành Luật Đất đai.",
    ]
    assert [words for words in cited if words not in text] == []
    assert sorted(cited, key=text.index) == cited
