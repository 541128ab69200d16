"""A report out of its Excel file: all that is in it, or nothing and a list of every fault."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from vanlang.kernel import file_checks, files
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, TooLarge, WrongType, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import writing
from vanlang.reports.actions.writing import Filled, Saved
from vanlang.reports.models import Submission
from vanlang.reports.queries import workbook
from vanlang.reports.rules import sheets
from vanlang.reports.rules.sheets import Cell, Fault, WrongFile
from vanlang.reports.rules.states import VERB_NAMES, Origin, State, may_move

FILE_BYTES_AT_MOST = 5 * 2**20
COLUMNS_AT_MOST = 80
CHUNK = 2**16
MERGED = b"<mergeCell "


@dataclass(slots=True)
class Imported:
    """What was saved of a file, or what kept it from being saved."""

    saved: Saved | None = None
    faults: list[Fault] = field(default_factory=list)


def import_sheet(
    report: Submission, content: BinaryIO, *, key: UUID, by: Actor, at: datetime
) -> Imported:
    """Save what a filled-in file says, merged with what was written since it was made.

    Raises:
        Refusal: the file as such cannot be taken; its words say exactly why.
    """
    refuse_unless(permissions.may_write(by, report))
    if not may_move(State(report.state), "write"):
        raise Conflict(f"Không thể {VERB_NAMES['write']}: báo cáo {report.state_name.lower()}.")
    refuse_unfit(content)
    allowed = set(writing.fillable(report))
    revision, values, faults = _read(report, content, allowed)
    if faults:
        return Imported(faults=faults)
    filled = Filled(revision, values, key)
    return Imported(writing.keep(report, filled, by=by, at=at, origin=Origin.SHEET))


def refuse_unfit(content: BinaryIO) -> None:
    """Refuse what is no plain workbook: macros, merged cells, another kind of file, a bomb.

    Raises:
        Refusal: with the reason, for the person who sent it.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        names = []
    content.seek(0)
    if any("vbaProject" in name for name in names):
        raise WrongType("Tệp có macro. Hãy lưu lại thành .xlsx rồi tải lên.", field="file")
    try:
        files.check_upload(content, allowed=(file_checks.XLSX,), max_bytes=FILE_BYTES_AT_MOST)
    except Refusal as no:
        no.field = "file"
        raise
    content.seek(0)
    with zipfile.ZipFile(content) as archive:
        for name in sorted(name for name in names if name.startswith("xl/worksheets/")):
            if not name.endswith("/") and _holds(archive, name, MERGED):
                raise Refusal("Tệp có ô gộp. Hãy bỏ gộp ô (Unmerge) rồi tải lên.", field="file")
    content.seek(0)


def _holds(archive: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    before = b""
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            if wanted in before + chunk:
                return True
            before = chunk[-len(wanted) :]
    return False


def _read(
    report: Submission, content: BinaryIO, allowed: set[str]
) -> tuple[int, dict[str, str], list[Fault]]:
    try:
        book = load_workbook(content, read_only=True)
        sheet_of = dict(zip(book.sheetnames, book.worksheets, strict=True))
        if sheets.MARK_SHEET not in sheet_of:
            sheets.read_mark(())
        column = [line[0] for line in _rows(sheet_of[sheets.MARK_SHEET], 5) if line]
        mark = sheets.read_mark(column)
        sheets.refuse_another(mark, workbook.mark_of(report))
        values, faults = _tables(report, sheet_of, allowed)
    except WrongFile as problem:
        raise Refusal(str(problem), field="file") from problem
    except (InvalidFileException, KeyError, IndexError, ValueError) as problem:
        raise WrongType("Không đọc được bảng tính. Hãy lưu lại tệp.", field="file") from problem
    return mark.revision, values, faults


def _tables(
    report: Submission, sheet_of: dict[str, object], allowed: set[str]
) -> tuple[dict[str, str], list[Fault]]:
    definition, units = report.round.definition, report.covers
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for number, table in enumerate(definition.tables, 1):
        name = sheets.sheet_name(number)
        if name not in sheet_of:
            faults.append(Fault(name, "", f"Thiếu trang tính “{name}” ({table.title})."))
            continue
        wanted = sheets.FIRST_ROW + len(table.rows_for(units)) - 1
        rows = _bounded(sheet_of[name], wanted, name)
        found, wrong = sheets.read_table(table, units, rows, sheet=name, fillable=allowed)
        values |= found
        faults += wrong
    if definition.sections and sheets.WORDS_SHEET in sheet_of:
        wanted = sheets.FIRST_ROW + len(definition.sections) - 1
        rows = _bounded(sheet_of[sheets.WORDS_SHEET], wanted, sheets.WORDS_SHEET)
        found, wrong = sheets.read_words(definition, rows)
        values |= found
        faults += wrong
    return values, faults


def _bounded(sheet: object, wanted: int, name: str) -> list[Sequence[Cell]]:
    """Return the rows of a sheet; one with far more rows than its form has is another file.

    Read no further than that: 200,000 rows cost no more than the form's own.
    """
    most = wanted + sheets.ROWS_BEYOND
    rows: list[Sequence[Cell]] = []
    for row in _rows(sheet, most + 1):
        if len(rows) == most:
            said = getattr(sheet, "max_row", None)
            count = f"{said:,} dòng".replace(",", ".") if said else f"quá {most} dòng"
            raise TooLarge(
                f"Trang tính “{name}” có {count}, mẫu chỉ có {wanted}. Hãy dùng đúng mẫu đã tải.",
                field="file",
            )
        rows.append(row)
    return rows


def _rows(sheet: object, most: int) -> Iterator[Sequence[Cell]]:
    yield from sheet.iter_rows(  # type: ignore[attr-defined]  # openpyxl has no types
        max_row=most, max_col=COLUMNS_AT_MOST, values_only=True
    )
