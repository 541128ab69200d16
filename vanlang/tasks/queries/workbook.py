"""A list of tasks as an Excel file."""

import io
from datetime import datetime

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from vanlang.kernel.deadlines import ZONE
from vanlang.tasks.models import Task
from vanlang.tasks.queries.standing import badge
from vanlang.tasks.rules import sheets
from vanlang.ui import workbooks

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_AT_MOST = 50_000
AT_ONCE = 1000
COLUMNS = (
    ("Số", 12),
    ("Rõ việc", 50),
    ("Căn cứ giao", 30),
    ("Đơn vị giao", 22),
    ("Đơn vị chủ trì", 22),
    ("Rõ người", 28),
    ("Rõ sản phẩm", 34),
    ("Rõ trách nhiệm", 34),
    ("Rõ thẩm quyền", 34),
    ("Giao lúc", 17),
    ("Thời hạn ban đầu", 17),
    ("Rõ thời gian (hạn hiện nay)", 17),
    ("Trạng thái", 18),
    ("Đúng hạn, quá hạn", 28),
    ("Nộp sản phẩm lúc", 17),
    ("Kết thúc lúc", 17),
)


def of(tasks: QuerySet[Task], *, title: str, at: datetime) -> bytes:
    """Write the tasks as rows, written as they are read so that long lists need little room."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, (_, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, name) for name, _ in COLUMNS]
    for cell in head:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    sheet.append(head)
    for task in tasks[:ROWS_AT_MOST].iterator(AT_ONCE):
        sheet.append([_cell(sheet, value) for value in _row(task, at)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(task: Task, at: datetime) -> tuple[str | datetime | None, ...]:
    return (
        task.number,
        task.title,
        task.source_label,
        task.giver.short_name,
        task.lead.short_name,
        task.in_charge,
        task.product,
        task.responsibility,
        task.authority,
        _local(task.given_at),
        _local(task.original_due_at),
        _local(task.due_at),
        task.state_name,
        badge(task, at=at)[1],
        _local(task.reported_at),
        _local(task.closed_at),
    )


def _local(moment: datetime | None) -> datetime | None:
    """Return the wall clock's time: Excel knows no zones."""
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment else None


def _cell(sheet: object, value: str | datetime | None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, None if isinstance(value, str) else value)
    if isinstance(value, str):
        workbooks.put_text(cell, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif value is not None:
        cell.number_format = "dd/mm/yyyy hh:mm"
    return cell


def template() -> bytes:
    """Write an empty sheet with the headings of a programme, as the import reads them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Chương trình")
    for number, name in enumerate(sheets.COLUMNS.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(14, len(name) + 4)
    head = [WriteOnlyCell(sheet, name) for name in sheets.COLUMNS.values()]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
