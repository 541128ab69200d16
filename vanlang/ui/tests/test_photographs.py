"""Photographs of paper: upright, small, without where they were taken, bound into sheets of A4."""

import base64
import io

import pypdfium2
import pytest
from PIL import ExifTags, Image

from vanlang.kernel import file_checks, files
from vanlang.kernel.refusals import Refusal, WrongType
from vanlang.ui import photographs

# A phone's own format, 64 by 32: red to the left, blue to the right.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAAGoAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "AA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNw"
    "AAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFz"
    "wIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAIAAAAAEAAAAAAAAA"
    "Av///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAHJtZGF0AAAAZigBrxOA+BDhp//8"
    "TSj/+nXPD9PMiYn/+tNSR/hUO//WicPySkWzrHl9nv8H4h1KpEq3xpK+HfM2sf+d4tvFAhneIy6JZXLEP+zlxMa+qdw77mN6"
    "fapRbf83mqG4xuGn3Gx6O58SuA=="
)
SIDEWAYS = 6  # EXIF: what is up stands to the right


def photograph(
    colour: str = "red", size: tuple[int, int] = (800, 600), *, turned: int = 0, kind: str = "JPEG"
) -> bytes:
    """Return a picture as a phone writes it: blue at its right edge, with where it was taken."""
    image = Image.new("RGB", size, colour)
    image.paste("blue", (size[0] * 3 // 4, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Galaxy S24"
    if turned:
        exif[ExifTags.Base.Orientation] = turned
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitude] = (21.0, 19.0, 12.0)
    content = io.BytesIO()
    image.save(content, kind, exif=exif)
    return content.getvalue()


def drawn(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photographs.redraw(io.BytesIO(content))))


def is_near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(have - want) < 12 for have, want in zip(pixel, colour, strict=True))


def test_a_photograph_forgets_where_it_was_taken_and_by_what() -> None:
    before = photograph()
    assert Image.open(io.BytesIO(before)).getexif().get_ifd(ExifTags.IFD.GPSInfo)

    after = photographs.redraw(io.BytesIO(before + b"a film behind the picture"))

    assert not Image.open(io.BytesIO(after)).getexif()
    for trace in (b"Exif", b"Galaxy", b"film"):
        assert trace not in after


def test_a_photograph_stands_upright_as_it_was_held() -> None:
    image = drawn(photograph(turned=SIDEWAYS))

    assert image.size == (600, 800)
    assert is_near(image.getpixel((300, 780)), (0, 0, 254))  # the right edge is now below
    assert is_near(image.getpixel((300, 20)), (254, 0, 0))


def test_a_large_photograph_is_drawn_smaller_and_a_small_one_is_not() -> None:
    assert drawn(photograph(size=(4032, 3024))).size == (photographs.LONGEST_EDGE, 1860)
    assert drawn(photograph(size=(640, 480))).size == (640, 480)


def test_a_phones_own_format_is_converted() -> None:
    assert file_checks.content_type(io.BytesIO(HEIC)) == file_checks.HEIC

    image = drawn(HEIC)

    assert (image.format, image.size) == ("JPEG", (64, 32))
    assert is_near(image.getpixel((5, 16)), (254, 0, 0))
    assert is_near(image.getpixel((60, 16)), (0, 0, 254))


@pytest.mark.parametrize(
    ("mode", "level", "expected"),
    [
        ("L", 128, (128, 128, 128)),
        ("1", 1, (255, 255, 255)),
        ("I;16", 32768, (128, 128, 128)),  # a scanner's deep grey
        ("RGBA", (0, 0, 0, 0), (255, 255, 255)),  # nothing drawn is white paper, not black
        ("LA", (0, 0), (255, 255, 255)),
        ("P", 0, (0, 0, 0)),
    ],
)
def test_every_kind_of_picture_becomes_one_of_three_colours(
    mode: str, level: object, expected: tuple[int, int, int]
) -> None:
    content = io.BytesIO()
    Image.new(mode, (40, 40), level).save(content, "PNG")  # type: ignore[arg-type]

    image = drawn(content.getvalue())

    assert image.mode == "RGB"
    assert is_near(image.getpixel((20, 20)), expected)


def test_a_printers_colours_are_read_too() -> None:
    content = io.BytesIO()
    Image.new("CMYK", (40, 40), (0, 255, 255, 0)).save(content, "JPEG")

    assert is_near(drawn(content.getvalue()).getpixel((20, 20)), (254, 0, 0))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0" + b"\0" * 400,
        photograph()[:900],
        photograph(kind="PNG")[:200],
        HEIC[:100],
        HEIC[:300],
        HEIC[:-60],
        HEIC[:40] + b"\xff" * 200,
        b"\0\0\0\x18ftypheic" + b"\0" * 40,
        b"\0\0\0\x18ftypavif" + b"\xff" * 400,
        b"\0\0\0\x18ftypmsf1" + b"meta" * 100,
        b"\x89PNG\r\n\x1a\n" + b"IHDR" * 30,
        b"GIF89a" + b"\0" * 40,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\nshowpage",
    ],
)
def test_a_broken_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(WrongType, match="bị hỏng"):
        photographs.redraw(io.BytesIO(content))


def test_a_picture_too_large_to_be_decoded_is_refused_before() -> None:
    content = io.BytesIO()
    Image.new("1", (10_000, 5_001)).save(content, "PNG")

    with pytest.raises(Refusal, match="quá lớn"):
        photographs.redraw(content)


def test_photographs_are_bound_in_their_order_on_sheets_of_a4() -> None:
    pages = [
        photographs.redraw(io.BytesIO(content))
        for content in (photograph("red"), photograph("lime", turned=SIDEWAYS), HEIC)
    ]

    bound = photographs.bind(pages, title="Giấy chứng sinh")

    assert files.check_upload(io.BytesIO(bound)) == file_checks.PDF
    assert photographs.bind(pages, title="Giấy chứng sinh") == bound
    with pypdfium2.PdfDocument(bound) as pdf:
        assert pdf.get_metadata_dict()["Title"] == "Giấy chứng sinh"
        sheets = [tuple(round(side) for side in page.get_size()) for page in pdf]
        assert sheets == [(842, 595), (595, 842), (842, 595)]
        colours = [
            page.render(scale=0.2).to_pil().convert("RGB").getpixel((50, 50)) for page in pdf
        ]
    expected = [(254, 0, 0), (0, 254, 0), (254, 0, 0)]
    assert all(is_near(*pair) for pair in zip(colours, expected, strict=True))


def test_a_row_in_a_list_costs_little() -> None:
    noisy = io.BytesIO()
    Image.effect_noise((3000, 4000), 60).save(noisy, "JPEG")

    little = photographs.small(photographs.redraw(noisy))

    assert max(Image.open(io.BytesIO(little)).size) == photographs.EDGE_IN_A_LIST
    assert len(little) < 16_000
