"""What people upload is judged by what it is: harmless and whole, or refused in plain words."""

import io
import socketserver
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from pytest_django import Settings

from vanlang.kernel import file_checks, files
from vanlang.kernel.refusals import Refusal, TooLarge, Unavailable, WrongType

ALL = list(file_checks.SHORT_NAMES)
EICAR_LIKE = b"this stands for malice"


def pdf(change: str = "", **save: object) -> bytes:
    """Return a PDF of one page, with one thing about it changed."""
    made = pikepdf.new()
    page = made.add_blank_page()
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    if change == "opens with a script":
        made.Root.OpenAction = script
    if change == "has a named script":
        made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", script])))
    if change == "launches a program":
        launch = Dictionary(S=Name.Launch, F="cmd.exe")
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=launch)])
    if change == "runs when a page is shown":
        page.AA = Dictionary(O=script)
    if change == "is an XFA form":
        made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"))
    if change == "links to a page on the web":
        link = Dictionary(S=Name.URI, URI="https://dichvucong.gov.vn")
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=link)])
    content = io.BytesIO()
    made.save(content, **save)  # type: ignore[arg-type]  # pikepdf's own options
    return content.getvalue()


def picture(kind: str, size: tuple[int, int] = (64, 64)) -> bytes:
    content = io.BytesIO()
    Image.effect_noise(size, 80).save(content, kind)
    return content.getvalue()


def office_file(kind: str, *, extra: dict[str, bytes] | None = None) -> bytes:
    types = f'<Types><Override PartName="/x.xml" ContentType="{kind}.main+xml"/></Types>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name, body in (extra or {}).items():
            archive.writestr(name, body)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pdf(), file_checks.PDF),
        (pdf("links to a page on the web"), file_checks.PDF),
        (picture("PNG"), file_checks.PNG),
        (picture("JPEG"), file_checks.JPEG),
        (picture("TIFF"), file_checks.TIFF),
        (office_file(file_checks.DOCX), file_checks.DOCX),
        (office_file(file_checks.XLSX), file_checks.XLSX),
    ],
)
def test_check_upload_knows_what_it_is_by_content(content: bytes, expected: str) -> None:
    upload = io.BytesIO(content)

    found = files.check_upload(upload, allowed=ALL)

    assert found == expected
    assert upload.tell() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 a program named don.pdf",
        b"<html><script>alert(1)</script></html>",
        b"PK\x03\x04 hardly a zip",
        office_file(file_checks.DOCX, extra={"word/vbaProject.bin": b"macro"}),
        office_file("application/java-archive"),
        picture("GIF"),
        picture("BMP"),
    ],
)
def test_check_upload_refuses_a_false_type(content: bytes) -> None:
    with pytest.raises(WrongType, match="không thuộc loại được nhận"):
        files.check_upload(io.BytesIO(content), allowed=ALL)


def test_check_upload_names_the_types_a_paper_may_have() -> None:
    with pytest.raises(WrongType, match=r"\(PDF, JPG\)"):
        files.check_upload(io.BytesIO(picture("PNG")), allowed=[file_checks.PDF, file_checks.JPEG])


def test_check_upload_refuses_what_is_too_large_or_empty() -> None:
    with pytest.raises(TooLarge, match="tối đa 1 MB"):
        files.check_upload(io.BytesIO(pdf() + b" " * 2**20), max_bytes=2**20)
    with pytest.raises(WrongType, match="rỗng"):
        files.check_upload(io.BytesIO(b""))


