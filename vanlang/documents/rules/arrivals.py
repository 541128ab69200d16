"""What a document from elsewhere says of itself, and whether it may be put in the register."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from vanlang.documents.rules.secrecy import Access, refuse_state_secrets
from vanlang.documents.rules.states import FileKind, Source, Urgency
from vanlang.kernel.refusals import Conflict, Refusal

FURTHEST_AHEAD = timedelta(days=1)  # a sender's clock may be a zone away
LONGEST_SUBJECT = 500
LARGEST_NUMBER = 2**31 - 1  # more than a column holds, and than any register reaches
# Nghị định 30/2020/NĐ-CP, Điều 21 khoản 2: what fails the check goes back to its sender.
BROKEN = frozenset({"altered", "invalid"})


class Duplicate(Conflict):
    """The same document is in the register already; `entry_id` says where."""

    def __init__(self, message: str, entry_id: str) -> None:
        super().__init__(message, field="notation")
        self.entry_id = entry_id


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file that came with a document: kept already, named by its SHA-256."""

    sha256: str
    name: str
    kind: FileKind = FileKind.MAIN


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a received document says of itself. Everything is the sender's word."""

    subject: str
    author_name: str
    author_code: str = ""
    exchange_id: str = ""
    notation: str = ""
    number: int | None = None
    type_code: str = ""
    issued_on: date | None = None
    place: str = ""
    signer_name: str = ""
    signer_position: str = ""
    signing_authority: str = ""
    urgency: Urgency = Urgency.ORDINARY
    access: Access = Access.INTERNAL
    marking: str = ""
    is_directive: bool = False
    page_count: int | None = None
    copy_count: int | None = None
    due_on: date | None = None
    language: str = "Tiếng Việt"
    sent_on: date | None = None
    reply_to_exchange_id: str = ""
    note: str = ""
    files: tuple[ArrivedFile, ...] = field(default=())


def number_in(text: str) -> int | None:
    """Return the number that stands before the symbol; what cannot be one is no number."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()):
        return None
    number = int(plain)
    return number if number <= LARGEST_NUMBER else None


def check(arrival: Arrival, *, on: date) -> None:
    """Refuse what cannot be a document, and what has no place here."""
    refuse_state_secrets(arrival.marking)
    if not arrival.subject.strip():
        raise Refusal("Hãy ghi trích yếu nội dung văn bản.", field="subject")
    if not arrival.author_name.strip():
        raise Refusal("Hãy ghi cơ quan, tổ chức ban hành văn bản.", field="author_name")
    if arrival.issued_on is not None and arrival.issued_on > on + FURTHEST_AHEAD:
        raise Refusal(
            f"Ngày văn bản {arrival.issued_on:%d/%m/%Y} sau ngày đến, hãy kiểm tra lại.",
            field="issued_on",
        )


def refuse_broken(outcomes: frozenset[str], source: Source) -> None:
    """Refuse to register an electronic document whose signature or content does not hold."""
    if source != Source.PAPER and outcomes & BROKEN:
        raise Refusal(
            "Văn bản không bảo đảm tính xác thực, toàn vẹn: chữ ký số không hợp lệ hoặc nội dung "
            "đã bị thay đổi. Theo Điều 21 Nghị định 30/2020/NĐ-CP, hãy trả lại nơi gửi trên hệ "
            "thống, kèm lý do."
        )
