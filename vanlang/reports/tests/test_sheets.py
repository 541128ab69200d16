# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
"""The workbook of a report: out, filled in, back; and every file that is not it."""

import io
import zipfile
from collections.abc import Callable
from uuid import uuid4

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from vanlang.identity.api import Person, Unit
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.reports.actions import importing, writing
from vanlang.reports.actions.importing import Imported
from vanlang.reports.models import CellEntry, Round, Submission
from vanlang.reports.queries import reading, workbook
from vanlang.reports.rules import sheets
from vanlang.reports.rules.states import Origin
from vanlang.reports.tests.conftest import MONDAY, as_actor, cells, fill, hand_in, report_of

pytestmark = pytest.mark.django_db
Change = Callable[[Workbook], object]


def nothing(_book: Workbook) -> None:
    """Leave the file as it was handed out."""


def handed_out(report: Submission) -> Workbook:
    read = reading.of(report_of(report.round, report.unit))
    return load_workbook(io.BytesIO(workbook.of(read, set(writing.fillable(report)))))


def sheet(book: Workbook, number: int = 1) -> Worksheet:
    found = book[f"Biểu {number}"]
    assert isinstance(found, Worksheet)
    return found


def filled(report: Submission, change: Change = nothing) -> io.BytesIO:
    """Return the report's own sheet, filled in as a commune would, and then changed."""
    book = handed_out(report)
    first, second = sheet(book), sheet(book, 2)
    for row, (came, in_time) in enumerate(((100, 90), (20, 20)), 5):
        first.cell(row, 2, came)
        first.cell(row, 3, in_time)
    second.cell(5, 2, 7)
    second.cell(5, 3, "1.500.000")
    second.cell(5, 4, "Thiếu máy tính")
    change(book)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content


def taken(report: Submission, content: io.BytesIO, by: Person) -> Imported:
    report = report_of(report.round, report.unit)
    return importing.import_sheet(report, content, key=uuid4(), by=as_actor(by), at=MONDAY)


def put(cell: str, value: object, number: int = 1) -> Change:
    def change(book: Workbook) -> None:
        sheet(book, number)[cell] = value

    return change


def test_a_sheet_that_comes_back_fills_the_report_in(
    report: Submission, minh: Person, muong_bi: Unit
) -> None:
    made = taken(report, filled(report), minh)

    assert made.faults == []
    report.refresh_from_db()
    assert report.values["van_ban/tinh/den"] == "100"
    assert report.values[f"to_cong_nghe/{muong_bi.code}/chi"] == "1500000"
    assert report.values[f"to_cong_nghe/{muong_bi.code}/kho_khan"] == "Thiếu máy tính"
    assert CellEntry.objects.get(place="van_ban/tinh/den").origin == Origin.SHEET


def test_only_what_one_fills_in_is_unlocked_and_it_is_checked(report: Submission) -> None:
    first = sheet(handed_out(report))

    assert first.protection.sheet
    assert not first["B5"].protection.locked
    assert first["B7"].protection.locked
    assert first["B7"].value == "=SUM(B5,B6)"
    assert str(first["D5"].value) == '=IFERROR(100 * C5 / B5,"")'
    rules = first.data_validations.dataValidation
    assert {str(rule.sqref): rule.type for rule in rules}["B5:B7"] == "whole"
    assert first.merged_cells.ranges == set()


def test_prefilled_cells_and_the_version_are_marked(report: Submission, minh: Person) -> None:
    fill(report, as_actor(minh), {"van_ban/tinh/den": "1234"})

    book = handed_out(report)

    assert sheet(book)["B5"].value == 1234
    mark = [row[0].value for row in book[sheets.MARK_SHEET].iter_rows()]
    assert mark == [sheets.MARK, str(report.pk), "thu", "1", "1"]
    assert book[sheets.MARK_SHEET].sheet_state == "veryHidden"


def test_every_fault_is_named_by_its_cell_and_nothing_is_taken(
    report: Submission, minh: Person
) -> None:
    def spoil(book: Workbook) -> None:
        put("B5", "=1+1")(book)
        put("C5", "12.5")(book)
        put("B6", "nhiều")(book)
        put("B5", -3, 2)(book)

    made = taken(report, filled(report, spoil), minh)

    said = {(one.sheet, one.cell): one.text for one in made.faults}
    assert "công thức" in said["Biểu 1", "B5"]
    assert "số nguyên" in said["Biểu 1", "C5"]
    assert "không phải số" in said["Biểu 1", "B6"]
    assert "số âm" in said["Biểu 2", "B5"]
    assert not CellEntry.objects.filter(submission=report, origin=Origin.SHEET).exists()


