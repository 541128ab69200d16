# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
import io
import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordFile

from vanlang.documents import api as documents
from vanlang.identity.api import Person, Unit
from vanlang.kernel import queue
from vanlang.kernel.refusals import Conflict, NotPermitted
from vanlang.reports.actions import deciding, defining, issuing, opening, writing
from vanlang.reports.models import Regime, Round, Submission
from vanlang.reports.queries import papers, reading
from vanlang.reports.rules.states import State, WrongState
from vanlang.reports.tests.conftest import (
    MARCH,
    MONDAY,
    Finish,
    as_actor,
    cells,
    definition,
    fill,
    hand_in,
    report_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "side"])


def words(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def page(report: Submission, step: str = "report") -> str:
    return reverse(f"reports-{step}", args=[report.pk])


def document_of(report: Submission) -> UUID:
    assert report.document_id is not None
    return report.document_id


def form(report: Submission, values: dict[str, str], **more: str) -> dict[str, str]:
    report.refresh_from_db()
    typed = {f"o:{place}": value for place, value in values.items()}
    return {"lan": str(report.revision), "key": str(uuid4()), **typed, **more}


def test_a_report_is_filled_in_presented_approved_and_sent(
    client: Client, report: Submission, minh: Person, hoa: Person, muong_bi: Unit
) -> None:
    client.force_login(minh)
    assert "Báo cáo thử, tháng 3 năm 2026" in words(client, reverse("reports-mine"))
    assert "Tổ công nghệ số cộng đồng" in words(client, page(report))

    saved = client.post(page(report), form(report, cells(muong_bi), present="1"))
    assert saved.status_code == 302
    client.force_login(hoa)
    assert "Duyệt báo cáo" in words(client, page(report))
    client.post(page(report, "approve"))
    client.post(page(report, "send"))

    report.refresh_from_db()
    assert report.state == State.SENT
    shown = words(client, page(report))
    assert "Đã gửi" in shown
    assert 'name="o:' not in shown


def test_what_cannot_be_read_is_said_beside_its_cell_and_the_rest_is_kept(
    client: Client, report: Submission, minh: Person
) -> None:
    client.force_login(minh)
    values = {"van_ban/tinh/den": "1,234.5", "van_ban/khac/den": "1.234"}

    answer = client.post(page(report), form(report, values))

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="errors"' in shown
    assert "có phải bạn muốn ghi 1.234,5?" in shown
    assert 'value="1,234.5"' in shown
    report.refresh_from_db()
    assert report.values["van_ban/khac/den"] == "1234"


def test_two_people_see_both_values_side_by_side_and_choose(
    client: Client, report: Submission, minh: Person, thao: Person
) -> None:
    client.force_login(minh)
    old = form(report, {"van_ban/tinh/den": "6"})
    fill(report, as_actor(thao), {"van_ban/tinh/den": "5"})

    answer = client.post(page(report), old)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Có 1 ô đã được sửa" in shown
    assert thao.name in shown
    mine = form(report, {"van_ban/tinh/den": "6"}, **{"chon:van_ban/tinh/den": "dung"})
    theirs = form(report, {"van_ban/tinh/den": "6"}, **{"chon:van_ban/tinh/den": "giu"})
    client.post(page(report), theirs)
    report.refresh_from_db()
    assert report.values["van_ban/tinh/den"] == "5"
    client.post(page(report), mine)
    report.refresh_from_db()
    assert report.values["van_ban/tinh/den"] == "6"


def test_a_round_closed_while_typing_shows_what_was_typed(
    client: Client, report: Submission, turn: Round, minh: Person, tam: Person
) -> None:
    client.force_login(minh)
    opening.close_round(turn, by=as_actor(tam), at=MONDAY)

    answer = client.post(page(report), form(report, {"van_ban/tinh/den": "4321"}))

    shown = answer.content.decode()
    assert answer.status_code == 409

    assert "Số liệu để riêng" in shown
    assert "4.321" in shown


def test_missing_figures_keep_a_report_from_the_leader(
    client: Client, report: Submission, minh: Person
) -> None:
    client.force_login(minh)

    answer = client.post(page(report), form(report, {"van_ban/tinh/den": "5"}, present="1"))

    assert answer.status_code == 422
    assert "chưa có số liệu" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == State.DRAFTING
    assert report.values["van_ban/tinh/den"] == "5"


def test_a_report_is_seen_as_it_stood(
    client: Client, report: Submission, minh: Person, muong_bi: Unit
) -> None:
    client.force_login(minh)
    fill(report, as_actor(minh), cells(muong_bi, 777))

    before = words(client, f"{page(report)}?luc=2026-03-16T07:59")
    after = words(client, f"{page(report)}?luc=2026-03-16T08:01")

    assert "777" not in before
    assert "777" in after
    assert "Đang xem báo cáo như lúc 16/03/2026 08:01" in after
    words(client, f"{page(report)}?luc=hom-qua", 404)


def test_a_stranger_does_not_find_it(client: Client, report: Submission, quang: Person) -> None:
    client.force_login(quang)

    for step in ("report", "history", "import", "template", "word", "pdf", "reopen", "send-back"):
        words(client, page(report, step), 404)


def test_the_board_says_who_is_missing_and_reminds_them(
    client: Client, turn: Round, communes: list[Unit], son: Person, finish: Finish
) -> None:
    finish(communes[0], 100)
    client.force_login(son)
    address = reverse("reports-round", args=[turn.pk])

    board = words(client, address)
    reminded = client.post(reverse("reports-round-remind", args=[turn.pk]), follow=True)

    assert "1 trong 3 đơn vị đã gửi báo cáo, còn thiếu 2" in board
    assert board.count("<rect") >= 3
    assert "Đã nhắc 2 đơn vị." in reminded.content.decode()
    assert "1/3 đơn vị đã gửi" in words(client, reverse("reports-rounds"))


def test_the_whole_names_what_is_missing_and_opens_again_what_was_wrong(
    client: Client,
    turn: Round,
    communes: list[Unit],
    department: Unit,
    son: Person,
    minh: Person,
    finish: Finish,
) -> None:
    sent = finish(communes[0], 100)
    queue.drain()
    client.force_login(son)

    above = words(client, page(report_of(turn, department)))
    client.post(page(sent, "reopen"), {"reason": ""})
    answer = client.post(page(sent, "reopen"), {"reason": "Số đến không khớp sổ"})

    assert "Tổng hợp từ báo cáo của 1/3 đơn vị, còn thiếu 2" in above
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("reports-round", args=[turn.pk]),
    )
    words(client, page(sent), status=404)  # a draft again, of those who mend it
    client.force_login(minh)
    assert "Số đến không khớp sổ" in words(client, page(sent))


