"""What a decision stands on is cited with kind, number and day, as far as the day is on file."""

from datetime import date
from pathlib import Path

import pytest

from vanlang.public_services.models import Dossier
from vanlang.public_services.rules import legal_bases
from vanlang.public_services.rules.parts import LegalBasis
from vanlang.public_services.tests.test_result_papers import SHIPPED, dossier, paper_of

__all__ = ["dossier"]
# Nobody has looked these days up yet; a new one here is to be looked up, or listed.
UNDATED = {
    "09/2024/TT-BKHĐT",
    "09/2025/TT-BXD",
    "14/2026/NĐ-CP",
    "17/2024/TT-BNNPTNT",
    "18/2026/NĐ-CP",
    "258/2025/NĐ-CP",
    "280/2025/NĐ-CP",
    "66.22/2026/NQ-CP",
    "66.7/2025/NQ-CP",
}


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
            "Thông tư số 85/2019/TT-BTC về phí, lệ phí",
        ),
        (
            LegalBasis(
                number="06/2025/NĐ-CP",
                name="Nghị định số 06/2025/NĐ-CP ngày 08 tháng 01 năm 2025 của Chính phủ",
            ),
            "Nghị định số 06/2025/NĐ-CP ngày 08 tháng 01 năm 2025 của Chính phủ",
        ),
        (LegalBasis(number="118/2025/NĐ-CP"), "Nghị định số 118/2025/NĐ-CP của Chính phủ"),
    ],
)
def test_a_basis_is_cited_with_kind_number_and_day(basis: LegalBasis, cited: str) -> None:
    assert legal_bases.cited(basis) == cited


def test_only_the_bases_listed_as_unverified_are_cited_without_their_day() -> None:
    undated = {
        basis.number
        for definition in SHIPPED.values()
        for basis in definition.legal_bases
        if basis.issued_on is None
    }

    listed = Path("docs/unverified.md").read_text()
    assert undated == UNDATED
    assert [number for number in undated if number not in listed] == []


@pytest.mark.django_db(databases=["default", "side"])
def test_a_decision_cites_number_and_day(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    text, _ = paper_of(dossier, SHIPPED["1.012818"], monkeypatch)

    assert "Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18 tháng 01 năm 2024;" in text
    assert "102/2024/NĐ-CP ngày 30 tháng 7 năm 2024 của Chính phủ quy định chi tiết" in text
