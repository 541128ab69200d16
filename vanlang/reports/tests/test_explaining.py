"""What looks odd is explained, and whoever reads a paper of the report reads the explanation."""

import io
from dataclasses import replace

import pytest
from docx import Document as WordFile

from vanlang.documents import api as documents
from vanlang.identity.api import Person, Unit
from vanlang.kernel.refusals import Refusal
from vanlang.reports.actions import deciding, defining, issuing
from vanlang.reports.forms.regimes import TableFacts, table_facts
from vanlang.reports.models import RegimeVersion, Submission
from vanlang.reports.queries import papers, reading, word
from vanlang.reports.rules import figures, findings
from vanlang.reports.rules.definitions import Check
from vanlang.reports.rules.states import State
from vanlang.reports.tests.conftest import MONDAY, as_actor, cells, definition, fill
from vanlang.ui.tests.paper_samples import text_of

pytestmark = pytest.mark.django_db
WHY = "Gồm cả 455 văn bản đến từ kỳ trước, xử lý trong kỳ này."
ODD = "Của tỉnh: Đúng hạn không nhiều hơn đến; ở đây 500 và 100."
EXPLANATION = "giai-trinh/unbalanced:van_ban/tinh/1"


@pytest.fixture
def version(
    request: pytest.FixtureRequest, province: Unit, department: Unit, tam: Person
) -> RegimeVersion:
    table = definition().tables[0]
    is_hard = getattr(request, "param", False)
    checks = tuple(replace(one, is_hard=is_hard) for one in table.checks)
    whole = definition(tables=(replace(table, checks=checks), definition().tables[1]))
    row = defining.draft_regime("thu", whole, owner=province, by=as_actor(tam), at=MONDAY)
    return defining.publish(row, by=as_actor(tam), at=MONDAY)


@pytest.fixture
def explained(report: Submission, minh: Person, muong_bi: Unit) -> Submission:
    more = {"van_ban/tinh/dung_han": "500", EXPLANATION: WHY}
    fill(report, as_actor(minh), cells(muong_bi) | more)
    report.refresh_from_db()
    return report


def test_every_paper_says_what_was_explained(explained: Submission) -> None:
    read = reading.of(explained)

    pdf = " ".join(text_of(papers.report(read, at=MONDAY).pdf).split())
    book = WordFile(io.BytesIO(word.report(read, at=MONDAY)))

    assert f"GIẢI TRÌNH {ODD} Giải trình: {WHY}" in pdf
    assert f"{ODD} Giải trình: {WHY}" in [one.text for one in book.paragraphs]


def test_the_signed_document_says_it_too(explained: Submission, minh: Person, hoa: Person) -> None:
    deciding.present(explained, by=as_actor(minh), at=MONDAY)
    deciding.approve(explained, by=as_actor(hoa), at=MONDAY)

    made = issuing.make_document(explained, by=as_actor(minh), at=MONDAY)

    document = documents.visible_to(as_actor(minh)).get(pk=str(made.document_id))
    body = document.versions.latest("number").content["body"]
    assert f"GIẢI TRÌNH SỐ LIỆU\n{ODD} Giải trình: {WHY}" in body


def test_without_anything_odd_no_paper_has_a_heading_for_it(
    report: Submission, minh: Person, muong_bi: Unit
) -> None:
    fill(report, as_actor(minh), cells(muong_bi))
    report.refresh_from_db()
    read = reading.of(report)

    book = WordFile(io.BytesIO(word.report(read, at=MONDAY)))

    assert "GIẢI TRÌNH" not in text_of(papers.report(read, at=MONDAY).pdf)
    assert "GIẢI TRÌNH" not in [one.text for one in book.paragraphs]


@pytest.mark.parametrize("version", [True], indirect=True)
def test_fifty_of_forty_five_stops_a_report_where_its_author_said_so(
    explained: Submission, minh: Person, muong_bi: Unit
) -> None:
    with pytest.raises(Refusal) as no:
        deciding.present(explained, by=as_actor(minh), at=MONDAY)

    assert f"Quan hệ bắt buộc chưa đúng: {ODD} Hãy sửa" in no.value.message
    fill(explained, as_actor(minh), cells(muong_bi))
    assert deciding.present(explained, by=as_actor(minh), at=MONDAY).state == State.PRESENTED


def test_an_author_says_which_relation_is_hard() -> None:
    table = definition().tables[0]
    hard = Check("đúng hạn không nhiều hơn đến", "dung_han", "<=", "den", is_hard=True)

    said = table_facts(replace(table, checks=(hard, *table.checks)))
    form = TableFacts(said)

    assert form.is_valid(), form.errors
    assert form.table(table.columns).checks == (hard, *table.checks)
    assert not TableFacts(dict(said) | {"checks": "a | b | = | c | có lẽ"}).is_valid()


def test_a_hard_finding_wants_no_explanation() -> None:
    table = definition().tables[0]
    hard = replace(table, checks=(replace(table.checks[0], is_hard=True),))
    facts = {"van_ban/tinh/den": "45", "van_ban/tinh/dung_han": "50"}
    now = figures.compute(definition(tables=(hard,)), facts, ())

    found = [one for one in findings.find(now, counted={}, before=None) if one.is_hard]

    assert [one.stops for one in found] == [True]
    assert findings.unexplained(found, {}) == []
