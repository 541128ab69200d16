"""A stranger's Word file or PDF: refused in words beside the file, whatever is in it."""

import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest

from vanlang.documents.actions import word_drafts
from vanlang.documents.queries import conversion
from vanlang.documents.tests.word_files import docx, typed
from vanlang.kernel import file_checks
from vanlang.kernel.refusals import Refusal, Unavailable

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))


def packed(**parts: bytes | None) -> bytes:
    """Return our own Word file with some parts replaced, or left out."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as old, zipfile.ZipFile(whole, "w", 8) as new:
        for name in old.namelist():
            part = parts.pop(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in parts.items():
            new.writestr(name, part or b"")
    return whole.getvalue()


def with_text(text: str | bytes, before: str = "") -> bytes:
    content = text if isinstance(text, bytes) else text.encode()
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = before.encode() + b'<w:document xmlns:w="%s"><w:body>' % space + content
    return packed(**{"word/document.xml": document + b"</w:body></w:document>"})


def locked() -> bytes:
    """Say of every entry that it has a password."""
    content = bytearray(docx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


# What is no Word file, or one that harms: refused before anything reads it.
REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a program": lambda: b"MZ" + bytes(500),
    "an old .doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "cut off": lambda: docx()[:-300],
    "only a beginning": lambda: docx()[:60],
    "bytes changed": lambda: docx().replace(b"word/document.xml", b"word/documen\0.xml", 1),
    "no list of parts": lambda: packed(**{"[Content_Types].xml": None}),
    "a list of other parts": lambda: packed(**{"[Content_Types].xml": b"<Types/>"}),
    "a list that is no text": lambda: packed(**{"[Content_Types].xml": b"\xff\xfe\0" * 40}),
    "macros": lambda: packed(**{"word/vbaProject.bin": b"x"}),
    "blown up": lambda: packed(**{"word/media/a.bin": bytes(300 * 2**20)}),
    "many entries": lambda: packed(**{f"word/media/{n}": b"" for n in range(2_100)}),
    "a password": locked,
    "a sheet": lambda: packed(
        **{"[Content_Types].xml": f"<T>{file_checks.XLSX}.main+xml</T>".encode()}
    ),
    "a PDF without pages": lambda: b"%PDF-1.7\n1 0 obj\n<</Pages 1 0 R>>\nendobj\ntrailer<<>>",
    "a PDF cut off": lambda: typed()[:700],
}
# What looks like a Word file and is none inside: refused by who converts it, or converted.
INSIDE: dict[str, Callable[[], bytes]] = {
    "no document": lambda: packed(**{"word/document.xml": None}),
    "a document of nothing": lambda: packed(**{"word/document.xml": b""}),
    "not UTF-8": lambda: with_text(b"<w:p><w:r><w:t>\xff\xfe</w:t></w:r></w:p>"),
    "a NUL": lambda: with_text("<w:p><w:r><w:t>a\0b</w:t></w:r></w:p>"),
    "half a character": lambda: with_text("<w:p><w:r><w:t>&#xD800;</w:t></w:r></w:p>"),
    "deep": lambda: with_text("<w:p>" * 20_000 + "</w:p>" * 20_000),
    "ten megabytes": lambda: with_text(f"<w:p><w:r><w:t>{'x ' * 5 * 2**20}</w:t></w:r></w:p>"),
    "an entity from outside": lambda: with_text(
        "&x;", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "a billion laughs": lambda: with_text("&l8;", f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "a part twice": lambda: docx().replace(b"word/header1.xml", b"word/document.xm"),
    "a part outside": lambda: packed(**{"../../../etc/passwd": b"x"}),
    "a picture from elsewhere": lambda: packed(
        **{
            "word/_rels/document.xml.rels": b'<Relationships><Relationship Id="r1" TargetMode='
            b'"External" Target="http://127.0.0.1:9/a"/></Relationships>'
        }
    ),
    "no way to the document": lambda: packed(**{"_rels/.rels": None}),
    "a size out of range": lambda: with_text(
        '<w:sectPr><w:pgSz w:w="1e400" w:h="NaN"/></w:sectPr>'
    ),
    "a table of nothing": lambda: with_text("<w:tbl><w:tr/><w:tr><w:tc/></w:tr></w:tbl>"),
}


def page(change: Callable[[pikepdf.Pdf, pikepdf.Object], None]) -> bytes:
    with pikepdf.open(io.BytesIO(typed())) as pdf, io.BytesIO() as held:
        change(pdf, pdf.pages[0].obj)
        pdf.save(held)
        return held.getvalue()


def of_size(*edges: float) -> Callable[[pikepdf.Pdf, pikepdf.Object], None]:
    def change(_pdf: pikepdf.Pdf, obj: pikepdf.Object) -> None:
        obj.MediaBox = pikepdf.Array(list(edges))

    return change


def drawing(content: bytes) -> Callable[[pikepdf.Pdf, pikepdf.Object], None]:
    def change(pdf: pikepdf.Pdf, obj: pikepdf.Object) -> None:
        obj.Contents = pdf.make_stream(content)

    return change


# PDFs that open, with a page that upsets who reads the words on it.
PAGES = {
    "no measure": of_size(),
    "a measure of nothing": of_size(0, 0, 0, 0),
    "a measure without end": of_size(0, 0, 10**12, 10**12),
    "measured backwards": of_size(842, 595, 0, 0),
    "drawing cut off": drawing(b"BT /F1 12 Tf (a"),
    "drawing of bytes": drawing(bytes(range(256)) * 20),
    "a font of nobody": drawing(b"BT /KhongCo 12 Tf 40 700 Td (a) Tj ET"),
    "numbers without end": drawing(b"BT /F1 " + b"9" * 500 + b" Tf 1e400 NaN Td (a) Tj ET"),
    "brackets without end": drawing(b"[" * 20_000),
    "states without end": drawing(b"q " * 50_000),
    "operators without values": drawing(b"Tj TJ Td cm re Do BT ET Q Q Q"),
}


@pytest.mark.parametrize("made", REFUSED.values(), ids=REFUSED)
def test_what_is_no_word_file_is_refused_beside_the_field(made: Callable[[], bytes]) -> None:
    with pytest.raises(Refusal) as refused:
        word_drafts.convert(io.BytesIO(made()), name="a.docx")

    assert refused.value.field == "file"
    assert not isinstance(refused.value, Unavailable)


def read_or_refused(content: bytes, name: str) -> str:
    """Return the words of a page, nothing where it was refused."""
    try:
        return word_drafts.convert(io.BytesIO(content), name=name).read.text
    except Unavailable:
        if conversion.program() is None:
            return ""
        raise
    except Refusal:
        return ""


@pytest.mark.parametrize("made", INSIDE.values(), ids=INSIDE)
def test_a_word_file_broken_inside_ends_as_a_refusal_or_a_page(made: Callable[[], bytes]) -> None:
    assert "root:" not in read_or_refused(made(), "a.docx")  # nothing from outside was read in


@pytest.mark.parametrize("change", PAGES.values(), ids=PAGES)
def test_a_page_that_upsets_the_reader_ends_as_a_refusal_or_words(
    change: Callable[[pikepdf.Pdf, pikepdf.Object], None],
) -> None:
    words = read_or_refused(page(change), "a.pdf")

    assert words.encode().decode() == words