def test_an_added_row_is_named_and_a_formula_is_no_word(report: Submission, minh: Person) -> None:
    def spoil(book: Workbook) -> None:
        put("A8", "Dòng thêm")(book)
        book["Phần lời"]["B5"] = ArrayFormula("B5", '="a"&"b"')

    made = taken(report, filled(report, spoil), minh)

    assert [(one.sheet, one.cell, one.text.split(";")[0]) for one in made.faults] == [
        ("Biểu 1", "A8", "Dòng này không có trong mẫu"),
        ("Phần lời", "B5", "Ô chứa công thức"),
    ]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda book: sheet(book).insert_cols(2), "cột đã bị thêm, bớt"),
        (lambda book: sheet(book).insert_rows(5), "dòng đã bị thêm, bớt"),
        (lambda book: book.remove(sheet(book, 2)), "Thiếu trang tính"),
    ],
)
def test_moved_rows_and_columns_are_not_read_into_the_wrong_cells(
    report: Submission, minh: Person, change: Change, word: str
) -> None:
    made = taken(report, filled(report, change), minh)

    assert word in made.faults[0].text


def mark(row: int, value: str) -> Change:
    def change(book: Workbook) -> None:
        book[sheets.MARK_SHEET].cell(row, 1, value)

    return change


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (mark(4, "9"), "phiên bản 9 của chế độ báo cáo, đợt này theo phiên bản 1"),
        (mark(2, str(uuid4())), "đơn vị khác hoặc kỳ khác"),
        (mark(3, "khac"), "chế độ báo cáo khác"),
        (mark(5, "99"), "đã bị sửa"),
        (mark(1, "x"), "không phải mẫu tải từ hệ thống"),
        (lambda book: book.remove(book[sheets.MARK_SHEET]), "không phải mẫu tải từ hệ thống"),
        (lambda book: sheet(book).merge_cells("B5:C5"), "ô gộp"),
    ],
)
def test_a_file_that_is_another_is_refused_with_the_reason(
    report: Submission, minh: Person, change: Change, word: str
) -> None:
    with pytest.raises(Refusal, match=word):
        taken(report, filled(report, change), minh)


def test_macros_are_refused(report: Submission, minh: Person) -> None:
    content = filled(report)
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    content.seek(0)

    with pytest.raises(Refusal, match="macro"):
        taken(report, content, minh)


def test_what_is_no_workbook_is_refused(report: Submission, minh: Person) -> None:
    for content in (b"%PDF-1.7 x", b"PK\x03\x04broken", b"a,b\n1,2\n"):
        with pytest.raises(Refusal):
            taken(report, io.BytesIO(content), minh)


def test_200_000_rows_are_refused_without_reading_them(report: Submission, minh: Person) -> None:
    content = filled(report, lambda book: [put(f"A{row}", "x")(book) for row in range(9, 200_001)])

    with pytest.raises(Refusal, match=r"quá 28 dòng, mẫu chỉ có 7"):
        taken(report, content, minh)


def test_a_sheet_merges_with_what_was_typed_meanwhile(
    report: Submission, minh: Person, thao: Person
) -> None:
    content = filled(report)
    fill(report, as_actor(thao), {"van_ban/tinh/den": "55", "van_ban/khac/den": "20"})

    made = taken(report, content, minh)

    assert made.saved is not None
    assert [one.conflict.place for one in made.saved.crossed] == ["van_ban/tinh/den"]
    report.refresh_from_db()
    assert report.values["van_ban/tinh/den"] == "55"
    assert report.values["van_ban/tinh/dung_han"] == "90"


def test_a_stranger_or_a_sent_report_takes_no_sheet(
    report: Submission, turn: Round, minh: Person, hoa: Person, quang: Person, muong_bi: Unit
) -> None:
    content = filled(report)
    with pytest.raises(NotPermitted):
        taken(report, content, quang)
    fill(report, as_actor(minh), cells(muong_bi))
    hand_in(report, minh, hoa)

    with pytest.raises(Conflict, match="đã gửi"):
        taken(report, content, minh)
