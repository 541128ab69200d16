"""A report as a workbook: which cell of which sheet is which place. Pure, for writing and reading.

A sheet a table: title, unit and period, headings, codes, then the rows. The codes are read back, so
that a sheet whose columns were moved is refused and never read into the wrong cells.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vanlang.kernel.cells import PercentageCell, UnusableCell
from vanlang.kernel.numbers import UnreadableNumber
from vanlang.reports.rules import figures, numbers, places
from vanlang.reports.rules.definitions import Column, Definition, Row, Table
from vanlang.reports.rules.figures import Units

Cell = str | int | float | Decimal | date | datetime | bool | UnusableCell | None

MARK = "vanlang-reports-1"
MARK_SHEET = "_vanlang"
WORDS_SHEET = "Phần lời"
CODES_ROW, FIRST_ROW, FIRST_COLUMN = 4, 5, 2
ROWS_BEYOND = 20  # empty ones that people leave below; more is another file
FAULTS_SHOWN = 200
NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Mark:
    """Dấu phiên bản: of which report, under which version, at which revision a file was made."""

    report: str
    regime: str
    version: int
    revision: int

    def lines(self) -> list[str]:
        return [MARK, self.report, self.regime, str(self.version), str(self.revision)]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: the sheet, the cell as Excel calls it, the words."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell that people fill in: its row and column in the sheet, and what it is."""

    row: int
    column: int
    place: str
    of: Column
    title: str


class WrongFile(ValueError):
    """The file is not the one that belongs to this report; says why."""


def sheet_name(number: int) -> str:
    return f"Biểu {number}"


def letters(column: int) -> str:
    """Return a column as Excel calls it: 1 is A, 28 is AB."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def spots(table: Table, units: Units, fillable: set[str]) -> list[Spot]:
    """Return the cells of a table's sheet that are filled in."""
    return [
        Spot(
            FIRST_ROW + down,
            FIRST_COLUMN + across,
            place,
            column,
            f"{row.title}, {column.title}",
        )
        for down, row in enumerate(table.rows_for(units))
        for across, column in enumerate(table.columns)
        for place in [places.cell(table.code, row.code, column.code)]
        if place in fillable and figures.is_entered(row, column)
    ]


def excel_formula(table: Table, row: Row, column: Column, units: Units) -> str:
    """Return what Excel shows in a cell nobody fills in, so that totals move while one types."""
    rows = table.rows_for(units)
    down = {one.code: FIRST_ROW + place for place, one in enumerate(rows)}
    across = {one.code: letters(FIRST_COLUMN + at) for at, one in enumerate(table.columns)}
    here = down[row.code]
    if column.formula:
        inside = NAME.sub(lambda found: f"{across[found[0]]}{here}", column.formula)
        return f'=IFERROR({inside},"")'
    if row.is_total and column.is_summed:
        parts = [one for one in rows if not one.is_total]
        wanted = [one for one in parts if not row.parts or one.code in row.parts]
        cells = ",".join(f"{across[column.code]}{down[one.code]}" for one in wanted)
        return f"=SUM({cells})"
    return ""


def read_mark(cells: Sequence[Cell]) -> Mark:
    """Return the mark of a file.

    Raises:
        WrongFile: it has none that can be read.
    """
    found = [str(cell) if cell is not None else "" for cell in cells][:5]
    try:
        start, report, regime, version, revision = found
        if start == MARK:
            return Mark(report, regime, int(version), int(revision))
    except ValueError:
        pass
    raise WrongFile("Tệp không phải mẫu tải từ hệ thống. Hãy tải mẫu của báo cáo này rồi điền vào.")


def refuse_another(found: Mark, own: Mark) -> None:
    """Refuse a file that was made for another report or another version.

    Raises:
        WrongFile: says what it was made for.
    """
    if found.regime != own.regime:
        raise WrongFile(f"Tệp là mẫu của chế độ báo cáo khác ({found.regime}).")
    if found.version != own.version:
        raise WrongFile(
            f"Tệp theo phiên bản {found.version} của chế độ báo cáo, đợt này theo phiên bản "
            f"{own.version}. Hãy tải lại mẫu."
        )
    if found.report != own.report:
        raise WrongFile("Tệp là mẫu của đơn vị khác hoặc kỳ khác. Hãy tải mẫu của báo cáo này.")
    if found.revision > own.revision:
        raise WrongFile("Dấu phiên bản trong tệp đã bị sửa. Hãy tải lại mẫu.")


def read_table(
    table: Table,
    units: Units,
    rows: Sequence[Sequence[Cell]],
    *,
    sheet: str,
    fillable: set[str],
) -> tuple[dict[str, str], list[Fault]]:
    """Return what a sheet says by place, and every fault with its cell."""
    faults = list(_moved(table, units, rows, sheet))
    if faults:
        return {}, faults
    values: dict[str, str] = {}
    for spot in spots(table, units, fillable):
        cell = _at(rows, spot.row, spot.column)
        name = f"{letters(spot.column)}{spot.row}"
        if isinstance(cell, UnusableCell):
            faults.append(Fault(sheet, name, f"{spot.title}: {cell.text}"))
            continue
        number_format = "0%" if isinstance(cell, PercentageCell) else ""
        try:
            values[spot.place] = numbers.of_cell(
                cell, spot.of.kind, spot.of.digits, number_format=number_format
            )
        except UnreadableNumber as problem:
            faults.append(Fault(sheet, name, f"{spot.title}: {problem}"))
    return values, faults


def read_words(
    definition: Definition, rows: Sequence[Sequence[Cell]]
) -> tuple[dict[str, str], list[Fault]]:
    """Return the sections of the outline as the sheet of words has them."""
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for number, section in enumerate(definition.sections):
        row = FIRST_ROW + number
        cell = _at(rows, row, FIRST_COLUMN)
        text = "" if cell is None else str(cell).replace("\r\n", "\n").strip()
        if isinstance(cell, UnusableCell):
            faults.append(Fault(WORDS_SHEET, f"B{row}", cell.text))
        elif len(text) > LONGEST_WORDS:
            faults.append(Fault(WORDS_SHEET, f"B{row}", f"Dài quá {LONGEST_WORDS} ký tự."))
        else:
            values[places.section(section.code)] = text
    return values, faults


def _moved(
    table: Table, units: Units, rows: Sequence[Sequence[Cell]], sheet: str
) -> Iterable[Fault]:
    """The codes above and the names beside must stand where the file had them."""
    for across, column in enumerate(table.columns):
        if _at(rows, CODES_ROW, FIRST_COLUMN + across) != column.code:
            cell = f"{letters(FIRST_COLUMN + across)}{CODES_ROW}"
            text = f"Cột này phải là “{column.title}”; cột đã bị thêm, bớt hoặc đổi chỗ."
            yield Fault(sheet, cell, text)
            return
    for down, row in enumerate(table.rows_for(units)):
        found = _at(rows, FIRST_ROW + down, 1)
        if str(found or "").strip() != row.title.strip():
            text = f"Dòng này phải là “{row.title}”; dòng đã bị thêm, bớt hoặc đổi chỗ."
            yield Fault(sheet, f"A{FIRST_ROW + down}", text)
            return


def _at(rows: Sequence[Sequence[Cell]], row: int, column: int) -> Cell:
    line = rows[row - 1] if row <= len(rows) else ()
    return line[column - 1] if column <= len(line) else None
