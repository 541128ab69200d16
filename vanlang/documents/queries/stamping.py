"""A copy of an incoming document with the stamp “ĐẾN” on its first page; the original stays.

Nghị định 30/2020/NĐ-CP, Phụ lục IV: 35 mm by 50 mm, on free space below the number and symbol, or
below the date.
"""

import io
from collections.abc import Sequence
from datetime import datetime

import pikepdf
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTTextContainer
from pdfminer.pdfexceptions import PDFException

from vanlang.documents.models import Attachment, IncomingEntry
from vanlang.documents.rules.states import FileKind
from vanlang.kernel.days import written
from vanlang.ui import papers

MM = 72 / 25.4
WIDTH, HEIGHT = 50 * MM, 35 * MM
# From the left and from the top of the page, in mm: where the decree wants it first.
PLACES = ((32, 58), (32, 70), (128, 58), (32, 84), (128, 70), (155, 100), (5, 5))

# Along the foot, where no margin of Phụ lục I has words: what the copy is.
NOTE_FROM, NOTE_TO = 4 * MM, 12 * MM
NOTE = (
    "Bản có dấu ĐẾN để trình, chuyển xử lý; không mang chữ ký số và không thay bản gốc."
    " Chữ ký số kiểm tra trên tệp gốc, lưu cạnh bản này."
)

Rectangle = tuple[float, float, float, float]


class NoPage(Exception):
    """There is no page that could be stamped."""


def stamped(pdf: bytes, entry: IncomingEntry, *, at: datetime, file_code: str = "") -> bytes:
    """Return the copy with the stamp of the entry's agency.

    Raises:
        NoPage: the file cannot be read as a PDF with a page.
    """
    stamp = papers.render(
        "documents/arrival_stamp",
        {
            "at": at,
            "title": f"Dấu đến {entry.arrival_number}/{entry.year}",
            "agency": entry.unit.name,
            "number": str(entry.arrival_number or ""),
            "day": written(entry.arrived_at),
            "moved_to": entry.presented_to.name if entry.presented_to else "",
            "file_code": file_code,
        },
    )
    note = papers.render(
        "documents/arrival_note",
        {"at": at, "title": NOTE, "agency": entry.unit.name, "note": NOTE},
    )
    held = io.BytesIO()
    try:
        with (
            pikepdf.open(io.BytesIO(pdf)) as document,
            pikepdf.open(io.BytesIO(stamp.pdf)) as source,
            pikepdf.open(io.BytesIO(note.pdf)) as foot,
        ):
            _flatten(document)
            page = document.pages[0]
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            taken = _written_on(pdf)
            x1, y1, x2, y2 = _free_place(right - left, top - bottom, taken)
            where = pikepdf.Rectangle(left + x1, bottom + y1, left + x2, bottom + y2)
            page.add_overlay(source.pages[0], where)
            low = pikepdf.Rectangle(left, bottom + NOTE_FROM, right, bottom + NOTE_TO)
            page.add_overlay(foot.pages[0], low)
            _lead_to_original(document, low, entry)
            document.save(held)
    except (pikepdf.PdfError, IndexError, ValueError) as problem:
        raise NoPage from problem
    return held.getvalue()


def _flatten(document: pikepdf.Pdf) -> None:
    """Draw the pictures of signatures and seals into the pages, and leave no signature behind.

    A stamp changes what was signed, so the copy's signatures would all be called broken.
    """
    document.flatten_annotations("all")
    for key in ("/AcroForm", "/DSS", "/Perms"):
        if key in document.Root:
            del document.Root[key]
    for page in document.pages:
        if "/Annots" in page:
            others = [entry for entry in page.Annots if entry.get("/Subtype") != "/Widget"]
            page.Annots = pikepdf.Array(others)


def _lead_to_original(
    document: pikepdf.Pdf, where: pikepdf.Rectangle, entry: IncomingEntry
) -> None:
    page = document.pages[0]
    path = reverse("documents-document", args=[entry.document_id])
    address = f"{settings.PUBLIC_URL.rstrip('/')}{path}"
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[where.llx, where.lly, where.urx, where.ury],
        Border=[0, 0, 0],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address),
    )
    others = list(page.get("/Annots", pikepdf.Array()))
    page.Annots = pikepdf.Array([*others, document.make_indirect(link)])


def waiting_for(sha256: str) -> QuerySet[IncomingEntry]:
    """Return what was registered before its scan could be stamped."""
    main = Attachment.objects.filter(
        document=OuterRef("document"), file=sha256, kind__in=(FileKind.MAIN, FileKind.SIGNED)
    )
    stamped = Attachment.objects.filter(
        document=OuterRef("document"), unit=OuterRef("unit"), kind=FileKind.STAMPED
    )
    return IncomingEntry.objects.filter(
        Exists(main), ~Exists(stamped), arrival_number__isnull=False
    ).order_by("registered_at")


def _free_place(width: float, height: float, taken: Sequence[Rectangle]) -> Rectangle:
    """Return the first place that covers nothing written, or else the one that covers least."""
    places = []
    for from_left, from_top in PLACES:
        x1 = min(from_left * MM, max(width - WIDTH, 0))
        y2 = height - min(from_top * MM, max(height - HEIGHT, 0))
        places.append((x1, y2 - HEIGHT, x1 + WIDTH, y2))
    return min(places, key=lambda place: sum(_overlap(place, one) for one in taken))


def _overlap(one: Rectangle, other: Rectangle) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0


def _written_on(pdf: bytes) -> list[Rectangle]:
    """Return where text stands on the first page; a scan without a layer of text has none."""
    try:
        for page in extract_pages(io.BytesIO(pdf), maxpages=1):
            return [
                line.bbox for block in page if isinstance(block, LTTextContainer) for line in block
            ]
    except (PDFException, ValueError, TypeError, KeyError, AttributeError):
        return []
    return []
