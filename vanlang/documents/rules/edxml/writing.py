"""Writes an edXML message in the spelling and the order of the official samples."""

import base64
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date, datetime
from typing import BinaryIO, cast
from xml.sax.saxutils import escape

from vanlang.documents.rules.edxml import attachments
from vanlang.documents.rules.edxml.codes import NAMESPACE, VIETNAM, Purpose, refused
from vanlang.documents.rules.edxml.messages import (
    Answered,
    Attachment,
    Business,
    Message,
    Organisation,
    Staff,
    StatusMessage,
)

Opened = Callable[[Attachment], BinaryIO]

# Three bytes become four characters: pieces of a multiple of three join without a seam.
CHUNK = 3 * 2**16
# XML 1.0, 2.2: what no document may hold, not even as a reference.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{NAMESPACE}">'
    f'<edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}"><edXML:edXMLHeader>'
)
FOOT = "</edXML:edXMLEnvelope>"
END = "</edXML>\n"


def element(name: str, text: str) -> str:
    if ILLEGAL.search(text):
        raise refused(f"R.{name}", f"{name} chứa ký tự mà XML không cho phép.")
    written = escape(text, {"\r": "&#13;"})
    return f"<edXML:{name}>{written}</edXML:{name}>"


def optional(name: str, text: str) -> str:
    return element(name, text) if text else ""


def group(name: str, *parts: str) -> str:
    return f"<edXML:{name}>{''.join(parts)}</edXML:{name}>"


def day(name: str, on: date | None) -> str:
    return element(name, f"{on:%Y/%m/%d}") if on else ""


def moment(name: str, at: datetime) -> str:
    return element(name, f"{at.astimezone(VIETNAM):%Y/%m/%d %H:%M:%S}")


def number(name: str, value: int | None) -> str:
    return "" if value is None else element(name, str(value))


def write(message: Message, target: BinaryIO, opened: Opened, *, is_packed: bool = False) -> None:
    """Write a document's message; `opened` gives each attachment's bytes, `is_packed` zips them."""
    body = [_reference(one, is_packed=is_packed) for one in message.attachments]
    manifest = f'<edXML:edXMLManifest version="1.0">{"".join(body)}</edXML:edXMLManifest>'
    head = [HEAD, _header(message), _traces(message), "</edXML:edXMLHeader>"]
    target.write("".join([*head, group("edXMLBody", manifest), FOOT]).encode())
    if message.attachments:
        target.write(f'<edXML:AttachmentEncoded xmlns:edXML="{NAMESPACE}">'.encode())
        for one in message.attachments:
            _write_attachment(one, target, opened, is_packed=is_packed)
        target.write(b"</edXML:AttachmentEncoded>")
    target.write(END.encode())


def write_status(status: StatusMessage) -> bytes:
    """Return a status message: short, and whole."""
    sender = status.sender
    header = group(
        "MessageHeader",
        # In the samples of statuses the name stands before the agency above it.
        group(
            "From",
            element("OrganId", sender.code),
            element("OrganName", sender.name),
            element("OrganizationInCharge", sender.in_charge),
            *_address(sender),
        ),
        _answered(status.about),
        _staff(status.staff, is_status=True),
        element("StatusCode", status.status),
        element("Description", status.description),
        moment("Timestamp", status.at),
    )
    return f"{HEAD}{header}</edXML:edXMLHeader>{FOOT}{END}".encode()


def _header(message: Message) -> str:
    signer = message.signer
    return group(
        "MessageHeader",
        _organisation("From", message.sender),
        *(_organisation("To", one) for one in message.recipients),
        group(
            "Code",
            element("CodeNumber", message.number),
            element("CodeNotation", message.notation),
        ),
        group(
            "PromulgationInfo",
            element("Place", message.place),
            day("PromulgationDate", message.issued_on),
        ),
        group(
            "DocumentType",
            element("Type", message.kind.code),
            optional("TypeDetail", message.kind.detail),
            element("TypeName", message.kind.name),
        ),
        element("Subject", message.subject),
        element("Content", message.content),
        group(
            "SignerInfo",
            element("Competence", signer.authority),
            element("Position", signer.position),
            element("FullName", signer.name),
        ),
        day("DueDate", message.due_on),
        _list("ToPlaces", "Place", message.places),
        _other(message),
        *(_answered(one) for one in message.answers),
        optional("SteeringType", message.steering),
        element("DocumentId", message.document_id),
        _list("ResponseForTask", "TaskCode", message.answered_tasks),
        optional("ApplicationType", message.application),
    )


def _other(message: Message) -> str:
    direction = "" if message.is_direction is None else str(message.is_direction).lower()
    return group(
        "OtherInfo",
        number("Priority", message.urgency),
        element("SphereOfPromulgation", message.sphere),
        element("TyperNotation", message.typist),
        number("PromulgationAmount", message.copies),
        number("PageAmount", message.pages),
        optional("Direction", direction),
        _list("Appendixes", "Appendix", message.appendixes),
    )


