"""What an e-mail says that brings a document: who sent it, its subject, its attached files."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, date
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from vanlang.documents.rules.words import printable
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, WrongType

MOST_FILES = 20
NOTATION = re.compile(r"\b(\d{1,6}\s?/\s?(?:\d{4}/)?[A-ZĐ][A-Za-zĐđ0-9]*(?:-[A-Za-zĐđ0-9.&()-]+)*)")


@dataclass(frozen=True, slots=True)
class Enclosed:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """Thư điện tử: what it says of itself, nothing of which is proven."""

    sender_name: str
    sender_address: str
    subject: str
    sent_on: date | None
    message_id: str
    files: tuple[Enclosed, ...]

    @property
    def notation(self) -> str:
        """The number and symbol that the subject names, if it names one."""
        found = NOTATION.search(self.subject)
        return re.sub(r"\s", "", found.group(1)) if found else ""


def read(content: bytes) -> Letter:
    """Return what an .eml file says; refuse what is none or brings no file."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.get("From"):
        raise WrongType("Tệp này không phải một bức thư điện tử (.eml).", field="message")
    name, address = parseaddr(printable(str(message["From"])))
    files = tuple(_enclosed(message))
    if not files:
        raise Refusal("Thư không có tệp đính kèm nào, không có văn bản để vào sổ.", field="message")
    if len(files) > MOST_FILES:
        raise Refusal(f"Thư có quá nhiều tệp đính kèm (tối đa {MOST_FILES}).", field="message")
    return Letter(
        sender_name=name.strip() or address,
        sender_address=address,
        subject=" ".join(printable(str(message.get("Subject", ""))).split()),
        sent_on=_day(str(message.get("Date", ""))),
        message_id=printable(str(message.get("Message-ID", ""))).strip()[:200],
        files=files,
    )


def _enclosed(message: EmailMessage) -> list[Enclosed]:
    found = []
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            found.append(Enclosed(printable(part.get_filename() or "tep"), content))
    return found


def _day(text: str) -> date | None:
    try:
        sent = parsedate_to_datetime(text)
        # "-0000" says that the sender's zone is not known; the moment is UTC's (RFC 5322, 3.3).
        return day_of(sent if sent.tzinfo else sent.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
