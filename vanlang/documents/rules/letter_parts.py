"""Which parts of an e-mail are documents, at whatever depth they stand, and what is left out.

A program for mail lays a document beside its text, between two texts, inside a signature or in a
letter that is passed on. What a part is its bytes say; only then what the sender calls it.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from html import unescape

from vanlang.documents.rules.exchange import file_name
from vanlang.documents.rules.words import printable
from vanlang.kernel import file_checks

DOCUMENTS = {file_checks.PDF, file_checks.DOCX, file_checks.XLSX, file_checks.TIFF}
PICTURES = {file_checks.PNG, file_checks.JPEG, file_checks.HEIC}
ENDINGS = {
    file_checks.PDF: ".pdf",
    file_checks.DOCX: ".docx",
    file_checks.XLSX: ".xlsx",
    file_checks.TIFF: ".tif",
    file_checks.PNG: ".png",
    file_checks.JPEG: ".jpg",
    file_checks.HEIC: ".heic",
}
SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature"}
SIGNATURES |= {"application/pgp-signature"}
SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
CALENDARS = {"text/calendar", "application/ics"}
OUTLOOK = {"application/ms-tnef", "application/vnd.ms-tnef"}
REPORTS = {"message/delivery-status", "message/disposition-notification"}
SMALLEST_SCAN = 10_000  # bytes: a page or a photograph is larger, a logo is smaller
LOGO_NAME = re.compile(
    r"(image|img|logo|banner|icon|outlook-\w+|att)[-_]?\d{0,5}\.\w+", re.IGNORECASE
)
REFERRED = re.compile(rb"cid:([^\"'>\s)]+)", re.IGNORECASE)
TAG = re.compile(r"<(?:style|script).*?</(?:style|script)>|<[^>]*>", re.IGNORECASE | re.DOTALL)
OTHER_CHARSETS = ("utf-8", "cp1258", "latin-1")
SHOWN = 60
LONGEST_TEXT = 5_000  # of a part in HTML: more is not shown
MOST_NAMED = 8


class AsWritten(Compat32):
    """Gives headers as they stand: no header of a stranger's is parsed that nobody asks for."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 as Compat32 has it
        return text_of(value.encode("utf-8", "surrogateescape"), "utf-8")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a letter under a name that no other file of it bears."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """The documents of a letter, the main one first; the rest in words for the clerk."""

    documents: tuple[Enclosed, ...]
    left_out: tuple[str, ...]

    @property
    def remark(self) -> str:
        """What the entry says of the parts that were left out."""
        more = len(self.left_out) - MOST_NAMED
        named = [*self.left_out[:MOST_NAMED], *([f"{more} phần khác"] if more > 0 else [])]
        return f"Không lấy làm văn bản: {'; '.join(named)}." if named else ""


def sort(message: "Message[str, str]") -> Parts:
    """Tell documents from texts, signatures, calendars and the pictures of a letterhead."""
    leaves = list(_leaves(message))
    referred = {
        found.decode("utf-8", "replace")
        for part, content in leaves
        if part.get_content_type() == "text/html"
        for found in REFERRED.findall(content)
    }
    documents: list[tuple[str, bytes]] = []
    pictures: list[tuple[str, bytes]] = []
    small: list[tuple[str, bytes]] = []
    left_out: list[str] = []
    for part, content in leaves:
        name, kind = name_of(part), file_checks.content_type(io.BytesIO(content))
        file = (_with_ending(name, kind), content)
        if kind in DOCUMENTS:
            documents.append(file)
        elif kind in PICTURES and not _is_decoration(part, name, referred):
            (pictures if len(content) >= SMALLEST_SCAN else small).append(file)
        elif words := _words(part, name, content, kind, is_below=bool(documents or pictures)):
            left_out.append(words)
    if not (documents or pictures):
        pictures, small = small, []  # the only thing that was sent is what was meant
    left_out += [f"hình trong thư {name[:SHOWN]}" for name, _ in small]
    return Parts(_named([*documents, *pictures]), tuple(left_out))


def name_of(part: "Message[str, str]") -> str:
    """Return a part's file name however its program wrote it: RFC 2231, RFC 2047, or raw."""
    return decoded(part.get_filename() or "").strip()


