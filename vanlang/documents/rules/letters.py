"""What an e-mail says that brings a document: who sent it, its subject, its documents."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, date
from email.message import Message  # noqa: TC003 beside the other names of email
from email.utils import parseaddr, parsedate_to_datetime

from vanlang.documents.rules.letter_parts import AsWritten, Enclosed, Parts, decoded, sort
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, WrongType

MOST_FILES = 20
NOTATION = re.compile(r"\b(\d{1,6}\s?/\s?(?:\d{4}/)?[A-ZĐ][A-Za-zĐđ0-9]*(?:-[A-Za-zĐđ0-9.&()-]+)*)")
NO_LETTER = "Tệp này không phải một bức thư điện tử (.eml)."
BROKEN = "Thư bị hỏng, không đọc được."
BROKEN_ID = (
    "Mã thư (Message-ID) bị hỏng, nên không biết được thư này đã nhận hay chưa: cần người xem."
)
NOTHING = "Thư không có tệp nào thuộc loại được nhận (PDF, ảnh, Word, Excel) để vào sổ."


@dataclass(frozen=True, slots=True)
class Head:
    """Who a letter says it is from and about what, as far as that can be read."""

    sender_name: str
    sender_address: str
    subject: str
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class Letter:
    """Thư điện tử: what it says of itself, nothing of which is proven."""

    sender_name: str
    sender_address: str
    subject: str
    sent_on: date | None
    message_id: str
    files: tuple[Enclosed, ...]
    remark: str = ""

    @property
    def notation(self) -> str:
        """The number and symbol that the subject names, if it names one."""
        found = NOTATION.search(self.subject)
        return re.sub(r"\s", "", found.group(1)) if found else ""


def read(content: bytes, *, is_checked: bool = False) -> Letter:
    """Return what an .eml file says; refuse what is none or brings no document.

    `is_checked` when a person has looked at it: its id need not be right then.
    """
    try:
        return _read(content, is_checked=is_checked)
    except Refusal:
        raise
    except Exception as problem:  # a hostile letter upsets Python's readers of mail as it likes
        raise WrongType(BROKEN, field="message") from problem


def head(content: bytes) -> Head:
    """Return what can be read of any bytes that came as a letter."""
    try:
        return _head(_parsed(content))
    except Exception:  # noqa: BLE001 nothing can be read of these, and the clerk is told so
        return Head("", "", "", None)


def _read(content: bytes, *, is_checked: bool) -> Letter:
    message = _parsed(content)
    if not message.get("From"):
        raise WrongType(NO_LETTER, field="message")
    its_id = _message_id(message.get("Message-ID", ""), is_checked=is_checked)
    about, parts = _head(message), sort(message)
    _check_files(parts)
    return Letter(
        sender_name=about.sender_name,
        sender_address=about.sender_address,
        subject=about.subject,
        sent_on=about.sent_on,
        message_id=its_id,
        files=parts.documents,
        remark=parts.remark,
    )


def _parsed(content: bytes) -> "Message[str, str]":
    return email.message_from_bytes(content, policy=AsWritten())


def _head(message: "Message[str, str]") -> Head:
    name, address = parseaddr(" ".join(decoded(message.get("From", "")).split()))
    return Head(
        sender_name=(name.strip() or address)[:200],
        sender_address=address[:200],
        subject=" ".join(decoded(message.get("Subject", "")).split()),
        sent_on=_day(message.get("Date", "")),
    )


def _message_id(written: str, *, is_checked: bool) -> str:
    """Return what a message is known by, so that it is taken in once.

    Python's parser of this header ends with IndexError for some that break off.
    """
    try:
        found = str(email.policy.default.header_factory("Message-ID", " ".join(written.split())))
    except Exception as problem:
        if is_checked:
            return ""
        raise WrongType(BROKEN_ID, field="message") from problem
    return decoded(found).strip()[:200]


def _check_files(parts: Parts) -> None:
    if not parts.documents:
        raise Refusal(f"{NOTHING} {parts.remark}".strip(), field="message")
    if len(parts.documents) > MOST_FILES:
        raise Refusal(f"Thư có quá nhiều tệp đính kèm (tối đa {MOST_FILES}).", field="message")


def _day(text: str) -> date | None:
    try:
        sent = parsedate_to_datetime(text)
        # "-0000" says that the sender's zone is not known; the moment is UTC's (RFC 5322, 3.3).
        return day_of(sent if sent.tzinfo else sent.replace(tzinfo=UTC))
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
