"""What an uploaded file really is, and whether it may come in. Judged by content, never by name."""

import io
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

from vanlang.kernel.refusals import Refusal, Unavailable, WrongType

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNKNOWN = "application/octet-stream"
SHORT_NAMES = {PDF: "PDF", PNG: "PNG", JPEG: "JPG", TIFF: "TIFF", DOCX: "DOCX", XLSX: "XLSX"}

HEAD_BYTES = 1024
MAX_PIXELS = 100_000_000  # A3 at 600 dots an inch is 70 million
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_UNPACKED_RATIO = 200
MAX_ENTRIES = 2_000
CHUNK = 2**16
SCAN_TIMEOUT_SECONDS = 60
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"}
ACTIVE_KINDS = {"/RichMedia", "/Movie", "/Screen", "/3D"}


def content_type(content: BinaryIO) -> str:
    """Return the type that the first bytes show; `content` is left at its beginning."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    content.seek(0)
    if b"%PDF-" in head:
        return PDF
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
    if found == PDF:
        _refuse_harmful_pdf(content)
    elif found in {PNG, JPEG, TIFF}:
        _refuse_harmful_image(content)
    elif found in {DOCX, XLSX}:
        _refuse_harmful_office_file(content)
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
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError):
        return UNKNOWN
    finally:
        content.seek(0)
    return next((t for t in (DOCX, XLSX) if f"{t}.main+xml".encode() in parts), UNKNOWN)


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
    broken = WrongType("Tệp ảnh bị hỏng, không mở được. Xin chụp hoặc quét lại.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(content, formats=("PNG", "JPEG", "TIFF"))
        if image.width * image.height > MAX_PIXELS:
            raise Refusal("Ảnh quá lớn khi mở ra. Xin quét lại ở độ phân giải 300 dpi.")
        if image.format == "JPEG":
            image.draft("L", (1, 1))  # decoded at an eighth of its size: little memory
            image.load()
        else:
            image.verify()
    except Image.DecompressionBombError as problem:
        raise Refusal("Ảnh quá lớn khi mở ra. Xin quét lại ở độ phân giải 300 dpi.") from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as problem:
        raise broken from problem


def _refuse_harmful_office_file(content: BinaryIO) -> None:
    size = content.seek(0, io.SEEK_END)
    limit = min(MAX_UNPACKED_BYTES, max(size, 2**16) * MAX_UNPACKED_RATIO)
    blown_up = Refusal("Tệp nén quá nhiều lần so với kích thước. Xin lưu lại tệp.")
    try:
        with zipfile.ZipFile(content) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                raise blown_up
            for entry in archive.infolist():
                with archive.open(entry) as packed:
                    while chunk := packed.read(CHUNK):
                        limit -= len(chunk)
                        if limit < 0:
                            raise blown_up
    except RuntimeError as problem:
        raise WrongType("Tệp có mật khẩu. Xin bỏ mật khẩu rồi tải lên lại.") from problem
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        raise WrongType("Tệp bị hỏng, không mở được. Xin lưu lại tệp.") from problem
