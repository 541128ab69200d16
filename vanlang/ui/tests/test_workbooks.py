"""Excel files as people and programs make them: read whole, or refused in words."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from vanlang.kernel.cells import PercentageCell, UnusableCell
from vanlang.kernel.refusals import Refusal
from vanlang.ui import workbooks

MEGABYTE = 2**20


def made(fill: Callable[[Worksheet], object]) -> io.BytesIO:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    fill(book.active)
    content = io.BytesIO()
    book.save(content)
    return content


def altered(content: io.BytesIO, pattern: bytes, by: bytes) -> io.BytesIO:
    """Return the file with a part of its first sheet rewritten, as other programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part, count = re.subn(pattern, by, part)
                assert count
            new.writestr(name, part)
    return out


def held(content: io.BytesIO) -> list[workbooks.Row]:
    book = workbooks.read(content, max_bytes=MEGABYTE)
    rows = workbooks.rows(book.sheets[book.first_visible], columns=5)
    return [(number, [one for one in cells if one is not None]) for number, cells in rows]


def five(sheet: Worksheet) -> None:
    for number in range(1, 6):
        sheet.append([f"Việc {number}"])


def test_rows_are_counted_and_not_believed() -> None:
    content = altered(made(five), rb'<dimension ref="[^"]*"', b'<dimension ref="A1"')

    assert [number for number, _ in held(content)] == [1, 2, 3, 4, 5]


def test_formatted_empty_rows_and_whole_columns_do_not_count() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Việc"
        for number in range(2, 3000):
            sheet.cell(number, 1).number_format = "0.00"
        sheet["A1048576"].number_format = "0.00"

    assert held(made(fill)) == [(1, ["Việc"])]


def test_what_nobody_typed_is_named_and_a_percentage_is_what_it_shows() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = ArrayFormula("A1", '="Xây"&"dựng"')
        sheet["B1"] = "=1+1"
        sheet["C1"] = "#REF!"
        sheet["D1"], sheet["D1"].number_format = 0.85, "0%"
        sheet["E1"], sheet["E1"].data_type = "=không phải công thức", "s"

    ((_, cells),) = held(made(fill))

    assert cells[:2] == [workbooks.FORMULA] * 2
    assert isinstance(cells[2], UnusableCell)
    assert "#REF!" in cells[2].text
    assert isinstance(cells[3], PercentageCell)
    assert cells[4] == "=không phải công thức"


def test_a_hidden_first_sheet_is_not_the_sheet() -> None:
    book = Workbook()
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Nhiệm vụ")["A1"] = "Việc"
    book.active = 1
    content = io.BytesIO()
    book.save(content)

    assert workbooks.read(content, max_bytes=MEGABYTE).first_visible == "Nhiệm vụ"
    assert held(content) == [(1, ["Việc"])]


def test_a_row_beyond_excel_ends_in_a_sentence() -> None:
    content = altered(made(five), rb'<row r="5"', b'<row r="999999999"')

    with pytest.raises(Refusal, match="quá nhiều dòng") as no:
        held(content)

    assert no.value.status == 413


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "xls đời cũ"),
        ("Mã;Việc\n1;x".encode(), ".csv"),
        (b"PK\x03\x04" + b"x" * 50, "không thuộc loại"),
        (b"", "rỗng"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=re.escape(words)) as no:
        workbooks.read(io.BytesIO(content), max_bytes=MEGABYTE)

    assert (no.value.status, no.value.field) == (415, "file")


def test_an_open_document_is_refused_with_what_to_do() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    with pytest.raises(Refusal, match="Lưu thành"):
        workbooks.read(content, max_bytes=MEGABYTE)


@pytest.mark.parametrize("words", ["=1+1", "+84", "-3", "@SUM(A1)", "\t=1", "\r=1", "a\x0bb\x00c"])
def test_words_stay_words_and_no_sign_ends_an_export(words: str) -> None:
    content = made(lambda sheet: workbooks.put_text(sheet["A1"], words))

    cell = load_workbook(content).worksheets[0]["A1"]

    assert cell.data_type == "s"
    assert cell.value.replace("\n", "\r") == words.replace("\x0b", "").replace("\x00", "")
