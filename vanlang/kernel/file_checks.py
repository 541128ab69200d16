"""What an uploaded file really is, and whether it may come in. Judged by content, never by name."""

import io
import logging
import lzma
import socket
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

import pikepdf
from PIL import Image, UnidentifiedImageError

from vanlang.kernel.refusals import Refusal, Unavailable, WrongType, is_for_want_of_room

logger = logging.getLogger(__name__)

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
HEIC = "image/heic"  # also AVIF: phones write either into the same container
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNKNOWN = "application/octet-stream"
SHORT_NAMES = {PDF: "PDF", PNG: "PNG", JPEG: "JPG", HEIC: "HEIC", TIFF: "TIFF", DOCX: "DOCX"}
SHORT_NAMES[XLSX] = "XLSX"
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
HEIC_ADVICE = (
    "Ảnh HEIC của điện thoại không nhận ở mục này. Trên iPhone: Cài đặt, Camera, Định dạng, chọn "
    "“Tương thích nhất” rồi chụp lại; hoặc mở ảnh, chọn Chia sẻ, Tùy chọn, “Tương thích nhất” để "
    "gửi JPG."
)
BROKEN_PICTURE = "Tệp ảnh bị hỏng, không mở được. Xin chụp hoặc quét lại."
LARGE_PICTURE = "Ảnh quá lớn khi mở ra. Xin quét lại ở độ phân giải 300 dpi."

PROGRAM_INSIDE = "Tệp chứa một chương trình hoặc một tệp lạ bên trong. Xin lưu lại tệp, bỏ phần đó."

HEAD_BYTES = 1024
MAX_PIXELS = 100_000_000  # A3 at 600 dots an inch is 70 million
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_UNPACKED_RATIO = 200
MAX_ENTRIES = 2_000
CHUNK = 2**16
SCAN_TIMEOUT_SECONDS = 60
BEFORE_A_PDF = b"\xef\xbb\xbf \t\r\n"
END_OF_ZIP, END_OF_ZIP_BYTES, LONGEST_ZIP_COMMENT = b"PK\x05\x06", 22, 2**16
ENTRY_OF_ZIP = struct.Struct("<4s22xHH")  # of an entry's own head: how long its name and rest are
DIRECTORY_OF_ZIP = b"PK\x01\x02"
# Behind an entry whose length was not known before it was packed (APPNOTE 4.3.9), and behind the
# directory of a zip that could have been large (4.3.14 and 4.3.15).
DESCRIPTORS = frozenset({0, 12, 16, 20, 24})
BEHIND_DIRECTORY = frozenset({0, 56 + 20})
PROGRAM_BEGINNINGS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", b"%PDF-")
PROGRAM_NAMES = (
    ".exe",
    ".dll",
    ".scr",
    ".com",
    ".bat",
    ".cmd",
    ".ps1",
    ".vbs",
    ".js",
    ".hta",
    ".msi",
)
IN_A_PROGRAM = b"This program cannot be run in DOS mode"  # inside what was pasted as an object
MACROS = (b"macroenabled", b"vbaproject")
# What Python's reader of zips ends with over bytes made to upset it.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # also its word for a password it lacks, and for a way of packing it lacks
    ValueError,
    LookupError,
    OverflowError,
)
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"}
ACTIVE_KINDS = {"/RichMedia", "/Movie", "/Screen", "/3D"}


def content_type(content: BinaryIO) -> str:
    """Return the type that the first bytes show; `content` is left at its beginning.

    Readers find `%PDF-` anywhere in the first kilobyte; but a zip that holds a PDF unpacked, or a
    program with one in it, is what it begins as.
    """
    content.seek(0)
    head = content.read(HEAD_BYTES)
    content.seek(0)
    if head.lstrip(BEFORE_A_PDF).startswith(b"%PDF-"):
        return PDF
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return HEIC
    for magic, found in (
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"\xff\xd8\xff", JPEG),
        (b"II*\x00", TIFF),
        (b"MM\x00*", TIFF),
    ):
        if head.startswith(magic):
            return found
    return _office_type(content) if head.startswith(b"PK\x03\x04") else UNKNOWN


