"""Papers: from a template and its data to a PDF/A-2b that an archive accepts.

A template is a typst file `<system>/papers/<name>.typ`, named "<system>/<name>"; the shared layout
of Nghị định 30/2020 Annex I is `ui/papers/nd30.typ`. Text that people wrote is always data and
never typst: it travels as JSON. Dates and times are handed over as they are (`date`, aware
`datetime`) and written by the template; `at` says when the paper was made, so that the same data
gives the same bytes. `qr` is the text of the QR code. An empty value is left out by the template.

    paper = papers.render("public_services/receipt", {
        "at": now, "title": "Giấy tiếp nhận hồ sơ H44.05158-261122-0001",
        "superior": "", "agency": "Ủy ban nhân dân\\nxã Mường Bi",
        "number": "0001", "symbol": "", "place": "Mường Bi", "date": now.date(),
        "code": "H44.05158-261122-0001", "receiving_unit": "Trung tâm Phục vụ hành chính công …",
        "competent_unit": "…", "applicant": "Bùi Thị Lan", "submitter": "Bùi Thị Lan",
        "identity_number": "…", "address": "…", "phone": "…", "email": "…", "request": "…",
        "papers": [{"name": "…", "originals": 1, "certified": 0, "copies": 0, "electronic": 0}],
        "sets": 1, "term": "03 ngày làm việc", "received_at": now, "due_at": due,
        "delivery": "…", "fee": "8.000 đồng", "note": "", "receiver": "Hà Văn Minh",
        "follow_up": "dichvucong.example.vn/tra-cuu", "qr": "https://…/tra-cuu/H44…",
    })
    paper.boxes["person"], paper.boxes["organisation"]     # where the signatures go

    papers.render("public_services/result", {
        "at": now, "title": "…", "superior": "", "agency": "Ủy ban nhân dân\\nxã Mường Bi",
        "number": "15", "symbol": "XN-UBND", "place": "Mường Bi", "date": date(2026, 11, 22),
        "kind": "Giấy xác nhận",            # empty: a letter (công văn), with "to": ["…"]
        "summary": "Về việc …", "authority": "", "bases": ["Căn cứ …;"], "paragraphs": ["…"],
        "facts": [["Họ và tên", "Bùi Thị Lan"]], "closing": ["…"],
        "signing_as": ["TM. Ủy ban nhân dân", "Chủ tịch"], "signer": "Đinh Thị Hòa",
        "recipients": ["Như trên", "Lưu: VT"], "seal_mm": 36,
        "code": "K7Q4-29TM-X3PD", "check": "Kiểm tra tại …", "qr": "https://…",
    })

`symbol` may stand without `number` (not yet numbered), `date` may be None (not yet signed).
"""

import io
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

import pikepdf
import segno
import typst

ROOT = Path(__file__).parent.parent
FONTS = Path(__file__).parent / "papers" / "fonts"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
A4_HEIGHT = 297 / 25.4 * 72
NOT_IN_THE_FONT = "\N{WHITE SQUARE}"


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, in PDF points from its lower left corner."""

    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Paper:
    pdf: bytes
    pages: int
    boxes: dict[str, Box]


class NoSuchPaper(Exception):
    """No system has a template of this name."""


def render(template: str, data: Mapping[str, object]) -> Paper:
    """Return the PDF/A-2b of `template` ("public_services/receipt") filled with `data`."""
    source = _source(template)
    at = data["at"]
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise TypeError("`at` is an aware datetime: it becomes the paper's time of making.")
    given = json.dumps(_plain({**data, **_drawn(data)}), ensure_ascii=False)
    with _compiling:
        pdf = _compiler.compile(
            source,
            format="pdf",
            sys_inputs={"given": given},
            pdf_standards=["a-2b"],
            timestamp=int(at.timestamp()),
        )
        places = json.loads(_compiler.query("<place>", field="value"))
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template} gave no single PDF.")
    return Paper(pdf, _pages_of(pdf), {place["name"]: _box(place) for place in places})


def qr_drawing(text: str) -> str:
    """Return the QR code of `text` as an SVG, without the quiet border (the layout leaves it)."""
    return segno.make(text, error="m", micro=False).svg_inline(border=0)


def typeset(text: str) -> str:
    """Return `text` in letters that the typeface holds; PDF/A allows no missing glyph."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    return _NOT_HELD.sub(NOT_IN_THE_FONT, _CONTROL.sub("", composed))


def _drawn(data: Mapping[str, object]) -> dict[str, str]:
    return {"qr": qr_drawing(str(data["qr"]))} if data.get("qr") else {}


def _plain(value: object) -> object:
    """Return what JSON can carry; a moment is told in Vietnamese time."""
    match value:
        case str():
            return typeset(value)
        case None | bool() | int() | float():
            return value
        case datetime():
            here = value.astimezone(HERE)
            return {
                **_day(here),
                "hour": here.hour,
                "minute": here.minute,
            }
        case date():
            return _day(value)
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    raise TypeError(f"A paper's data cannot hold {type(value).__name__}.")


def _day(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _source(template: str) -> str:
    if not re.fullmatch(r"[a-z_]+/[a-z_0-9]+", template):
        raise NoSuchPaper(template)
    system, name = template.split("/")
    source = ROOT / system / "papers" / f"{name}.typ"
    if not source.exists():
        raise NoSuchPaper(template)
    return str(source)


def _box(place: Mapping[str, float]) -> Box:
    left, top = place["x"], A4_HEIGHT - place["y"]
    return Box(int(place["page"]), left, top - place["height"], left + place["width"], top)


def _pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _held() -> str:
    """Return the letters of the typeface as the inside of a character class."""
    ranges = (FONTS / "letters.txt").read_text().split()
    return "".join("-".join(f"\\u{end}" for end in held.split("-")) for held in ranges)


_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_NOT_HELD = re.compile(f"[^\n{_held()}]")
_compiler = typst.Compiler(
    root=str(ROOT),
    font_paths=typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    ),
    ignore_system_fonts=True,
)
_compiling = Lock()  # the places are asked of the compilation before
