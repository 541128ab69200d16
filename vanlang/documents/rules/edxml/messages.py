"""What an edXML message says: a document on its way, or what became of one."""

from dataclasses import dataclass
from datetime import date, datetime

from vanlang.documents.rules.edxml.codes import Purpose, Status


@dataclass(frozen=True, slots=True)
class Organisation:
    """From, To: an agency as the message names it; `code` is its mã định danh điện tử."""

    code: str
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """DocumentType. The numbers of different systems differ: rely on `name`."""

    name: str
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """SignerInfo: TM., KT., TL., TUQ. or Q.; position; full name."""

    authority: str = ""
    position: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """ResponseFor: which document of which organisation this one answers, or reports about."""

    organisation: str
    notation: str
    issued_on: date | None
    document_id: str


@dataclass(frozen=True, slots=True)
class Staff:
    """StaffInfo: who did it at the sending agency."""

    department: str = ""
    department_id: str = ""
    name: str = ""
    staff_id: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """TraceHeader: a station that the message passed."""

    organisation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receiver:
    """A recipient that an update adds, or takes away."""

    organisation: str
    is_added: bool


@dataclass(frozen=True, slots=True)
class Replacement:
    """ReplacementInfo: the document that loses its place, and at whom."""

    document_id: str
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Business:
    """Bussiness: what the sender wants done with the document."""

    purpose: Purpose = Purpose.NEW
    document_id: str = ""
    reason: str = ""
    has_paper: bool = False
    changes_document: bool = False
    changes_receivers: bool = False
    receivers: tuple[Receiver, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    staff: Staff = Staff()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in the body; its bytes lie elsewhere, under `content_id`."""

    content_id: str
    name: str
    content_type: str
    size: int
    sha256: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A document and what is to be done with it."""

    sender: Organisation
    recipients: tuple[Organisation, ...]
    document_id: str
    number: str
    notation: str
    issued_on: date
    kind: Kind
    subject: str
    place: str = ""
    content: str = ""
    signer: Signer = Signer()
    due_on: date | None = None
    places: tuple[str, ...] = ()
    urgency: int = 0
    sphere: str = ""
    typist: str = ""
    copies: int | None = None
    pages: int | None = None
    is_direction: bool | None = None
    appendixes: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()
    steering: str = ""
    answered_tasks: tuple[str, ...] = ()
    application: str = ""
    traces: tuple[Trace, ...] = ()
    business: Business = Business()
    attachments: tuple[Attachment, ...] = ()
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """What became of a document at its recipient, or what its sender asks for."""

    sender: Organisation
    about: Answered
    status: Status
    at: datetime
    description: str = ""
    staff: Staff = Staff()
    is_signed: bool = False


def document_id(organisation: str, issued_on: date, notation: str) -> str:
    """Return a document's id as Quyết định 395/QĐ-BTTTT puts it together."""
    return f"{organisation},{issued_on:%Y/%m/%d},{notation}"


def full_notation(number: str, notation: str) -> str:
    """Return `7816/VPCP-TTĐT`; some senders repeat the number in the notation."""
    if not number or notation.startswith(f"{number}/"):
        return notation
    return f"{number}/{notation}" if notation else number