def refuse_harmful(content: BinaryIO, found: str) -> None:
    """Refuse what is broken, locked, active, or blown up; `content` is left at its beginning."""
    content.seek(0)
    try:
        if found == PDF:
            _refuse_archive_behind(content)
            _refuse_harmful_pdf(content)
        elif found in {PNG, JPEG, TIFF}:
            _refuse_pdf_inside(content)
            _refuse_archive_behind(content)
            _refuse_harmful_image(content)
        elif found in {DOCX, XLSX}:
            _refuse_harmful_office_file(content)
    except Refusal:
        raise
    except Exception as problem:  # a hostile file upsets the readers of its format as it likes
        if is_for_want_of_room(problem):
            raise
        logger.warning("A reader of %s was upset by an upload.", found, exc_info=True)
        raise WrongType("Tệp bị hỏng, không mở được. Xin tạo lại tệp.") from problem
    content.seek(0)


def refuse_infected(content: BinaryIO, clamd: str) -> None:
    """Have clamd read the file (INSTREAM). While clamd is away nothing comes in unscanned."""
    content.seek(0)
    try:
        with closing(_connection(clamd)) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                scanner.sendall(struct.pack("!I", len(chunk)) + chunk)
            scanner.sendall(struct.pack("!I", 0))
            answer = b"".join(iter(lambda: scanner.recv(HEAD_BYTES), b"")).rstrip(b"\0\n").decode()
    except OSError as problem:
        raise Unavailable(
            "Dịch vụ quét mã độc đang tạm dừng nên chưa nhận được tệp. Xin thử lại sau ít phút."
        ) from problem
    content.seek(0)
    if answer.endswith("FOUND"):
        raise Refusal("Tệp có mã độc nên không được nhận.")
    if not answer.endswith("OK"):
        raise Unavailable("Dịch vụ quét mã độc không đọc được tệp. Xin thử lại sau ít phút.")


def _connection(clamd: str) -> socket.socket:
    if clamd.startswith("/"):
        found = socket.socket(socket.AF_UNIX)
        found.settimeout(SCAN_TIMEOUT_SECONDS)
        found.connect(clamd)
        return found
    host, _, port = clamd.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SCAN_TIMEOUT_SECONDS)