def _list(name: str, each: str, texts: Iterable[str]) -> str:
    parts = [element(each, text) for text in texts]
    return group(name, *parts) if parts else ""


def _organisation(name: str, one: Organisation) -> str:
    return group(
        name,
        element("OrganId", one.code),
        element("OrganizationInCharge", one.in_charge),
        element("OrganName", one.name),
        *_address(one),
    )


def _address(one: Organisation) -> Iterable[str]:
    yield element("OrganAdd", one.address)
    yield element("Email", one.email)
    yield element("Telephone", one.telephone)
    yield element("Fax", one.fax)
    yield element("Website", one.website)


def _answered(one: Answered) -> str:
    return group(
        "ResponseFor",
        element("OrganId", one.organisation),
        element("Code", one.notation),
        day("PromulgationDate", one.issued_on),
        element("DocumentId", one.document_id),
    )


def _staff(staff: Staff, *, is_status: bool = False) -> str:
    reached = [element("Mobile", staff.mobile), element("Email", staff.email)]
    return group(
        "StaffInfo",
        element("Department", staff.department),
        optional("DepartmentId", staff.department_id),
        element("Staff", staff.name),
        optional("StaffId", staff.staff_id),
        *(reached if is_status else reversed(reached)),
    )


def _traces(message: Message) -> str:
    stations = [
        group("TraceHeader", element("OrganId", one.organisation), moment("Timestamp", one.at))
        for one in message.traces
    ]
    return group("TraceHeaderList", *stations, _business(message.business))


def _business(business: Business) -> str:
    info = group(
        "BussinessDocumentInfo",
        element("DocumentInfo", str(int(business.changes_document))),
        element("DocumentReceiver", str(int(business.changes_receivers))),
        group(
            "ReceiverList",
            *(
                group(
                    "Receiver",
                    element("OrganId", one.organisation),
                    element("ReceiverType", str(int(one.is_added))),
                )
                for one in business.receivers
            ),
        ),
    )
    replaced = [
        group(
            "ReplacementInfo",
            element("DocumentId", one.document_id),
            _list("OrganIdList", "OrganId", one.organisations),
        )
        for one in business.replacements
    ]
    return group(
        "Bussiness",  # sic: the official spelling
        optional("DocumentId", business.document_id),
        element("BussinessDocType", business.purpose),
        element("BussinessDocReason", business.reason),
        element("Paper", str(int(business.has_paper))),
        info if business.purpose == Purpose.UPDATE else "",
        group("ReplacementInfoList", *replaced) if replaced else "",
        _staff(business.staff),
    )


def _reference(one: Attachment, *, is_packed: bool) -> str:
    return group(
        "Reference",
        element("ContentId", one.content_id),
        element("ContentType", attachments.ZIP if is_packed else one.content_type),
        element("Description", one.description),
        element("AttachmentName", one.name),
    )


def _write_attachment(
    one: Attachment, target: BinaryIO, opened: Opened, *, is_packed: bool
) -> None:
    head = (
        element("ContentId", one.content_id)
        + element("AttachmentName", one.name)
        + element("Description", one.description)
        + element("ContentType", attachments.ZIP if is_packed else one.content_type)
    )
    target.write(f"<edXML:Attachment>{head}<edXML:ContentTransferEncoded>".encode())
    encoded = Encoder(target)
    with closing(opened(one)) as content:
        if is_packed:
            _pack(one.name, content, encoded)
        else:
            while chunk := content.read(CHUNK):
                encoded.write(chunk)
    encoded.finish()
    target.write(b"</edXML:ContentTransferEncoded></edXML:Attachment>")


def _pack(name: str, content: BinaryIO, encoded: "Encoder") -> None:
    entry = zipfile.ZipInfo(name)  # the same bytes every time: no clock in it
    entry.compress_type = zipfile.ZIP_DEFLATED
    with (
        # It only ever calls write and flush when the stream cannot seek.
        zipfile.ZipFile(cast("BinaryIO", encoded), "w") as archive,
        archive.open(entry, "w", force_zip64=True) as packed,
    ):
        while chunk := content.read(CHUNK):
            packed.write(chunk)


class Encoder(io.RawIOBase):
    """Writes bytes as base64 in one line, however they come."""

    def __init__(self, target: BinaryIO) -> None:
        self.target, self.waiting = target, b""

    def write(self, content: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        waiting = self.waiting + bytes(content)
        whole = len(waiting) // 3 * 3
        self.target.write(base64.b64encode(waiting[:whole]))
        self.waiting = waiting[whole:]
        return len(content)

    def finish(self) -> None:
        self.target.write(base64.b64encode(self.waiting))
        self.waiting = b""