def test_what_a_unit_is_drafting_is_read_by_nobody_above(
    client: Client,
    turn: Round,
    communes: list[Unit],
    department: Unit,
    son: Person,
    tam: Person,
    minh: Person,
    finish: Finish,
) -> None:
    sent, draft = finish(communes[1], 100), report_of(turn, communes[0])
    fill(draft, as_actor(minh), {"van_ban/tinh/den": "98765"})

    for person in (son, tam):
        client.force_login(person)
        for step in ("report", "history", "pdf", "word", "template"):
            words(client, page(draft, step), status=404)
        assert client.get(page(sent)).status_code == 200
        board = words(client, reverse("reports-round", args=[turn.pk]) + "?xem=tat-ca")
        assert page(draft) not in board
        assert page(sent) in board
        assert "98765" not in board
        assert "98.765" not in board
    # The department's own sum is being drafted: it opens to it, and not to the province.
    middle = report_of(turn, department)
    client.force_login(son)
    assert page(middle) in words(client, reverse("reports-round", args=[turn.pk]))
    client.force_login(tam)
    assert page(middle) not in words(client, reverse("reports-round", args=[turn.pk]))


def test_the_history_names_every_cell(
    client: Client, report: Submission, minh: Person, muong_bi: Unit
) -> None:
    client.force_login(minh)
    fill(report, as_actor(minh), cells(muong_bi))
    fill(report, as_actor(minh), {"van_ban/tinh/den": "101"})

    shown = words(client, page(report, "history"))

    assert "Văn bản điện tử · Của tỉnh · Văn bản đến" in shown
    assert "2 lần ghi" in shown
    one = words(client, f"{page(report, 'history')}?o=van_ban/tinh/den")
    assert one.count("Văn bản đến") >= 2
    assert "Đúng hạn" not in one