def _office_type(content: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
                return UNKNOWN
            with archive.open("[Content_Types].xml") as types:
                parts = types.read(2**20)
    except BROKEN_ZIP:
        return UNKNOWN
    finally:
        content.seek(0)
    if any(word in parts.lower() for word in MACROS):
        return UNKNOWN
    return next((t for t in (DOCX, XLSX) if f"{t}.main+xml".encode() in parts), UNKNOWN)


def _refuse_pdf_inside(content: BinaryIO) -> None:
    """Refuse a picture with a PDF where readers of PDF look for one."""
    if b"%PDF-" in content.read(HEAD_BYTES):
        raise WrongType("Tệp ảnh có một tệp PDF bên trong. Xin gửi riêng từng tệp.")
    content.seek(0)


def _refuse_archive_behind(content: BinaryIO) -> None:
    """Refuse what is a document from its beginning and an archive, or a program, from its end."""
    size = content.seek(0, io.SEEK_END)
    content.seek(max(0, size - END_OF_ZIP_BYTES - LONGEST_ZIP_COMMENT))
    tail = content.read()
    content.seek(0)
    place = tail.rfind(END_OF_ZIP)
    while place >= 0:
        comment = tail[place + END_OF_ZIP_BYTES - 2 : place + END_OF_ZIP_BYTES]
        is_last = place + END_OF_ZIP_BYTES + int.from_bytes(comment, "little") == len(tail)
        directory = int.from_bytes(tail[place + 12 : place + 16], "little")
        is_led_to = tail.startswith(DIRECTORY_OF_ZIP, max(place - directory, 0))
        if len(comment) == 2 and (is_last or is_led_to):  # noqa: PLR2004 two bytes of length
            raise WrongType("Tệp chứa thêm một tệp nén ở cuối. Xin gửi riêng từng tệp.")
        place = tail.rfind(END_OF_ZIP, 0, place)


def _refuse_harmful_pdf(content: BinaryIO) -> None:
    try:
        with pikepdf.open(content, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise WrongType("Tệp PDF bị khóa. Xin bỏ mật khẩu và giới hạn rồi tải lên lại.")
            if not len(pdf.pages):
                raise WrongType("Tệp PDF không có trang nào.")
            if any(_is_active(thing) for item in pdf.objects for thing in _dictionaries(item)):
                raise WrongType("Tệp PDF có mã lệnh chạy kèm. Xin in lại ra tệp PDF thường.")
    except pikepdf.PasswordError as problem:
        raise WrongType("Tệp PDF có mật khẩu. Xin bỏ mật khẩu rồi tải lên lại.") from problem
    except (pikepdf.PdfError, ValueError, RecursionError) as problem:
        raise WrongType("Tệp PDF bị hỏng, không mở được. Xin tạo lại tệp.") from problem


def _dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the dictionaries written inside one numbered object, without following references."""
    waiting = [thing]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item
            waiting += [
                part
                for _, part in item.items()
                if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect
            ]
        elif isinstance(item, pikepdf.Array):
            waiting += [
                part
                for part in item
                if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect
            ]


def _is_active(item: pikepdf.Object) -> bool:
    return (
        "/JS" in item
        or "/XFA" in item
        or str(item.get("/S", "")) in ACTIVE_ACTIONS
        or str(item.get("/Subtype", "")) in ACTIVE_KINDS
    )


def _refuse_harmful_image(content: BinaryIO) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(content, formats=("PNG", "JPEG", "TIFF"))
        if image.width * image.height > MAX_PIXELS:
            raise Refusal(LARGE_PICTURE)
        if image.format == "JPEG":
            image.draft("L", (1, 1))  # decoded at an eighth of its size: little memory
            image.load()
        else:
            image.verify()
    except Image.DecompressionBombError as problem:
        raise Refusal(LARGE_PICTURE) from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as problem:
        raise WrongType(BROKEN_PICTURE) from problem


def _refuse_harmful_office_file(content: BinaryIO) -> None:
    size = content.seek(0, io.SEEK_END)
    limit = min(MAX_UNPACKED_BYTES, max(size, 2**16) * MAX_UNPACKED_RATIO)
    blown_up = Refusal("Tệp nén quá nhiều lần so với kích thước. Xin lưu lại tệp.")
    try:
        with zipfile.ZipFile(content) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                raise blown_up
            _refuse_what_no_entry_holds(content, archive, size)
            for entry in archive.infolist():
                _refuse_odd_name(entry.filename)
                with archive.open(entry) as packed:
                    before = b""
                    while chunk := packed.read(CHUNK):
                        limit -= len(chunk)
                        if limit < 0:
                            raise blown_up
                        is_head = not before and chunk.startswith(PROGRAM_BEGINNINGS)
                        if is_head or IN_A_PROGRAM in before + chunk:
                            raise WrongType(PROGRAM_INSIDE)
                        before = chunk[-len(IN_A_PROGRAM) :]
    except RuntimeError as problem:
        raise WrongType("Tệp có mật khẩu. Xin bỏ mật khẩu rồi tải lên lại.") from problem
    except BROKEN_ZIP as problem:
        if is_for_want_of_room(problem):
            raise
        raise WrongType("Tệp bị hỏng, không mở được. Xin lưu lại tệp.") from problem


def _refuse_odd_name(name: str) -> None:
    is_elsewhere = name.startswith("/") or ".." in name.split("/") or "\\" in name
    if is_elsewhere or not name.isprintable() or name.lower().endswith(PROGRAM_NAMES):
        raise WrongType(PROGRAM_INSIDE)


def _refuse_what_no_entry_holds(content: BinaryIO, archive: zipfile.ZipFile, size: int) -> None:
    """Refuse bytes behind the document, in its comment, and between what is packed in it: Word
    shows none of them, and another program opens the PDF or runs the program that lies there.
    """
    place = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        content.seek(entry.header_offset)
        head = content.read(ENTRY_OF_ZIP.size)
        gap = entry.header_offset - place
        if len(head) < ENTRY_OF_ZIP.size or gap not in (DESCRIPTORS if place else {0}):
            raise WrongType(PROGRAM_INSIDE)
        _, name, rest = ENTRY_OF_ZIP.unpack(head)
        place = entry.header_offset + ENTRY_OF_ZIP.size + name + rest + entry.compress_size
    if archive.start_dir - place not in DESCRIPTORS or archive.comment:
        raise WrongType(PROGRAM_INSIDE)
    content.seek(archive.start_dir)
    directory = content.read(size - archive.start_dir)
    end = directory.rfind(END_OF_ZIP)
    listed = int.from_bytes(directory[end + 12 : end + 16], "little")
    if end + END_OF_ZIP_BYTES != len(directory) or end - listed not in BEHIND_DIRECTORY:
        raise WrongType("Tệp chứa thêm dữ liệu ở cuối. Xin lưu lại tệp.")
