"""A certified copy is the copy with its certification, signed as one (NĐ 23/2015, Điều 20)."""

import io

import pikepdf
import pytest

from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM
from vanlang.public_services.models import Dossier
from vanlang.public_services.models.dossiers import DossierPaper
from vanlang.public_services.models.results import Result
from vanlang.public_services.queries import documents
from vanlang.public_services.rules import result_papers, results
from vanlang.public_services.rules.states import PaperOrigin
from vanlang.public_services.tests.conftest import MONDAY, Cast
from vanlang.public_services.tests.test_result_papers import (
    SHIPPED,
    answer,
    dossier,
    page_of,
    pages_of,
)
from vanlang.ui import papers

__all__ = ["dossier"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
COPY = SHIPPED["2.000815"]


def original() -> bytes:
    """Return a scanned diploma of two pages."""
    page = papers.render("demo/paper", {"title": "Bằng tốt nghiệp", "at": MONDAY}).pdf
    with pikepdf.open(io.BytesIO(page)) as whole:
        whole.pages.append(whole.pages[0])
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue()


def result_of(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> papers.Paper:
    dossier.form = {spec.key: answer(spec) for spec in COPY.fields}
    monkeypatch.setattr(documents, "definition_of", lambda _dossier: COPY)
    drafted = documents.prefilled_result(dossier, at=MONDAY)
    fields = {f"{results.FACT}certification_number": "125, quyển số 01/2026-SCT/BS", **drafted}
    result = Result(dossier=dossier, fields=fields, verification_code="K7Q4-29TM-X3PD")
    return documents.result_paper(dossier, result, at=MONDAY)


def test_the_copy_stands_before_what_certifies_it(
    cast: Cast, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    DossierPaper.objects.create(
        dossier=dossier,
        code="BAN_CHINH",
        name="Bản chính",
        source=PaperOrigin.SCAN,
        file=files.store(original(), by=PLATFORM, at=MONDAY),
        file_name="bang.pdf",
        added_at=MONDAY,
    )

    paper = result_of(dossier, monkeypatch)

    assert paper.pages == pages_of(paper.pdf) == 3
    assert "BẰNG TỐT NGHIỆP" in page_of(paper.pdf, 0).upper()
    last = page_of(paper.pdf, -1)
    assert "LỜI CHỨNG CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH" in last.upper()
    assert {box.page for box in paper.boxes.values()} == {3}


def test_without_a_scan_the_certification_is_bound_to_the_paper_copy(
    cast: Cast, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert result_of(dossier, monkeypatch).pages == 1


def test_what_a_result_is_a_copy_of_is_a_component_of_its_procedure() -> None:
    for definition in SHIPPED.values():
        code = definition.result_paper.copy_of
        assert not code or definition.paper(code) is not None
    assert result_papers.layout_of(COPY.result.paper, COPY.form).copy_of == "BAN_CHINH"