def test_opening_and_saving_the_form_costs_few_statements(
    client: Client, report: Submission, minh: Person, muong_bi: Unit
) -> None:
    client.force_login(minh)
    client.get(page(report))

    with CaptureQueriesContext(connection) as opened:
        client.get(page(report))
    with CaptureQueriesContext(connection) as saved:
        client.post(page(report), form(report, cells(muong_bi)))

    assert len(opened) <= 4, [one["sql"][:90] for one in opened]
    assert len(saved) <= 10, [one["sql"][:90] for one in saved]


def test_a_report_as_word_and_pdf_says_the_same(
    client: Client, report: Submission, minh: Person, hoa: Person, muong_bi: Unit
) -> None:
    client.force_login(minh)
    fill(report, as_actor(minh), cells(muong_bi, 1234))
    hand_in(report, minh, hoa)

    word = client.get(page(report, "word"))
    pdf = client.get(page(report, "pdf"))

    book = WordFile(io.BytesIO(word.content))
    texts = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    assert "1.254" in texts
    assert any("nhận 1.254 văn bản" in paragraph.text for paragraph in book.paragraphs)
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_an_approved_report_becomes_one_outgoing_document(
    turn: Round, report: Submission, minh: Person, hoa: Person, quang: Person, muong_bi: Unit
) -> None:
    fill(report, as_actor(minh), cells(muong_bi, 1234))
    with pytest.raises(WrongState):
        issuing.make_document(report, by=as_actor(minh), at=MONDAY)
    deciding.present(report, by=as_actor(minh), at=MONDAY)
    deciding.approve(report, by=as_actor(hoa), at=MONDAY)
    with pytest.raises(NotPermitted):
        issuing.make_document(report, by=as_actor(quang), at=MONDAY)

    made = issuing.make_document(report, by=as_actor(minh), at=MONDAY)
    again = issuing.make_document(report, by=as_actor(minh), at=MONDAY)

    assert made.document_id == again.document_id
    document = documents.visible_to(as_actor(minh)).get(pk=document_of(made))
    assert document.subject == "Thử tháng 3 năm 2026"
    assert document.author == muong_bi
    assert "nhận 1.254 văn bản" in document.versions.latest("number").content["body"]


def test_a_report_that_needs_a_document_is_sent_by_its_issue(
    province: Unit, department: Unit, communes: list[Unit], tam: Person, minh: Person, hoa: Person
) -> None:
    draft = defining.draft_regime(
        "ky_so", definition(with_document=True), owner=province, by=as_actor(tam), at=MONDAY
    )
    version = defining.publish(draft, by=as_actor(tam), at=MONDAY)
    turn = opening.open_round(version, MARCH, by=as_actor(tam), at=MONDAY)
    report = report_of(turn, communes[0])
    fill(report, as_actor(minh), cells(communes[0]))
    deciding.present(report, by=as_actor(minh), at=MONDAY)
    deciding.approve(report, by=as_actor(hoa), at=MONDAY)
    with pytest.raises(Conflict, match="văn bản ký số"):
        deciding.send(report, by=as_actor(minh), at=MONDAY)

    made = issuing.make_document(report, by=as_actor(minh), at=MONDAY)
    documents.Document.objects.filter(pk=document_of(made)).update(
        state=documents.State.ISSUED,
        notation="01/BC-UBND",
        number=1,
        issued_on=MONDAY.date(),
        issued_at=MONDAY,
    )
    issuing.send_with_document(report_of(turn, communes[0]), at=MONDAY)
    issuing.send_with_document(report_of(turn, communes[0]), at=MONDAY)

    assert report_of(turn, communes[0]).state == State.SENT


def test_a_wide_report_is_set_across(report: Submission, muong_bi: Unit, minh: Person) -> None:
    fill(report, as_actor(minh), cells(muong_bi))
    read = reading.of(report_of(report.round, muong_bi))

    whole = papers.report(read, at=MONDAY)
    annex = papers.annex(read, at=MONDAY)

    assert (whole.pages, annex.pages) == (1, 1)
    assert re.match(rb"%PDF-1\.7", whole.pdf)


def test_a_citizen_has_no_reports(client: Client, lan: Person, report: Submission) -> None:
    client.force_login(lan)

    assert client.get(page(report)).status_code in {302, 403, 404}
    assert writing.fillable(report)
    assert Regime.objects.count() == 1