def decoded(text: str) -> str:
    """Return a header's text with its encoded words (RFC 2047) read, broken ones as they stand."""
    try:
        pieces = decode_header(text)
    except (MessageError, ValueError):
        return printable(text)
    whole = "".join(
        piece
        if isinstance(piece, str)
        else text_of(piece, charset)
        if charset
        else piece.decode("raw-unicode-escape", "replace")
        for piece, charset in pieces
    )
    return unicodedata.normalize("NFC", printable(whole))


def text_of(content: bytes, charset: str) -> str:
    """Return a text in the charset that it says, or else in the likeliest one."""
    for name in (charset, *OTHER_CHARSETS):
        try:
            return unicodedata.normalize("NFC", content.decode(name))
        except (LookupError, ValueError):  # nobody's charset, or not this one
            continue
    return content.decode("latin-1")


def _leaves(message: "Message[str, str]") -> "Iterator[tuple[Message[str, str], bytes]]":
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_type() not in REPORTS:
            waiting += [one for one in reversed(inside) if isinstance(one, Message)]
            continue
        content = part.get_payload(decode=True)
        yield part, content if isinstance(content, bytes) else b""


def _is_decoration(part: "Message[str, str]", name: str, referred: "set[str]") -> bool:
    """Tell a picture that the letter's text shows, or a program's own, from one that is a page."""
    content_id = part.get("Content-ID", "").strip(" <>")
    is_named_so = bool(LOGO_NAME.fullmatch(name)) and part.get_content_disposition() != "attachment"
    return is_named_so or (bool(content_id) and content_id in referred)


def _with_ending(name: str, kind: str) -> str:
    """Return a name that says what the file is, where its sender gave none."""
    stem, dot, _ = name.rpartition(".")
    if stem.strip(" ."):
        return name
    return ("van-ban" if dot or not name else name) + ENDINGS.get(kind, "")


def _words(
    part: "Message[str, str]", name: str, content: bytes, kind: str, *, is_below: bool
) -> str:
    """Return what a part that is no document is called; nothing for the letter's own text."""
    declared = part.get_content_type()
    is_text = part.get_content_maintype() == "text" and declared not in CALENDARS
    if is_text and not name and part.get_content_disposition() != "attachment":
        plain = _plain(content, part) if is_below else ""
        return f"đoạn chữ “{plain[:SHOWN]}”" if plain else ""
    is_sealed = declared in SEALED or name.lower().endswith(".p7m")
    is_outlooks = declared in OUTLOOK or name.lower() == "winmail.dat"
    is_picture = kind in PICTURES or part.get_content_maintype() == "image"
    choices = (
        (declared in SIGNATURES, "chữ ký của thư"),
        (is_sealed, "phần thư được mã hóa hoặc đóng gói S/MIME"),
        (is_outlooks, "tệp đóng gói riêng của Outlook (nếu thiếu văn bản, hãy đề nghị gửi lại)"),
        (declared in CALENDARS, "lịch hẹn"),
        (is_picture, "hình trong thư"),
        (declared in REPORTS, "báo cáo của máy chủ thư"),
        (bool(content), "tệp không thuộc loại được nhận"),
        (bool(name), "tệp rỗng"),
    )
    words = next((words for is_so, words in choices if is_so), "")
    return f"{words} {name[:SHOWN]}".strip() if words else ""


def _plain(content: bytes, part: "Message[str, str]") -> str:
    text = text_of(content, part.get_content_charset("utf-8"))
    if part.get_content_type() == "text/html":
        text = unescape(TAG.sub(" ", text[:LONGEST_TEXT]))
    return " ".join(printable(text).split())


def _named(files: Sequence[tuple[str, bytes]]) -> tuple[Enclosed, ...]:
    documents: list[Enclosed] = []
    names: set[str] = set()
    for name, content in files:
        own = file_name(name, names)
        names.add(own)
        documents.append(Enclosed(own, content))
    return tuple(documents)
