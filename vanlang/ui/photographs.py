"""Photographs of paper: drawn anew upright and small enough, and bound into one PDF in A4.

What is kept is never the bytes that came in: a phone writes into them where the picture was taken,
by which device, a second picture, sometimes a film.
"""

import io
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import pi_heif
import pikepdf
from django.conf import settings
from PIL import Image, ImageOps

from vanlang.kernel import file_checks, files
from vanlang.kernel.refusals import Refusal, TooLarge, WrongType, is_for_want_of_room

pi_heif.register_heif_opener()

KINDS = (file_checks.JPEG, file_checks.PNG, file_checks.HEIC)
FORMATS = ("JPEG", "PNG", "HEIF", "AVIF")
LONGEST_EDGE = 2480  # pixels: A4 at 210 dots an inch, enough for OCR and for small print
MOST_PIXELS = 50_000_000  # decoded whole; a JPEG is decoded small and may have twice as many
QUALITY = 80
EDGE_IN_A_LIST = 160
A4 = (595.276, 841.89)  # points
MOST_PAGES = 30
MIXED = (
    "Gửi một tệp, hoặc chỉ gửi ảnh chụp các trang (nhiều ảnh thành một tệp PDF); không gửi lẫn tệp "
    "với ảnh, không gửi nhiều tệp cùng lúc."
)
DEEP_GREY = "I"  # Pillow's modes with more than eight bits to a pixel begin so


def is_photograph(kind: str) -> bool:
    return kind in KINDS


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may come in, under the name and of the kind in which it is stored."""

    content: BinaryIO
    name: str
    kind: str


def check_upload(content: BinaryIO, name: str, *, allowed: Collection[str]) -> CheckedFile:
    """Check an upload as `files.check_upload` does; where a JPEG may come in, HEIC becomes one.

    What else the server takes is stored byte for byte: it may be evidence, or carry a signature.
    """
    wider = (*allowed, file_checks.HEIC) if file_checks.JPEG in allowed else tuple(allowed)
    kind = files.check_upload(content, allowed=wider)
    if kind != file_checks.HEIC:
        content.seek(0)
        return CheckedFile(content, name, kind)
    return CheckedFile(io.BytesIO(redraw(content)), f"{_stem(name)}.jpg", file_checks.JPEG)


def check_paper(
    uploads: Sequence[tuple[str, BinaryIO]], *, title: str, allowed: Collection[str]
) -> CheckedFile:
    """Return one paper: the one file sent, or the photographs sent, bound in their order."""
    kinds = []
    for name, content in uploads:
        try:
            kinds.append(files.check_upload(content, allowed=(*allowed, *KINDS)))
        except Refusal as refusal:
            if len(uploads) > 1:
                refusal.message = f"“{name}”: {refusal.message}"
            raise
    if len(uploads) == 1 and not is_photograph(kinds[0]):
        name, content = uploads[0]
        content.seek(0)
        return CheckedFile(content, name, kinds[0])
    if not all(is_photograph(kind) for kind in kinds):
        raise Refusal(MIXED)
    if len(uploads) > MOST_PAGES:
        raise Refusal(f"Gửi tối đa {MOST_PAGES} ảnh một lần. Bạn quét thành một tệp PDF.")
    pages = [redraw(content) for _, content in uploads]
    if sum(len(page) for page in pages) > settings.FILES_MAX_BYTES:
        most = settings.FILES_MAX_BYTES // 2**20
        raise TooLarge(f"Các ảnh cộng lại tối đa {most} MB. Bạn bỏ bớt ảnh.")
    paper = io.BytesIO(bind(pages, title=title))
    return CheckedFile(paper, f"{_stem(uploads[0][0])}.pdf", file_checks.PDF)


def redraw(content: BinaryIO) -> bytes:
    """Return a photograph as JPEG: upright, small enough, and nothing but the picture."""
    content.seek(0)
    try:
        return _as_jpeg(_upright(content), LONGEST_EDGE)
    except Refusal:
        raise
    except Exception as problem:  # a hostile picture upsets the readers of its format as it likes
        if is_for_want_of_room(problem):
            raise
        raise WrongType(file_checks.BROKEN_PICTURE) from problem


def small(jpeg: bytes) -> bytes:
    """Return a picture of our own so small that a list of them loads on a bad line."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        image.draft("RGB", (2 * EDGE_IN_A_LIST, 2 * EDGE_IN_A_LIST))
        return _as_jpeg(image, EDGE_IN_A_LIST)


def bind(pages: Sequence[bytes], *, title: str) -> bytes:
    """Return one PDF of the redrawn photographs, each as large as its sheet of A4 allows.

    The same pages give the same bytes.
    """
    with pikepdf.new() as pdf:
        for jpeg in pages:
            _add_page(pdf, jpeg)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title
        bound = io.BytesIO()
        pdf.save(bound, deterministic_id=True)
    return bound.getvalue()


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _upright(content: BinaryIO) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(content, formats=FORMATS)
    most = file_checks.MAX_PIXELS if image.format == "JPEG" else MOST_PIXELS
    if image.width * image.height > most:
        raise Refusal(file_checks.LARGE_PICTURE)
    if image.format == "JPEG":
        image.draft(None, (LONGEST_EDGE, LONGEST_EDGE))
    return _on_white(ImageOps.exif_transpose(image))


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture in eight bits and three colours; what shows through shows white paper."""
    if image.mode.startswith(DEEP_GREY):
        return image.convert("I").point(lambda level: level / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        sheet = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(sheet, image).convert("RGB")
    return image.convert("RGB")


def _as_jpeg(image: Image.Image, edge: int) -> bytes:
    image.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    drawn = Image.new("RGB", image.size)
    drawn.paste(image)  # a new picture, without what the old one was told to carry along
    jpeg = io.BytesIO()
    drawn.save(jpeg, "JPEG", quality=QUALITY, optimize=True)
    return jpeg.getvalue()


def _add_page(pdf: pikepdf.Pdf, jpeg: bytes) -> None:
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        width, height = image.size
    sheet = A4 if height >= width else A4[::-1]
    scale = min(sheet[0] / width, sheet[1] / height)
    across, up = width * scale, height * scale
    picture = pikepdf.Stream(
        pdf,
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=sheet)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=picture))
    left, below = (sheet[0] - across) / 2, (sheet[1] - up) / 2
    drawing = f"q {across:.3f} 0 0 {up:.3f} {left:.3f} {below:.3f} cm /Photo Do Q"
    page.Contents = pdf.make_stream(drawing.encode())
