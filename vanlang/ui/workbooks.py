"""Excel files: read with nothing lost or believed, written so that text stays text."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from vanlang.kernel import file_checks, files
from vanlang.kernel.cells import PercentageCell, UnusableCell
from vanlang.kernel.numbers import shows_percent
from vanlang.kernel.refusals import Refusal, TooLarge, WrongType

SheetCell = str | int | float | Decimal | date | datetime | bool | UnusableCell | None
Row = tuple[int, Sequence[SheetCell]]

ROWS_LOOKED_AT = 100_000  # written ones, of which many may be empty but formatted
LAST_ROW = 2**20  # of Excel
CHUNK = 2**16
MERGED = b"<mergeCell "
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
SAVE_AS = "Hãy mở bằng Excel, chọn Lưu thành (Save As), loại Excel Workbook (.xlsx), rồi tải lên."
FORMULA = UnusableCell("Ô chứa công thức; hãy dán giá trị.")
# What openpyxl ends with over parts that are missing or are not what they should be.
UNREADABLE = (
    *file_checks.BROKEN_ZIP,
    InvalidFileException,
    TypeError,
    AttributeError,
    SyntaxError,
    ArithmeticError,
)
TOO_LONG = (
    "Trang tính có quá nhiều dòng, kể cả dòng trống có định dạng. Hãy xóa các dòng thừa ở dưới rồi "
    "lưu lại."
)
BROKEN = "Không đọc được bảng tính. Hãy mở bằng Excel, lưu lại thành .xlsx rồi tải lên."


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of an uploaded workbook, in their order."""

    sheets: dict[str, Any]  # openpyxl has no types

    @property
    def first_visible(self) -> str:
        """Return the name of the sheet that opens before whoever made the file."""
        names = [name for name, one in self.sheets.items() if one.sheet_state == "visible"]
        if not names:
            raise WrongType("Tệp không có trang tính nào đang hiện.", field="file")
        return names[0]


def read(content: BinaryIO, *, max_bytes: int) -> Book:
    """Return a plain workbook.

    Raises:
        Refusal: macros, merged cells, another kind of file, a bomb; says what to do.
    """
    _refuse_unfit(content, max_bytes)
    try:
        book = load_workbook(content, read_only=True)
        return Book({one.title: one for one in book.worksheets})
    except UNREADABLE as problem:
        raise WrongType(BROKEN, field="file") from problem


def rows(sheet: Any, *, columns: int) -> Iterator[Row]:
    """Yield the rows that hold something, each with its number in the sheet.

    They are counted, for the size that a file says it has is often not true.

    Raises:
        Refusal: it goes on too long, or cannot be read.
    """
    sheet.reset_dimensions()
    looked_at, before = 0, None
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=columns), 1):
            if looked_at > ROWS_LOOKED_AT or number > LAST_ROW:
                raise TooLarge(TOO_LONG, field="file")
            if cells is before:  # openpyxl fills a gap with the same empty row again and again
                continue
            looked_at, before = looked_at + 1, cells
            values = [_value(cell) for cell in cells]
            if any(value is not None and str(value).strip() for value in values):
                yield number, values
    except UNREADABLE as problem:
        raise WrongType(BROKEN, field="file") from problem


def _value(cell: Any) -> SheetCell:
    value: SheetCell = cell.value
    if value is None:
        return None
    if cell.data_type == "f" or not isinstance(value, str | int | float | Decimal | date):
        return FORMULA if cell.data_type == "f" else UnusableCell("Ô chứa kiểu không đọc được.")
    if cell.data_type == "e":
        return UnusableCell(f"Ô có lỗi {value}; hãy sửa hoặc dán giá trị.")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    return PercentageCell(value) if shows_percent(str(cell.number_format or "")) else value


def text(value: str) -> str:
    """Return words as a workbook can hold them: signs pasted from elsewhere end no export."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", value)).encode("utf-8", "ignore").decode()


def put_text(cell: Any, value: str) -> None:
    """Write people's words, which are never a formula, whatever they begin with."""
    cell.value = text(value)
    cell.data_type = "s"


def _refuse_unfit(content: BinaryIO, max_bytes: int) -> None:
    content.seek(0)
    head = content.read(1024)
    content.seek(0)
    _refuse_other_kinds(head)
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except file_checks.BROKEN_ZIP:
        names = []
    content.seek(0)
    if any("vbaProject" in name for name in names):
        raise WrongType("Tệp có macro (.xlsm). Hãy lưu lại thành .xlsx rồi tải lên.", field="file")
    try:
        files.check_upload(content, allowed=(file_checks.XLSX,), max_bytes=max_bytes)
    except Refusal as no:
        no.field = "file"
        raise
    content.seek(0)
    with zipfile.ZipFile(content) as archive:
        for name in sorted(name for name in names if name.startswith("xl/worksheets/")):
            if not name.endswith("/") and _holds(archive, name, MERGED):
                raise Refusal("Tệp có ô gộp. Hãy bỏ gộp ô (Unmerge) rồi tải lên.", field="file")
    content.seek(0)


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(OLD_EXCEL):
        raise WrongType(f"Tệp .xls đời cũ hoặc có mật khẩu. {SAVE_AS}", field="file")
    if OPEN_DOCUMENT in head:
        raise WrongType(f"Tệp .ods. {SAVE_AS}", field="file")
    is_text = b"\0" not in head and not head.startswith((b"PK", b"%PDF"))
    if is_text and any(sign in head for sign in (b",", b";", b"\t")):
        raise WrongType(f"Tệp .csv hoặc tệp chữ, không phải bảng tính. {SAVE_AS}", field="file")


def _holds(archive: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    before = b""
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            if wanted in before + chunk:
                return True
            before = chunk[-len(wanted) :]
    return False
