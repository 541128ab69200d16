"""A document written in Word as it is signed: its PDF with number and date in the room left."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pikepdf
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer, LTItem
from pdfminer.pdfexceptions import PDFException

from vanlang.documents.models import Document, DraftVersion
from vanlang.documents.queries import papers
from vanlang.documents.rules import types, word_pages, word_templates
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.types import DocumentType, Family
from vanlang.documents.rules.word_pages import Ending, Gap, Head, Letter, Row
from vanlang.identity.api import Unit
from vanlang.kernel import files
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal
from vanlang.signing import api as signing
from vanlang.signing.api import Signer, SigningRight
from vanlang.ui import papers as typesetting
from vanlang.ui.papers import Box, Paper

MOST_PAGES = 200
OFF_BY = 6  # points
UNREADABLE = "Không đọc được chữ trong bản PDF chuyển từ tệp Word. Hãy lưu lại tệp rồi tải lên."


@dataclass(frozen=True, slots=True)
class Read:
    """The PDF of a Word file and what stands in it: its lines, its typefaces, how many pages."""

    pdf: bytes
    rows: tuple[Row, ...]
    faces: frozenset[str]
    pages: int

    @property
    def text(self) -> str:
        return "\n".join(word_pages.words(row) for row in self.rows)


def read(pdf: bytes) -> Read:
    """Return what stands in the PDF.

    Raises:
        Refusal: it is not A4, too long, or without text.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = len(opened.pages)
        sizes = [[float(edge) for edge in page.mediabox] for page in opened.pages[:1]]
    if pages > MOST_PAGES:
        raise Refusal(f"Tệp dài quá {MOST_PAGES} trang; phần sau hãy để ở phụ lục.", field="file")
    for left, bottom, right, top in sizes:
        off = (abs(right - left - word_pages.A4[0]), abs(top - bottom - word_pages.A4[1]))
        if max(off) > OFF_BY:
            raise Refusal("Trang 1 phải là khổ A4, hướng đứng (Phụ lục I).", field="file")
    found: list[Row] = []
    faces: set[str] = set()
    try:
        for number, page in enumerate(extract_pages(io.BytesIO(pdf), laparams=None)):
            marks = list(_marks(page))
            faces |= {mark.fontname for mark in marks}
            found += word_pages.rows(_letters(marks), number)
    except (PDFException, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Refusal(UNREADABLE, field="file") from problem
    if not found:
        raise Refusal(UNREADABLE, field="file")
    return Read(pdf, tuple(found), frozenset(faces), pages)


def opened(version: DraftVersion) -> Read | None:
    """Return what a version has in Word; None for a text that was written here."""
    return None if version.file is None else read(files.read(version.file))


def head_of(document: Document, found: Read, *, year: int) -> Head:
    """Return the room for number and date, the symbol being the one the system gives."""
    author = document.author
    if author is None:
        raise ValueError(document)
    agency = papers.agency_of(author)
    kind = types.find(document.type_code, author.block)
    symbol = papers.symbol_of(document)
    if kind.family == Family.LEGAL:
        symbol = symbol.removeprefix(f"{year}/")
    return word_pages.head(
        found.rows,
        symbol=symbol,
        separator="-" if agency.is_party else "/",
        place=document.place or agency.place,
        year=year,
    )


def template(  # noqa: PLR0913 what a file begins with
    author: Unit,
    kind: DocumentType,
    draft: Draft,
    *,
    symbol: str,
    leader: tuple[str, str] | None,
    year: int,
) -> bytes:
    """Return a Word file to go on writing in; `leader` is who usually signs, and as what."""
    agency = papers.agency_of(author)
    name, title = leader or ("", agency.head_title)
    signer = signing.usual_signer(author, title)
    form = word_templates.Form(
        superior=agency.superior,
        agency=agency.head,
        number=("-" if agency.is_party else "/") + symbol,
        place=agency.place,
        year=year,
        kind="" if kind.is_letter else kind.name.removesuffix(" (quy phạm pháp luật)"),
        signing_as=signing.lines(signing.usual(signer), signer),
        signer=name,
        is_party=agency.is_party,
    )
    return word_templates.write(form, draft)


def right_of(found: Read, signer: Signer, *, name: str) -> SigningRight:
    """Return by what right the file says that this signer signs.

    Raises:
        Refusal: they do not sign so, or there is no room above their name.
    """
    end = word_pages.ending(found.rows, name)
    signing.check(end.right, signer)
    return end.right


def paper(document: Document, found: Read, *, at: datetime, signer: Actor) -> Paper:
    """Return the PDF with number and date, and where the signatures go.

    Raises:
        Refusal: the room is not there, or another year was typed.
    """
    day = day_of(at)
    head = head_of(document, found, year=day.year)
    if head.typed_year not in {None, day.year}:
        raise Refusal(
            f"Tệp Word ghi năm {head.typed_year}, nay là năm {day.year}: hãy sửa rồi tải lên lại."
        )
    end = word_pages.ending(found.rows, signer.name)
    number = f"{document.number:02d}" if document.number else ""
    items = [
        _item(head.number, number + head.number.tail, "left" if head.number.tail else "right"),
        _item(head.day, f"{day.day:02d}", is_italic=True),
        _item(head.month, _month(day), is_italic=True),
    ]
    if head.year is not None:
        items.append(_item(head.year, str(day.year), "left", is_italic=True))
    return Paper(_overlaid(found.pdf, items, document, at=at), found.pages, _boxes(end))


def _month(day: date) -> str:
    """Phụ lục I, mục 4: days below 10 and the months 1 and 2 are written with a zero."""
    return f"{day.month:02d}" if day.month in {1, 2} else str(day.month)


def _item(
    gap: Gap, text: str, side: str = "centre", *, is_italic: bool = False
) -> dict[str, object]:
    return {
        "x1": gap.x1,
        "x2": gap.x2,
        "baseline": gap.baseline,
        "size": gap.size,
        "text": text,
        "side": side,
        "style": "italic" if is_italic else "normal",
    }


def _boxes(end: Ending) -> dict[str, Box]:
    """The seal covers the left third of the signature, as on the papers we set ourselves.

    Where the drafter left less room than it is high, it reaches up, never down over the name.
    """
    left = end.centre - word_pages.SIGNATURE_WIDTH / 2
    right, page = left + word_pages.SIGNATURE_WIDTH, end.page + 1
    middle, edge = (end.bottom + end.top) / 2, left + word_pages.SIGNATURE_WIDTH / 3
    seal = word_pages.SEAL
    foot = max(middle - seal / 2, end.bottom)
    return {
        "person": Box(page, left, end.bottom, right, end.top),
        "organisation": Box(page, edge - seal, foot, edge, foot + seal),
    }


def _overlaid(
    pdf: bytes, items: list[dict[str, object]], document: Document, *, at: datetime
) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        told = {
            "at": at,
            "title": document.notation,
            "width": right - left,
            "height": top - bottom,
            "items": items,
        }
        over = typesetting.render("documents/on_word", told)
        with pikepdf.open(io.BytesIO(over.pdf)) as source:
            page.add_overlay(source.pages[0], pikepdf.Rectangle(left, bottom, right, top))
            made = io.BytesIO()
            opened.save(made)
    return made.getvalue()


def _marks(item: LTItem) -> Iterator[LTChar]:
    if isinstance(item, LTChar):
        yield item
    elif isinstance(item, LTContainer):
        for part in item:
            yield from _marks(part)


def _letters(marks: list[LTChar]) -> Iterator[Letter]:
    """One letter each, in whatever pieces the PDF has them."""
    for mark in marks:
        text = mark.get_text()
        width = (mark.x1 - mark.x0) / max(len(text), 1)
        for place, letter in enumerate(text):
            left = mark.x0 + place * width
            yield Letter(letter, left, left + width, mark.matrix[5], mark.size)
