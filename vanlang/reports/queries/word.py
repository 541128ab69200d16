"""A report as a Word file: the same words and tables as the paper, to be worked on further."""

import io
from collections.abc import Iterable
from datetime import datetime

from docx import Document
from docx.document import Document as Book
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Row
from docx.text.paragraph import Paragraph

from vanlang.kernel.deadlines import ZONE
from vanlang.reports.queries import papers
from vanlang.reports.queries.reading import Reading
from vanlang.reports.rules import places, texts
from vanlang.reports.rules.definitions import Row, Table
from vanlang.reports.rules.numbers import Kind
from vanlang.ui import wording

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FACE = "Times New Roman"  # Nghị định 30/2020/NĐ-CP, Phụ lục I
SIZE, SMALL = 13, 10
NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def report(read: Reading, *, at: datetime) -> bytes:
    """Return the report as .docx, with its outline as headings and its figures as tables."""
    found = read.report
    definition = found.round.definition
    book = Document()
    _page(book)
    book.core_properties.title = f"{definition.name} {found.round.period_name}"
    book.core_properties.author = found.unit_name
    book.core_properties.created = at.astimezone(ZONE).replace(tzinfo=None)
    _head(book, found.unit_name)
    _centred(book, definition.name.upper(), bold=True, size=14)
    _centred(book, found.round.period_name.capitalize(), bold=True)
    since, until = wording.day(found.round.starts_on), wording.day(found.round.ends_on)
    _centred(book, f"(Số liệu từ {since} đến hết {until})", italic=True)
    if read.coverage is not None:
        _centred(book, f"({read.coverage.headline})", italic=True)
    if not found.is_sent:
        _centred(book, f"Bản chưa gửi: {found.state_name}", size=SMALL)
    for number, section in enumerate(definition.sections):
        _heading(book, f"{texts.ROMAN[number]}. {section.title.upper()}")
        for line in read.values.get(places.section(section.code), "").splitlines():
            if line.strip():
                paragraph = book.add_paragraph(line.strip())
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
                paragraph.paragraph_format.first_line_indent = Mm(10)
    for number, table in enumerate(definition.tables, 1):
        _table(book, read, table, number)
    _extent(book, read)
    _explanations(book, read)
    if found.approver_name:
        _signature(book, papers.signing_lines(found), found.approver_name)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _page(book: Book) -> None:
    page = book.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    style = book.styles["Normal"]
    if isinstance(style, ParagraphStyle):  # as it is in the library's own template
        style.font.name, style.font.size = FACE, Pt(SIZE)
        style.paragraph_format.space_after = Pt(6)


def _head(book: Book, unit: str) -> None:
    head = book.add_table(rows=1, cols=2)
    head.autofit = False
    for cell, lines, width in zip(
        head.rows[0].cells, ((unit.upper(),), NATION), (Mm(65), Mm(100)), strict=True
    ):
        cell.width = width
        for number, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            _run(paragraph, line, bold=True, size=12)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    book.add_paragraph()


def _table(book: Book, read: Reading, table: Table, number: int) -> None:
    if len(table.columns) + 1 > texts.WIDEST:
        _turn(book)
    _heading(book, f"Biểu {number}. {table.title}")
    made = book.add_table(rows=1, cols=len(table.columns) + 1)
    made.style = "Table Grid"
    head = ["Nội dung", *(column.title for column in table.columns)]
    _fill(made.rows[0], head, bold=True)
    _repeat(made.rows[0])
    for row in table.rows_for(read.figures.units):
        _fill(made.add_row(), _line(read, table, row), bold=row.is_total, table=table)
    if table.note:
        _run(book.add_paragraph(), table.note, italic=True, size=SMALL)


def _line(read: Reading, table: Table, row: Row) -> list[str]:
    cells = (places.cell(table.code, row.code, column.code) for column in table.columns)
    return [row.title, *(read.figures.shown(place) for place in cells)]


def _fill(row: _Row, cells: Iterable[str], *, bold: bool, table: Table | None = None) -> None:
    for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        paragraph = cell.paragraphs[0]
        _run(paragraph, text, bold=bold, size=SMALL)
        paragraph.paragraph_format.space_after = Pt(0)
        if table is None:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif number and table.columns[number - 1].kind != Kind.TEXT:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat(row: _Row) -> None:
    """Have the head stand on every page that the table runs over."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 it has no public name


def _turn(book: Book) -> None:
    """Go on across: a wide table is unreadable upright."""
    last = book.sections[-1]
    if last.orientation == WD_ORIENT.LANDSCAPE:
        return
    page = book.add_section()
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)


def _extent(book: Book, read: Reading) -> None:
    if read.extent:
        _heading(book, "PHẠM VI SỐ LIỆU")
    for line in read.extent:
        book.add_paragraph(line)


def _explanations(book: Book, read: Reading) -> None:
    if read.explained:
        _heading(book, "GIẢI TRÌNH")
    for what, why in read.explained:
        book.add_paragraph(_clean(f"{what} Giải trình: {why}"))


def _signature(book: Book, lines: list[str], name: str) -> None:
    book.add_paragraph()
    above = [(line.upper(), True) for line in lines]
    for text, bold in (*above, ("(Đã duyệt trên hệ thống)", False), (name, True)):
        paragraph = book.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.left_indent = Mm(80)
        _run(paragraph, text, bold=bold, italic=not bold)


def _heading(book: Book, text: str) -> None:
    paragraph = book.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, bold=True)


def _centred(
    book: Book, text: str, *, bold: bool = False, italic: bool = False, size: int = SIZE
) -> None:
    paragraph = book.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(2)
    _run(paragraph, text, bold=bold, italic=italic, size=size)


def _run(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: int = SIZE
) -> None:
    run = paragraph.add_run(_clean(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _clean(text: str) -> str:
    """Leave out what XML cannot hold; people paste anything."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
