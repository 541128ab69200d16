"""A report as an Excel file: locked but for the cells one fills in, and checked there."""

import io

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from vanlang.reports.models import Submission
from vanlang.reports.queries.reading import Reading
from vanlang.reports.rules import numbers, places, sheets
from vanlang.reports.rules.definitions import Column, Table
from vanlang.reports.rules.numbers import Kind
from vanlang.reports.rules.sheets import CODES_ROW, FIRST_COLUMN, FIRST_ROW, Mark, Spot
from vanlang.reports.rules.states import Origin
from vanlang.ui import workbooks

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN = PatternFill("solid", fgColor="FFFBEF")
FILLED_IN = PatternFill("solid", fgColor="E2F1E8")
HEAD = PatternFill("solid", fgColor="F3EFE7")
THIN = Side(style="thin", color="C9C4B9")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
LEGEND = "Ô vàng: đơn vị nhập. Ô xanh: hệ thống điền sẵn. Ô trắng: hệ thống tự tính."
FORMATS = {Kind.INTEGER: "#,##0", Kind.MONEY: "#,##0", Kind.TEXT: "@"}
BY_SYSTEM = {Origin.COUNTED, Origin.CARRIED, Origin.ROLLED_UP}


def mark_of(report: Submission) -> Mark:
    turn = report.round
    return Mark(str(report.pk), turn.regime.code, turn.version.number, report.revision)


def of(read: Reading, fillable: set[str]) -> bytes:
    """Return the workbook of a report, with what it says already."""
    report = read.report
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(report.round.definition.tables, 1):
        _table(book.create_sheet(sheets.sheet_name(number)), table, read, fillable)
    if report.round.definition.sections:
        _words(book.create_sheet(sheets.WORDS_SHEET), read)
    hidden = book.create_sheet(sheets.MARK_SHEET)
    for row, text in enumerate(mark_of(report).lines(), 1):
        hidden.cell(row, 1, text)
    hidden.sheet_state = "veryHidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _table(sheet: Worksheet, table: Table, read: Reading, fillable: set[str]) -> None:
    report = read.report
    _head(sheet, table.title, report, LEGEND)
    _framed(sheet.cell(CODES_ROW - 1, 1), "Nội dung").font = Font(bold=True)
    sheet.column_dimensions["A"].width = 44
    for across, column in enumerate(table.columns):
        at = FIRST_COLUMN + across
        head = _framed(sheet.cell(CODES_ROW - 1, at), column.title)
        head.font, head.fill = Font(bold=True), HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.cell(CODES_ROW, at, column.code).font = Font(size=8, color="8B857B")
        sheet.column_dimensions[sheets.letters(at)].width = 18 if column.kind != Kind.TEXT else 32
        _validate(sheet, column, at, table, read)
    by_place = {spot.place: spot for spot in sheets.spots(table, report.covers, fillable)}
    for down, row in enumerate(table.rows_for(report.covers)):
        title = _framed(sheet.cell(FIRST_ROW + down, 1), row.title)
        title.font = Font(bold=row.is_total)
        title.alignment = Alignment(wrap_text=True, vertical="center")
        for across, column in enumerate(table.columns):
            place = places.cell(table.code, row.code, column.code)
            cell = _framed(sheet.cell(FIRST_ROW + down, FIRST_COLUMN + across), None)
            cell.number_format = _format(column)
            if place in by_place:
                _fillable(cell, by_place[place], read)
            else:
                formula = sheets.excel_formula(table, row, column, report.covers)
                cell.value = formula or _number(read.figures.text(place), column)
                cell.font = Font(bold=row.is_total)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FIRST_COLUMN)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    _lock(sheet)


def _fillable(cell: Cell, spot: Spot, read: Reading) -> None:
    kept = read.report.cells.get(spot.place)
    origin = kept[1] if kept else ""
    cell.value = _number(read.report.values.get(spot.place, ""), spot.of)
    cell.fill = FILLED_IN if origin in BY_SYSTEM else OPEN
    cell.protection = Protection(locked=False)
    if spot.of.kind == Kind.TEXT:
        cell.data_type = "s"  # people's words are never a formula, whatever they begin with
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _validate(sheet: Worksheet, column: Column, at: int, table: Table, read: Reading) -> None:
    """Have Excel itself refuse what the platform would."""
    if column.formula:
        return
    rule = {
        Kind.TEXT: DataValidation("textLength", operator="lessThanOrEqual", formula1="500"),
        Kind.PERCENT: DataValidation("decimal", operator="between", formula1="0", formula2="100"),
        Kind.DECIMAL: DataValidation("decimal", operator="greaterThanOrEqual", formula1="0"),
    }.get(column.kind, DataValidation("whole", operator="greaterThanOrEqual", formula1="0"))
    rule.showErrorMessage, rule.allow_blank = True, True
    rule.errorTitle = column.title[:30]
    rule.error = {
        Kind.TEXT: "Tối đa 500 ký tự.",
        Kind.PERCENT: "Ghi tỷ lệ từ 0 đến 100.",
        Kind.DECIMAL: "Ghi số không âm.",
    }.get(column.kind, "Ghi số nguyên không âm.")
    rows = len(table.rows_for(read.report.covers))
    letter = sheets.letters(at)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + max(rows, 1) - 1}")
    sheet.add_data_validation(rule)


def _words(sheet: Worksheet, read: Reading) -> None:
    _head(sheet, "Phần lời của báo cáo", read.report, "Ô vàng: đơn vị nhập hoặc sửa lời.")
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 100
    for number, section in enumerate(read.report.round.definition.sections):
        title = _framed(sheet.cell(FIRST_ROW + number, 1), section.title)
        title.alignment = Alignment(wrap_text=True, vertical="top")
        text = read.report.values.get(places.section(section.code), "")
        cell = _framed(sheet.cell(FIRST_ROW + number, 2), workbooks.text(text))
        cell.data_type = "s"
        cell.fill, cell.protection = OPEN, Protection(locked=False)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    _lock(sheet)


def _head(sheet: Worksheet, title: str, report: Submission, legend: str) -> None:
    sheet.cell(1, 1, workbooks.text(title)).font = Font(bold=True, size=13)
    sheet.cell(2, 1, workbooks.text(f"{report.unit_name}, {report.round.period_name}. {legend}"))


def _lock(sheet: Worksheet) -> None:
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False  # widths may be changed
    sheet.protection.formatRows = False


def _framed(cell: Cell, text: str | None) -> Cell:
    cell.border = FRAME
    if text is not None:
        cell.value = workbooks.text(text)
        cell.data_type = "s"
    return cell


def _format(column: Column) -> str:
    found = FORMATS.get(column.kind)
    return found or ("#,##0" + ("." + "0" * column.digits if column.digits else ""))


def _number(text: str, column: Column) -> int | float | str | None:
    value = numbers.number(text) if column.kind != Kind.TEXT else None
    if value is None:
        return workbooks.text(text) or None
    return int(value) if value == int(value) else float(value)
