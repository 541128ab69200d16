# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
"""Programmes: 135 rows out of Excel, every fault named, progress that is locked once sent."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from vanlang.identity.api import Person, Unit
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.tasks.actions import deciding, importing, progress, working
from vanlang.tasks.actions.assigning import Order
from vanlang.tasks.actions.progress import Progress
from vanlang.tasks.models import ProgressReport, Task
from vanlang.tasks.queries import programmes, workbook
from vanlang.tasks.rules import sheets
from vanlang.tasks.rules.sheets import Unreadable
from vanlang.tasks.rules.states import Kind
from vanlang.tasks.tests.conftest import KEY, MONDAY, Give, as_actor

pytestmark = pytest.mark.django_db(databases=["default", "side"])
HEAD = tuple(sheets.COLUMNS.values())
CODE, ABOVE = HEAD.index("Mã"), HEAD.index("Thuộc mã")
DECEMBER = date(2026, 12, 31)
MARCH = date(2026, 3, 1)
Row = Sequence[object]


def row(code: str, *, above: str = "", kind: str = "", **differing: object) -> list[object]:
    said: dict[str, object] = {
        "code": code,
        "kind": kind,
        "above": above,
        "title": f"Việc {code}",
        "lead": "UBND xã Mường Bi",
        "product": "Báo cáo",
        "due_on": DECEMBER,
        **differing,
    }
    return [said.get(column) for column in sheets.COLUMNS]


def book(rows: Sequence[Row], head: Row = HEAD, *, merged: str = "") -> io.BytesIO:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for one in (head, *rows):
        sheet.append(list(one))
    if merged:
        sheet.merge_cells(merged)
    content = io.BytesIO()
    made.save(content)
    content.seek(0)
    return content


@pytest.fixture
def whole(province: Unit) -> Order:
    return Order(
        key=KEY,
        title="Kế hoạch 01-KH/BCĐ",
        product="Báo cáo tổng kết",
        giver=province,
        lead=province,
        due_on=DECEMBER,
        kind=Kind.PROGRAMME,
    )


def take(whole: Order, content: io.BytesIO, person: Person) -> importing.Imported:
    return importing.import_programme(whole, content, by=as_actor(person), at=MONDAY)


def test_135_tasks_come_from_a_file_in_few_statements(
    whole: Order, tam: Person, muong_bi: Unit
) -> None:
    rows = [row("A", kind="Mục tiêu"), row("A1", above="A", kind="Dự án", budget="1.500.000")]
    rows += [row(f"A1.{number}", above="A1") for number in range(135)]
    content = book(rows)

    with CaptureQueriesContext(connection) as found:
        made = take(whole, content, tam)
    again = take(whole, book(rows), tam)

    assert made.faults == []
    assert made.count == again.count == 137
    assert len(found) < 25
    assert made.programme == again.programme
    tasks = Task.objects.filter(kind=Kind.TASK)
    assert tasks.count() == 135
    project = Task.objects.get(kind=Kind.PROJECT)
    assert project.budget == 1_500_000
    assert {task.parent_id for task in tasks} == {project.pk}
    assert {task.root_id for task in tasks} == {KEY}


def test_every_fault_is_named_and_nothing_is_written(
    whole: Order, tam: Person, muong_bi: Unit
) -> None:
    rows = [
        row("1", lead="Sở Mặt trăng"),
        row("1"),
        row("2", above="9"),
        row("3", title=""),
        row("4", due_on="31/02/2026"),
        row("5", budget="1,5"),
        row("6", kind="Việc vặt"),
        row("7", title="=1+1"),
        row("8", due_on=date(2025, 1, 6)),
    ]

    faults = take(whole, book(rows), tam).faults

    found = {(fault.row, fault.column) for fault in faults}
    assert found == {
        (3, "Mã"),
        (4, "Thuộc mã"),
        (5, "Rõ việc"),
        (6, "Rõ thời gian"),
        (7, "Kinh phí"),
        (8, "Loại"),
        (9, "Rõ việc"),
    }
    assert Task.objects.count() == 0


def test_units_and_terms_are_checked_too(whole: Order, tam: Person, muong_bi: Unit) -> None:
    unknown = take(whole, book([row("1", lead="Sở Mặt trăng", supporting="x; y")]), tam)
    past = take(whole, book([row("1"), row("2", due_on=date(2025, 1, 6))]), tam)

    assert [fault.column for fault in unknown.faults] == [
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Đơn vị phối hợp",
    ]
    assert [(fault.row, fault.column) for fault in past.faults] == [(3, "Rõ thời gian")]
    assert Task.objects.count() == 0


def test_missing_columns_are_named(whole: Order, tam: Person) -> None:
    faults = take(whole, book([["a"]], head=["Mã", "rõ  VIỆC"]), tam).faults

    assert [fault.column for fault in faults] == ["Đơn vị chủ trì", "Rõ sản phẩm", "Rõ thời gian"]


def test_what_is_no_plain_sheet_is_refused_with_its_reason(whole: Order, tam: Person) -> None:
    with_macro = book([row("1")])
    with zipfile.ZipFile(with_macro, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with_macro.seek(0)
    too_long = book([["x"]] * (sheets.ROWS_AT_MOST + 1))

    for content, reason in (
        (with_macro, "macro"),
        (book([row("1")], merged="A2:B2"), "ô gộp"),
        (io.BytesIO(b"Ma,Viec\n1,x"), "Lưu thành"),
        (io.BytesIO(), "rỗng"),
        (too_long, "2000 dòng"),
    ):
        with pytest.raises(Refusal, match=reason) as refused:
            take(whole, content, tam)
        assert refused.value.field == "file"
    assert Task.objects.count() == 0


def test_a_code_typed_as_a_number_is_never_put_under_another(whole: Order, tam: Person) -> None:
    rows = [row("1.1"), row("1.10"), row("2"), row("3")]
    rows[2][ABOVE], rows[3][CODE] = 1.10, 1.2

    faults = take(whole, book(rows), tam).faults

    assert [(one.row, one.column) for one in faults if "1.10 và 1.1" in one.text] == [
        (4, "Thuộc mã"),
        (5, "Mã"),
    ]
    assert Task.objects.count() == 0


def test_what_nobody_typed_becomes_no_task(whole: Order, tam: Person) -> None:
    rows = [row("1", title=ArrayFormula("D2", '="a"&"b"')), row("2", product="#N/A")]

    faults = take(whole, book(rows), tam).faults

    assert [(one.row, one.column, one.text.split(";")[0]) for one in faults] == [
        (2, "Rõ việc", "Ô chứa công thức"),
        (3, "Rõ sản phẩm", "Ô có lỗi #N/A"),
    ]


def test_importing_is_refused_to_a_stranger(whole: Order, quang: Person, muong_bi: Unit) -> None:
    with pytest.raises(NotPermitted):
        take(whole, book([row("1")]), quang)

    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("1.500.000", 1_500_000), (2e6, 2_000_000), (Decimal(7), 7), ("", None), ("900 đồng", 900)],
)
def test_money_is_read_as_written_here(cell: sheets.Cell, amount: int | None) -> None:
    assert sheets.money(cell) == amount


@pytest.mark.parametrize("cell", ["1,5", "1.50", -1, 0.5, True, "nhiều", 10**16])
def test_money_that_is_none_is_refused(cell: sheets.Cell) -> None:
    with pytest.raises(Unreadable):
        sheets.money(cell)


def test_the_template_is_what_the_import_reads() -> None:
    lines, faults = importing._read(io.BytesIO(workbook.template()))  # noqa: SLF001

    assert lines == []
    assert [fault.text for fault in faults] == ["Tệp không có dòng nào."]


def write(
    task: Task, person: Person, percent: int = 40, *, send: bool = True, **said: object
) -> ProgressReport:
    word = Progress(MARCH, percent, text="Đã họp", **said)  # type: ignore[arg-type]
    return progress.write(task, word, send=send, by=as_actor(person), at=MONDAY)


def test_progress_is_locked_once_sent_until_opened_again(
    task: Task, minh: Person, tam: Person, quang: Person
) -> None:
    write(task, minh, 10, send=False)
    sent = write(task, minh, 40)
    with pytest.raises(Conflict, match="khóa"):
        write(task, minh, 50)
    with pytest.raises(NotPermitted):
        progress.reopen(sent, reason="x", by=as_actor(quang), at=MONDAY)
    with pytest.raises(Refusal):
        progress.reopen(sent, reason="", by=as_actor(tam), at=MONDAY)

    progress.reopen(sent, reason="Nhập nhầm", by=as_actor(tam), at=MONDAY)
    write(task, minh, 50)

    assert ProgressReport.objects.get().percent == 50
    with pytest.raises(NotPermitted):
        write(task, quang)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Progress(date(2026, 4, 1), 1, text="x"), "month"),
        (Progress(date(2026, 2, 1), 1, text="x"), "month"),
        (Progress(MARCH, 101, text="x"), "percent"),
        (Progress(MARCH, 1), "text"),
    ],
)
def test_progress_that_cannot_be_is_refused(
    task: Task, minh: Person, said: Progress, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        progress.write(task, said, send=True, by=as_actor(minh), at=MONDAY)

    assert refused.value.field == field


def test_money_spent_never_shrinks_and_is_added_up(give: Give, minh: Person, tam: Person) -> None:
    task = give(budget=100)
    write(task, minh, spent=60)
    april = Progress(date(2026, 4, 1), 50, spent=50, text="x")

    with pytest.raises(Refusal, match="03/2026"):
        progress.write(task, april, send=True, by=as_actor(minh), at=MONDAY + timedelta(days=40))

    assert ProgressReport.objects.count() == 1


def test_a_programme_shows_its_figures_its_money_and_its_terms(
    client: Client, whole: Order, tam: Person, minh: Person, quang: Person, muong_bi: Unit
) -> None:
    programme = take(whole, book([row("1", budget=100), row("2")]), tam).programme
    assert programme is not None
    task = Task.objects.get(title="Việc 1")
    write(task, minh, spent=60)
    working.report(task, key=uuid4(), text="x", by=as_actor(minh), at=MONDAY)
    deciding.accept(task, by=as_actor(tam), at=MONDAY)
    address = reverse("tasks-programme", args=[programme.pk])
    client.force_login(tam)

    page = client.get(address + "?so-lieu=done").content.decode()

    assert "1 trong 2 nhiệm vụ đã hoàn thành, 0 đang thực hiện" in page
    assert "60/100" in page
    assert page.count("Việc 1") == 2
    assert "Kế hoạch 01" in client.get(reverse("tasks-programmes")).content.decode()
    assert programmes.money_of(programme, as_actor(quang)).budget == 0
    client.force_login(quang)
    assert client.get(address).status_code == 404
    client.force_login(minh)
    assert client.get(address).status_code == 404


def test_the_import_page_lists_the_faults(client: Client, tam: Person, muong_bi: Unit) -> None:
    client.force_login(tam)
    upload = SimpleUploadedFile("135.xlsx", book([row("1", lead="Sở Mặt trăng")]).getvalue())
    later = timezone.localdate() + timedelta(days=300)
    said = {"key": str(UUID(int=5)), "title": "Kế hoạch", "product": "x", "due_on": f"{later}"}

    answer = client.post(reverse("tasks-import"), {**said, "file": upload})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Không có đơn vị “Sở Mặt trăng”" in text
    assert "Tệp có 1 chỗ cần sửa" in text
    good = SimpleUploadedFile("135.xlsx", book([row("1", due_on=later)]).getvalue())
    assert client.post(reverse("tasks-import"), {**said, "file": good}).status_code == 302
    assert client.get(reverse("tasks-import-template")).status_code == 200


def test_progress_is_written_and_opened_on_pages(
    client: Client, task: Task, minh: Person, tam: Person, quang: Person
) -> None:
    address = reverse("tasks-progress", args=[task.pk, "2026-03"])
    client.force_login(minh)
    said = {"percent": "40", "spent": "1.000", "text": "Đã họp", "send": "1"}
    assert client.post(address, {**said, "spent": "1,5"}).status_code == 422
    client.post(address, said)
    assert "40 %" in client.get(reverse("tasks-task", args=[task.pk])).content.decode()
    reopen = reverse("tasks-reopen-progress", args=[task.pk, "2026-03"])
    assert client.get(reopen).status_code == 403
    client.force_login(quang)
    assert client.get(address).status_code == client.get(reopen).status_code == 404

    client.force_login(tam)
    client.post(reopen, {"reason": "Nhập nhầm"})

    assert not ProgressReport.objects.get().is_locked
    assert client.get(reverse("tasks-progress", args=[task.pk, "abc"])).status_code in {403, 404}
