"""What an attachment really is: base64 into a file as it comes, zips unpacked, types by content."""

import binascii
import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from vanlang.documents.rules.edxml.codes import (
    ATTACHMENT_NAME_MOST,
    Fault,
    Limits,
    Refused,
    refused,
)
from vanlang.kernel import file_checks
from vanlang.kernel.file_checks import DOCX, JPEG, PDF, PNG, TIFF, UNKNOWN, XLSX
from vanlang.kernel.refusals import Refusal, is_for_want_of_room

CHUNK = 2**16
ZIP = "application/zip"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
OLD_OFFICE = {"xls": XLS, "ppt": PPT}  # one container for the three: the name tells which
ENDINGS = {
    PDF: {"pdf"},
    PNG: {"png"},
    JPEG: {"jpg", "jpeg", "jpe"},
    TIFF: {"tif", "tiff"},
    DOCX: {"docx"},
    XLSX: {"xlsx"},
    PPTX: {"pptx"},
    DOC: {"doc", "dot", "wps"},
    XLS: {"xls"},
    PPT: {"ppt", "pps"},
    ZIP: {"zip"},
}
RUNNING = {"exe", "com", "bat", "cmd", "js", "vbs", "ps1", "msi", "scr", "jar", "sh", "lnk", "html"}
ENDING_OF = {PDF: "pdf", PNG: "png", JPEG: "jpg", TIFF: "tif", DOCX: "docx", XLSX: "xlsx"}
ENDING_OF |= {PPTX: "pptx", DOC: "doc", XLS: "xls", PPT: "ppt"}
ALL_ENDINGS = set().union(*ENDINGS.values()) | RUNNING
SAME_TYPES = {
    "image/jpg": JPEG,
    "image/pjpeg": JPEG,
    "application/x-pdf": PDF,
    "application/x-zip": ZIP,
    "application/x-zip-compressed": ZIP,
    "multipart/x-zip": ZIP,
    "application/xls": XLS,
    "application/doc": DOC,
    "application/ppt": PPT,
    # The other side's library writes the ending for the type.
    "application/docx": DOCX,
    "application/xlsx": XLSX,
    "application/pptx": PPTX,
    "image/tif": TIFF,
}
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
BLANKS = b" \t\r\n"
UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f]|^[A-Za-z]:|^\.{1,2}$")
UUID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)
UNPACKED_RATIO = 200
ZIP_ENCRYPTED = 0x1
SMALL = 2**16


@dataclass
class Decoder:
    """Writes what base64 stands for into a file as it comes; `fault` says what failed."""

    path: Path
    size: int = 0
    fault: str = ""
    _waiting: bytes = b""
    _has_ended: bool = False
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _file: BinaryIO | None = None

    def write(self, text: str) -> None:
        if self.fault:
            return
        try:
            waiting = self._waiting + text.encode("ascii").translate(None, BLANKS)
            whole = len(waiting) // 4 * 4
            self._waiting = waiting[whole:]
            self._take(waiting[:whole])
        except (UnicodeEncodeError, binascii.Error):
            self.fault = "nội dung không phải base64"

    def finish(self) -> None:
        if self._waiting and not self.fault:
            self.fault = "nội dung base64 bị cắt cụt"
        if not self.size and not self.fault:
            self.fault = "nội dung rỗng"
        if self._file is not None:
            self._file.close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def _take(self, encoded: bytes) -> None:
        if not encoded:
            return
        if self._has_ended:
            raise binascii.Error
        decoded = binascii.a2b_base64(encoded, strict_mode=True)
        self._has_ended = encoded.endswith(b"=")
        self._digest.update(decoded)
        self.size += len(decoded)
        if self._file is None:
            self._file = self.path.open("wb")
        self._file.write(decoded)


@dataclass(frozen=True, slots=True)
class Found:
    """A file taken out of a message, known for what it is."""

    path: Path
    name: str
    content_type: str
    size: int
    sha256: str


@dataclass
class Room:
    """How many unpacked bytes may still come out of this message."""

    left: int


def examine(decoder: Decoder, *, name: str, declared: str, room: Room) -> list[Found]:
    """Return the files that an attachment holds: itself, or what is in its zip.

    Raises:
        Refused: it is not what it says, or made to do harm.
    """
    if decoder.fault:
        raise refused("R.ContentTransferEncoded", f"Tệp “{name}”: {decoder.fault}.")
    with decoder.path.open("rb") as content:
        found = content_type(content, name)
    _check_declared(name, declared, found)
    if found == ZIP:
        return list(_unpack(decoder.path, name, room))
    _check_ending(name, found)
    file = Found(decoder.path, name, found, decoder.size, decoder.sha256)
    _check_harmless(file, shown=f"“{name}”")
    return [file]


def content_type(content: BinaryIO, name: str) -> str:
    """Return what the bytes are; the name decides only between formats of one container."""
    found = file_checks.content_type(content)
    head = content.read(8)
    content.seek(0)
    if found != UNKNOWN:
        return found
    if head.startswith(OLE_MAGIC):
        return OLD_OFFICE.get(ending(name), DOC)
    return _zip_type(content) if head.startswith(ZIP_MAGICS) else UNKNOWN


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower().strip() if "." in name else ""


def name_faults(name: str) -> list[Fault]:
    if not name:
        return [Fault("N.AttachmentName", "Có tệp đính kèm không có tên.")]
    if len(name) > ATTACHMENT_NAME_MOST:
        most = ATTACHMENT_NAME_MOST
        return [Fault("R.AttachmentName", f"Tên tệp đính kèm dài quá {most} ký tự.")]
    if UNSAFE.search(name):
        shown = "".join(c if c.isprintable() else "?" for c in name)
        return [Fault("R.AttachmentName", f"Tên tệp “{shown}” chứa đường dẫn hoặc ký tự lạ.")]
    return []