@pytest.mark.parametrize(
    "change",
    [
        "opens with a script",
        "has a named script",
        "launches a program",
        "runs when a page is shown",
        "is an XFA form",
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_check_upload_refuses_a_pdf_that_acts(change: str, packed: bool) -> None:
    streams = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable

    with pytest.raises(WrongType, match="mã lệnh"):
        files.check_upload(io.BytesIO(pdf(change, object_stream_mode=streams)))


@pytest.mark.parametrize(("user", "words"), [("1234", "mật khẩu"), ("", "bị khóa")])
def test_check_upload_refuses_a_locked_pdf(user: str, words: str) -> None:
    locked = pdf(encryption=pikepdf.Encryption(owner="chu", user=user))

    with pytest.raises(WrongType, match=words):
        files.check_upload(io.BytesIO(locked))


@pytest.mark.parametrize("content", [pdf()[:-200], b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 999])
def test_check_upload_refuses_a_broken_pdf(content: bytes) -> None:
    with pytest.raises(WrongType, match="hỏng"):
        files.check_upload(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_check_upload_refuses_a_broken_picture(kind: str) -> None:
    whole = picture(kind, (256, 256))

    with pytest.raises(WrongType, match="hỏng"):
        files.check_upload(io.BytesIO(whole[: len(whole) // 2]), allowed=ALL)


def test_check_upload_refuses_a_picture_that_blows_up() -> None:
    header = struct.pack("!IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack("!I", 13) + chunk
    bomb += struct.pack("!I", zlib.crc32(chunk)) + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"

    with pytest.raises(Refusal, match="quá lớn khi mở ra"):
        files.check_upload(io.BytesIO(bomb))


def test_check_upload_refuses_a_document_that_blows_up() -> None:
    bomb = office_file(file_checks.DOCX, extra={"word/document.xml": b"\0" * (50 * 2**20)})

    with pytest.raises(Refusal, match="nén quá nhiều lần"):
        files.check_upload(io.BytesIO(bomb), allowed=ALL)


def test_check_upload_refuses_a_broken_document() -> None:
    content = office_file(file_checks.DOCX, extra={"word/document.xml": bytes(range(256)) * 9})
    middle = content.index(b"word/document.xml") + 40
    broken = content[:middle] + b"\xff\xff\xff\xff" + content[middle + 4 :]

    with pytest.raises(WrongType, match="hỏng"):
        files.check_upload(io.BytesIO(broken), allowed=ALL)


class Clamd(socketserver.BaseRequestHandler):
    """As much of clamd as INSTREAM takes."""

    def handle(self) -> None:
        def take(size: int) -> bytes:
            taken = b""
            while len(taken) < size:
                taken += self.request.recv(size - len(taken))
            return taken

        assert take(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", take(4))[0]:
            content += take(size)
        found = b"Test.Malice FOUND" if EICAR_LIKE in content else b"OK"
        self.request.sendall(b"stream: " + found + b"\0")


@pytest.fixture
def clamd(settings: Settings) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_check_upload_has_clamd_read_the_file(clamd: None) -> None:
    assert files.check_upload(io.BytesIO(picture("PNG", (600, 600)))) == file_checks.PNG

    with pytest.raises(Refusal, match="mã độc"):
        files.check_upload(io.BytesIO(pdf() + b"\n%" + EICAR_LIKE))


def test_nothing_comes_in_unscanned_while_clamd_is_away(settings: Settings) -> None:
    settings.CLAMD = "127.0.0.1:9"

    with pytest.raises(Unavailable, match="quét mã độc"):
        files.check_upload(io.BytesIO(pdf()))


def stored_zip(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            archive.writestr(name, pdf() if name.endswith(".pdf") else b"MZ\x90" * 99)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        stored_zip("a.pdf"),
        stored_zip("a.pdf", "chay.exe"),
        b"MZ\x90\x00" + b"\x00" * 60 + pdf(),
        b"<script>alert(1)</script>" + pdf(),
        b"\x7fELF" + pdf(),
    ],
    ids=["zip", "zip with a program", "program", "page", "elf"],
)
def test_what_has_a_pdf_in_it_is_no_pdf(content: bytes) -> None:
    assert file_checks.content_type(io.BytesIO(content)) == file_checks.UNKNOWN
    with pytest.raises(WrongType, match="không thuộc loại được nhận"):
        files.check_upload(io.BytesIO(content), allowed=ALL)


@pytest.mark.parametrize("before", [b"", b"\r\n", b"\xef\xbb\xbf"])
def test_a_pdf_may_begin_with_an_empty_line(before: bytes) -> None:
    assert file_checks.content_type(io.BytesIO(before + pdf())) == file_checks.PDF


@pytest.mark.parametrize("content", [pdf(), picture("JPEG"), picture("PNG")], ids=["p", "j", "n"])
def test_a_document_with_an_archive_behind_it_is_refused(content: bytes) -> None:
    with pytest.raises(WrongType, match="tệp nén ở cuối"):
        files.check_upload(io.BytesIO(content + stored_zip("chay.exe")), allowed=ALL)


def hostile() -> Iterator[bytes]:
    """Yield files of each kind with bytes turned over, cut short, and moved about."""
    whole = [pdf(), picture("PNG"), picture("JPEG"), picture("TIFF"), office_file(ALL[4])]
    for content in whole:
        for place in range(0, len(content), max(1, len(content) // 60)):
            yield content[:place]
            yield content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
            yield content[:place] + b"\xff" * 8 + content[place + 8 :]


def test_no_file_upsets_the_upload() -> None:
    refused = 0
    for content in hostile():
        try:
            files.check_upload(io.BytesIO(content), allowed=ALL)
        except Refusal:
            refused += 1

    assert refused


def laid_between(document: bytes, lies: bytes) -> bytes:
    """Put bytes between what is packed and the zip's directory, which knows of it."""
    end = document.rfind(b"PK\x05\x06")
    place = int.from_bytes(document[end + 16 : end + 20], "little")
    moved = (place + len(lies)).to_bytes(4, "little")
    return document[:place] + lies + document[place : end + 16] + moved + document[end + 20 :]


def in_the_comment(document: bytes, lies: bytes) -> bytes:
    return document[:-2] + len(lies).to_bytes(2, "little") + lies


PROGRAM = b"MZ\x90\x00" + bytes(60) + b"This program cannot be run in DOS mode."
OBJECT = b"\xd0\xcf\x11\xe0" + bytes(99) + PROGRAM
MACRO = "application/vnd.ms-office.vbaProject"


@pytest.mark.parametrize("kind", [file_checks.DOCX, file_checks.XLSX])
@pytest.mark.parametrize("lies", [pdf(), PROGRAM, b"x", office_file(file_checks.DOCX)])
@pytest.mark.parametrize("where", ["behind", "between", "comment"])
def test_nothing_lies_behind_or_between_what_an_office_file_holds(
    kind: str, lies: bytes, where: str
) -> None:
    whole = office_file(kind)
    ways = {
        "behind": whole + lies,
        "between": laid_between(whole, lies),
        "comment": in_the_comment(whole, lies),
    }

    with pytest.raises(WrongType):
        files.check_upload(io.BytesIO(ways[where]), allowed=ALL)


@pytest.mark.parametrize(
    "extra",
    [
        {"word/media/image1.png": PROGRAM},
        {"word/media/image1.png": pdf()},
        {"word/embeddings/oleObject1.bin": OBJECT},
        {"word/chay.exe": b"x"},
        {"../../etc/cron.d/a": b"x"},
        {"word/a\\b": b"x"},
        {"word/a\x1b[2J": b"x"},
    ],
    ids=["program", "PDF", "pasted program", "named so", "elsewhere", "backslash", "sign"],
)
def test_no_program_is_inside_an_office_file(extra: dict[str, bytes]) -> None:
    with pytest.raises(WrongType):
        files.check_upload(io.BytesIO(office_file(file_checks.DOCX, extra=extra)), allowed=ALL)


def test_macros_under_another_name_are_macros() -> None:
    renamed = f'{file_checks.DOCX}.main+xml"/><Override ContentType="{MACRO}"/><a b="'

    with pytest.raises(WrongType, match="không thuộc loại được nhận"):
        files.check_upload(io.BytesIO(office_file(renamed)), allowed=ALL)


def test_honest_office_files_come_in_however_they_were_packed() -> None:
    streamed = io.BytesIO()
    with zipfile.ZipFile(Unseekable(streamed), "w", zipfile.ZIP_DEFLATED) as archive:  # descriptors
        types = f'<Override ContentType="{file_checks.XLSX}.main+xml"/>'
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("xl/workbook.xml", "<workbook/>")
    at_once = office_file(file_checks.DOCX, extra={"docProps/core.xml": b"<x/>", "word/a.png": b""})

    for content in (streamed, io.BytesIO(at_once)):
        files.check_upload(io.BytesIO(content.getvalue()), allowed=ALL)


class Unseekable(io.RawIOBase):
    """A stream, as programs write a zip whose lengths they do not know beforehand."""

    def __init__(self, target: io.BytesIO) -> None:
        self.target = target

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        return self.target.write(content)  # type: ignore[arg-type]


def test_a_picture_that_readers_take_for_a_pdf_is_refused() -> None:
    for kind in ("PNG", "JPEG"):
        with pytest.raises(WrongType, match="PDF bên trong"):
            files.check_upload(io.BytesIO(picture(kind, (4, 4)) + pdf()), allowed=ALL)


def test_an_archive_behind_a_picture_is_found_behind_further_bytes() -> None:
    with pytest.raises(WrongType, match="tệp nén ở cuối"):
        files.check_upload(io.BytesIO(picture("PNG") + stored_zip("a.txt") + b"xx"), allowed=ALL)
