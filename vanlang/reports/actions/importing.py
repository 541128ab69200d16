"""A report out of its Excel file: all that is in it, or nothing and a list of every fault."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, TooLarge, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import writing
from vanlang.reports.actions.writing import Filled, Saved
from vanlang.reports.models import Submission
from vanlang.reports.queries import workbook
from vanlang.reports.rules import sheets
from vanlang.reports.rules.sheets import Cell, Fault, WrongFile
from vanlang.reports.rules.states import VERB_NAMES, Origin, State, may_move
from vanlang.ui import workbooks

FILE_BYTES_AT_MOST = 5 * 2**20
COLUMNS_AT_MOST = 80


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
    allowed = set(writing.fillable(report))
    revision, values, faults = _read(report, content, allowed)
    if faults:
        return Imported(faults=faults)
    filled = Filled(revision, values, key)
    return Imported(writing.keep(report, filled, by=by, at=at, origin=Origin.SHEET))


def _read(
    report: Submission, content: BinaryIO, allowed: set[str]
) -> tuple[int, dict[str, str], list[Fault]]:
    sheet_of = workbooks.read(content, max_bytes=FILE_BYTES_AT_MOST).sheets
    try:
        if sheets.MARK_SHEET not in sheet_of:
            sheets.read_mark(())
        lines = islice(workbooks.rows(sheet_of[sheets.MARK_SHEET], columns=1), 5)
        mark = sheets.read_mark([line[0] for _, line in lines if line])
        sheets.refuse_another(mark, workbook.mark_of(report))
    except WrongFile as problem:
        raise Refusal(str(problem), field="file") from problem
    values, faults = _tables(report, sheet_of, allowed)
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
        rows, beyond = _rows(sheet_of[name], wanted, name)
        found, wrong = sheets.read_table(table, units, rows, sheet=name, fillable=allowed)
        values |= found
        faults += wrong + beyond
    if definition.sections and sheets.WORDS_SHEET in sheet_of:
        wanted = sheets.FIRST_ROW + len(definition.sections) - 1
        rows, beyond = _rows(sheet_of[sheets.WORDS_SHEET], wanted, sheets.WORDS_SHEET)
        found, wrong = sheets.read_words(definition, rows)
        values |= found
        faults += wrong + beyond
    return values, faults


def _rows(sheet: object, wanted: int, name: str) -> tuple[list[Sequence[Cell]], list[Fault]]:
    """Return the rows of a sheet by their numbers; what was added below is named, not dropped.

    Read no further than a few of those: 200,000 rows cost no more than the form's own.
    """
    lines: list[Sequence[Cell]] = []
    beyond: list[Fault] = []
    for number, row in workbooks.rows(sheet, columns=COLUMNS_AT_MOST):
        if number > wanted:
            beyond.append(Fault(name, f"A{number}", "Dòng này không có trong mẫu; hãy bỏ đi."))
        if len(beyond) > sheets.ROWS_BEYOND:
            raise TooLarge(
                f"Trang tính “{name}” có quá {number - 1} dòng, mẫu chỉ có {wanted}. "
                "Hãy dùng đúng mẫu đã tải.",
                field="file",
            )
        if number <= wanted:
            lines += [()] * (number - 1 - len(lines))
            lines.append(row)
    return lines, beyond
