"""Words in place of an image: what an agency's signature says on a copy or a separate annex.

Nghị định 30/2020/NĐ-CP, Phụ lục I: top right of the first page, Times New Roman, upright, size 10,
black. They are part of the signature's appearance, so the signed page itself stays untouched.
"""

import io
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from vanlang.kernel.refusals import Conflict
from vanlang.ui.papers import FONTS, Box

POINTS, DOTS = 72, 300  # an inch
SIZE = 10
LINE = 12  # from one line to the next
RIGHT, TOP = 15 / 25.4 * POINTS, 6 / 25.4 * POINTS
WIDEST = 90 / 25.4 * POINTS
NO_PDF = "Không ký được tệp này: tệp PDF bị hỏng, bị mã hóa hoặc không đúng định dạng."


@dataclass(frozen=True, slots=True)
class Caption:
    """A picture of the words, and where on the first page it goes."""

    png: bytes
    box: Box


def caption(pdf: bytes, lines: tuple[str, ...]) -> Caption:
    """Draw the lines for the top right of the first page of a document.

    Raises:
        Conflict: it has no first page.
    """
    png, width, height = _drawn(lines)
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            left, bottom, right, top = (float(edge) for edge in opened.pages[0].mediabox)
    except (pikepdf.PdfError, IndexError) as problem:
        raise Conflict(NO_PDF) from problem
    x2, y2 = max(right - RIGHT, left + width), max(top - TOP, bottom + height)
    return Caption(png, Box(1, x2 - width, y2 - height, x2, y2))


@lru_cache(maxsize=64)
def _drawn(lines: tuple[str, ...]) -> tuple[bytes, float, float]:
    """Return the picture, and its width and height in points."""
    font = ImageFont.truetype(str(FONTS / "Tinos-Regular.ttf"), round(SIZE / POINTS * DOTS))
    shown = [part for line in lines for part in _broken(line, font)]
    width = max(font.getlength(line) for line in shown) + 2
    height = LINE / POINTS * DOTS * len(shown)
    image = Image.new("RGBA", (round(width), round(height)), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for place, line in enumerate(shown):
        pen.text((0, place * LINE / POINTS * DOTS), line, font=font, fill=(0, 0, 0, 255))
    kept = io.BytesIO()
    image.save(kept, "PNG", dpi=(DOTS, DOTS))
    return kept.getvalue(), image.width / DOTS * POINTS, image.height / DOTS * POINTS


def _broken(line: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break a line that is wider than there is room for, between words."""
    most = WIDEST / POINTS * DOTS
    shown = [""]
    for word in line.split():
        longer = f"{shown[-1]} {word}".strip()
        if font.getlength(longer) <= most or not shown[-1]:
            shown[-1] = longer
        else:
            shown.append(word)
    return shown
