"""Both registers with all ten columns of Annex IV, as lines, as PDF and as Excel.

Nghị định 30/2020/NĐ-CP, Điều 15 and 22: kept by the system and printed in full. What the actor may
not read does not stand in what they print.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.queries import documents, incoming
from vanlang.documents.rules.states import STATE_NAMES, UNISSUED, State
from vanlang.identity.api import Unit
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import midnight
from vanlang.kernel.refusals import Refusal
from vanlang.ui import papers, wording, workbooks
from vanlang.ui.papers import Paper

MOST_LINES = 20_000
NAMED_RECIPIENTS = 12
HEAD_LINES = 4


class Kind(StrEnum):
    INCOMING = "den"
    OUTGOING = "di"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    share: float  # of the width of the page


TITLES = {
    Kind.INCOMING: "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
    Kind.OUTGOING: "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
}
# Phụ lục IV, the columns in their order.
COLUMNS = {
    Kind.INCOMING: (
        Column("Ngày đến", 1.1),
        Column("Số đến", 0.8),
        Column("Tác giả", 1.8),
        Column("Số, ký hiệu văn bản", 1.6),
        Column("Ngày tháng văn bản", 1.1),
        Column("Tên loại và trích yếu nội dung văn bản", 3.6),
        Column("Đơn vị hoặc người nhận", 1.8),
        Column("Ngày chuyển", 1.1),
        Column("Ký nhận", 1.3),
        Column("Ghi chú", 1.3),
    ),
    Kind.OUTGOING: (
        Column("Số, ký hiệu văn bản", 1.6),
        Column("Ngày tháng văn bản", 1.1),
        Column("Tên loại và trích yếu nội dung văn bản", 3.6),
        Column("Người ký", 1.4),
        Column("Nơi nhận văn bản", 2.2),
        Column("Đơn vị, người nhận bản lưu", 1.3),
        Column("Số lượng bản", 0.8),
        Column("Ngày chuyển", 1.1),
        Column("Ký nhận", 1.2),
        Column("Ghi chú", 1.2),
    ),
}


@dataclass(frozen=True, slots=True)
class Register:
    """Sổ đăng ký: which one, whose, of which days, and its lines."""

    kind: Kind
    unit: Unit
    since: date
    until: date
    lines: list[tuple[str, ...]]

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def columns(self) -> tuple[Column, ...]:
        return COLUMNS[self.kind]

    @property
    def period(self) -> str:
        return f"Từ ngày {self.since:%d/%m/%Y} đến ngày {self.until:%d/%m/%Y}"


def register(actor: Actor, kind: Kind, unit: Unit, *, since: date, until: date) -> Register:
    """Return a register of one agency and period.

    Raises:
        Refusal: it is too long to print in one go.
    """
    if kind == Kind.INCOMING:
        entries = _entries(actor, unit, since, until)
        _refuse_long(entries.count())
        lines = [_incoming_line(entry) for entry in entries]
    else:
        issued = _issued(actor, unit, since, until)
        _refuse_long(issued.count())
        lines = [_outgoing_line(document) for document in issued]
    return Register(kind, unit, since, until, lines)


def as_pdf(found: Register, *, at: datetime) -> Paper:
    """Return the register on A4 across, its head on every page."""
    return papers.render(
        "documents/register",
        {
            "at": at,
            "title": found.title,
            "agency": found.unit.name,
            "period": found.period,
            "columns": [{"title": one.title, "share": one.share} for one in found.columns],
            "lines": found.lines,
            "count": wording.number(len(found.lines)),
        },
    )


def as_workbook(found: Register) -> bytes:
    """Return the register as Excel; what people wrote is text there, never a formula."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "Sổ văn bản đến" if found.kind == Kind.INCOMING else "Sổ văn bản đi"
    for row, text in enumerate((found.unit.name, found.title, found.period), 1):
        sheet.cell(row, 1, text).font = Font(bold=True)
    table = [tuple(one.title for one in found.columns), *found.lines]
    for row, line in enumerate(table, HEAD_LINES):
        for column, text in enumerate(line, 1):
            cell = sheet.cell(row, column)
            workbooks.put_text(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == HEAD_LINES:
                cell.font = Font(bold=True)
    for column, one in enumerate(found.columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = one.share * 11
    sheet.freeze_panes = f"A{HEAD_LINES + 1}"
    sheet.print_title_rows = f"{HEAD_LINES}:{HEAD_LINES}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _entries(
    actor: Actor, unit: Unit, since: date, until: date
) -> QuerySet[IncomingEntry, IncomingEntry]:
    return (
        incoming.visible_to(actor)
        .filter(
            unit=unit,
            arrival_number__isnull=False,
            registered_at__gte=midnight(since),
            registered_at__lt=midnight(until + timedelta(days=1)),
        )
        .select_related("document", "presented_to")
        .prefetch_related("forwardings__unit", "forwardings__person")
        .order_by("year", "arrival_number")
    )


def _issued(actor: Actor, unit: Unit, since: date, until: date) -> QuerySet[Document, Document]:
    return (
        documents.own(actor)
        .filter(author=unit, issued_on__gte=since, issued_on__lte=until)
        .exclude(state__in=sorted(UNISSUED))
        .prefetch_related("dispatches")
        .order_by("issued_on", "type_code", "number", "pk")
    )


def _incoming_line(entry: IncomingEntry) -> tuple[str, ...]:
    document, handed = entry.document, list(entry.forwardings.all())
    names = [(one.unit or one.person) for one in handed]
    receivers = "; ".join(str(name) for name in names)
    if not receivers and entry.presented_to:
        receivers = entry.presented_to.name
    moved_at = handed[0].forwarded_at if handed else entry.presented_at
    opened = [one for one in handed if one.opened_at]
    signed = "; ".join(f"{one.opened_by_name} {wording.day(one.opened_at)}" for one in opened)
    return (
        wording.day(entry.arrived_at),
        str(entry.arrival_number),
        document.author_name,
        document.notation,
        wording.day(document.issued_on),
        f"{document.type_name}: {document.subject}",
        receivers,
        wording.day(moved_at) if moved_at else "",
        signed or entry.signed_for,
        entry.note,
    )


def _outgoing_line(document: Document) -> tuple[str, ...]:
    dispatches = list(document.dispatches.all())
    names = [one.name for one in dispatches[:NAMED_RECIPIENTS]]
    more = len(dispatches) - len(names)
    received = sum(1 for one in dispatches if one.received_at)
    ended = document.state != State.ISSUED
    note = STATE_NAMES[State(document.state)] if ended else document.note
    return (
        document.notation,
        wording.day(document.issued_on),
        f"{document.type_name}: {document.subject}",
        document.signer_name,
        "; ".join(names) + (f"; và {more} nơi khác" if more else ""),
        document.archive_copy_at,
        str(document.copy_count or len(dispatches) or ""),
        wording.day(document.issued_at) if document.issued_at else "",
        f"{received}/{len(dispatches)} đã nhận" if dispatches else "",
        note,
    )


def _refuse_long(count: int) -> None:
    if count > MOST_LINES:
        raise Refusal(
            f"Kỳ này có {wording.number(count)} văn bản, nhiều hơn {wording.number(MOST_LINES)} "
            "dòng in được một lần. Hãy chọn kỳ ngắn hơn.",
            field="until",
        )