def _zip_type(content: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
    except file_checks.BROKEN_ZIP:
        return ZIP  # a broken one: said so when it is unpacked
    finally:
        content.seek(0)
    if "[Content_Types].xml" not in names:
        return ZIP
    has_macros = any("vbaProject" in name for name in names)
    return PPTX if "ppt/presentation.xml" in names and not has_macros else UNKNOWN


def _check_declared(name: str, declared: str, found: str) -> None:
    said = declared.partition(";")[0].strip().lower()
    said = SAME_TYPES.get(said, said)
    if found == UNKNOWN:
        raise refused("R.ContentType", f"Tệp “{name}”: loại nội dung không được nhận.")
    is_old_office = {said, found} <= {DOC, XLS, PPT}
    # Senders invent names for types: one that means nothing here contradicts nothing.
    if said in ENDINGS and said != found and not is_old_office:
        raise refused(
            "M.ContentType", f"Tệp “{name}” khai là {said[:100]} nhưng nội dung là {found}."
        )


def _check_ending(name: str, found: str, *, shown: str = "") -> None:
    said = ending(name)
    is_old_office = found in {DOC, XLS, PPT} and said in ENDINGS[DOC] | ENDINGS[XLS] | ENDINGS[PPT]
    if said in ALL_ENDINGS and said not in ENDINGS[found] and not is_old_office:
        raise refused(
            "M.AttachmentName", f"Tệp {shown or f'“{name}”'} có đuôi .{said} nhưng là {found}."
        )


def _check_harmless(file: Found, *, shown: str) -> None:
    """PDF with programs in it, pictures and office files that blow up, files under a password."""
    try:
        with file.path.open("rb") as content:
            file_checks.refuse_harmful(content, file.content_type)
    except Refused:
        raise
    except Refusal as problem:
        raise refused("R.Attachment", f"Tệp {shown}: {problem.message}") from problem


def _unpack(path: Path, name: str, room: Room) -> Iterator[Found]:
    broken = refused("R.Zip", f"Tệp nén “{name}” bị hỏng, không mở được.")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if not entries:
                raise refused("R.Zip", f"Tệp nén “{name}” rỗng.")
            if len(entries) > file_checks.MAX_ENTRIES:
                raise refused("R.Zip", f"Tệp nén “{name}” có quá nhiều tệp.")
            allowed = min(room.left, max(path.stat().st_size, SMALL) * UNPACKED_RATIO)
            within = Room(allowed)
            for number, entry in enumerate(entries):
                packed = Packed(name, number, is_only=len(entries) == 1)
                yield _unpack_one(archive, entry, path.with_suffix(f".{number}"), packed, within)
            room.left -= allowed - within.left
    except Refused:
        raise
    except file_checks.BROKEN_ZIP as problem:
        if is_for_want_of_room(problem):
            raise
        raise broken from problem


@dataclass(frozen=True, slots=True)
class Packed:
    """Where a file lies: in which attachment, as which of its files."""

    attachment: str
    number: int
    is_only: bool

    def name(self, inner: str, found: str) -> str:
        """Return what the file is called: as the attachment says, where the zip holds that file.

        The other side's library packs each file under a name of random letters.
        """
        said = ending(self.attachment)
        if self.is_only and said in ALL_ENDINGS - ENDINGS[ZIP]:
            return self.attachment
        if not UUID.fullmatch(inner.rpartition("/")[2].rpartition(".")[0] or inner):
            return inner
        stem = self.attachment.rpartition(".")[0] if said in ALL_ENDINGS else self.attachment
        count = "" if self.is_only else f" ({self.number + 1})"
        return f"{stem}{count}.{ENDING_OF[found]}"

    def shown(self, name: str) -> str:
        """Return the name in a refusal: its sender knows the attachment's, not what is inside."""
        inside = "" if name == self.attachment else f" (bên trong: “{name}”)"
        return f"“{self.attachment}”{inside}"


def _unpack_one(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, packed: Packed, room: Room
) -> Found:
    inner = unicodedata.normalize("NFC", entry.filename)
    shown = packed.shown("".join(c if c.isprintable() else "?" for c in inner))
    if entry.flag_bits & ZIP_ENCRYPTED:
        raise refused("R.Zip", f"Tệp {shown} có mật khẩu.")
    digest, size = hashlib.sha256(), 0
    with archive.open(entry) as content, path.open("wb") as unpacked:
        while chunk := content.read(CHUNK):
            room.left -= len(chunk)
            if room.left < 0:
                raise refused("R.Zip", f"Tệp nén {shown} phình ra quá lớn khi mở.")
            size += len(chunk)
            digest.update(chunk)
            unpacked.write(chunk)
    with path.open("rb") as unpacked_content:
        found = content_type(unpacked_content, inner)
    if found in {UNKNOWN, ZIP}:
        raise refused("R.ContentType", f"Tệp {shown}: loại không được nhận.")
    name = packed.name(inner, found)
    if faults := name_faults(name):
        raise Refused(faults)
    _check_ending(name, found, shown=packed.shown(name))
    file = Found(path, name, found, size, digest.hexdigest())
    _check_harmless(file, shown=packed.shown(name))
    return file


def room_in(limits: Limits) -> Room:
    return Room(limits.unpacked_bytes)
