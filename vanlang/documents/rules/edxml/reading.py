"""Reads an edXML message, in any order and either spelling of dates, or says exactly why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vanlang.documents.rules.edxml import attachments, codes, headers
from vanlang.documents.rules.edxml.attachments import Decoder, Found
from vanlang.documents.rules.edxml.codes import LIMITS, Fault, Limits, Refused, refused
from vanlang.documents.rules.edxml.fields import Fields
from vanlang.documents.rules.edxml.messages import Attachment, Message, StatusMessage
from vanlang.documents.rules.edxml.streaming import SIGNATURE, STREAMED, Element, parse

HIDDEN = (
    "Có tệp nằm ngoài phần AttachmentEncoded (trong chữ ký số hoặc chỗ khác), nơi chữ ký số không"
    " bảo vệ và Manifest không kê."
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message says, and where its attachments were put."""

    message: Message | StatusMessage
    files: Mapping[str, Path]


def read(source: BinaryIO, folder: Path, *, limits: Limits = LIMITS) -> Reading:
    """Read a message; its attachments are written into `folder`, which the caller owns.

    Raises:
        Refused: with every fault that was found.
    """
    decoders: list[Decoder] = []

    def open_sink() -> Decoder:
        if len(decoders) >= limits.attachments:
            raise refused("R.Attachment", f"Có quá {limits.attachments} tệp đính kèm.")
        decoders.append(Decoder(folder / f"attachment-{len(decoders)}"))
        return decoders[-1]

    root = parse(source, limits=limits, open_sink=open_sink)
    faults: list[Fault] = []
    envelope = Fields(root, faults, "").child("edXMLEnvelope", is_required=True)
    header = envelope.child("edXMLHeader", is_required=True)
    main = header.child("MessageHeader", is_required=True)
    if faults:
        raise Refused(faults)
    main.where = ""
    is_signed = _is_signed(root)
    if main.element is not None and main.element.first("StatusCode") is not None:
        status = headers.status(main, is_signed=is_signed)
        if status is None or faults:
            raise Refused(faults)
        return Reading(status, {})
    found = list(_attached(root, envelope, faults, attachments.room_in(limits)))
    message = headers.message(
        main, header, attached=tuple(one for one, _ in found), is_signed=is_signed
    )
    if message is None or faults:
        raise Refused(faults)
    return Reading(message, {one.content_id: path for one, path in found})


def _is_signed(root: Element) -> bool:
    return any(element.name == SIGNATURE for element in root.inside())


def _attached(
    root: Element, envelope: Fields, faults: list[Fault], room: attachments.Room
) -> list[tuple[Attachment, Path]]:
    """Return the attachments that hold content, as the manifest and they themselves describe."""
    manifest = envelope.child("edXMLBody").child("edXMLManifest")
    listed = {_id_of(one): one for one in manifest.children("Reference")}
    found: list[tuple[Attachment, Path]] = []
    seen: set[str] = set()
    for number, element in enumerate(_holders(root, faults), 1):
        fields = Fields(element, faults, f"Attachment[{number}].")
        content_id = _id_of(fields) or f"cid:{number}"
        if content_id in seen:
            faults.append(Fault("R.ContentId", f"Hai tệp đính kèm cùng mã {content_id}."))
            continue
        seen.add(content_id)
        try:
            found += _one(fields, content_id, listed.get(content_id), room)
        except Refused as problem:
            faults += problem.faults
    for content_id, reference in listed.items():
        if content_id not in seen:
            name = reference.text("AttachmentName", most=codes.NAME_MOST) or content_id
            faults.append(
                Fault("M.ContentId", f"Manifest kê tệp “{name}” nhưng thân thông điệp không có.")
            )
    if strays := seen - listed.keys():  # a manifest that lists nothing says that nothing came
        faults.append(Fault("M.ContentId", f"Có tệp mà Manifest không kê: {min(strays)}."))
    return found


def _holders(root: Element, faults: list[Fault]) -> list[Element]:
    """Return the attachments that stand where attachments belong.

    A signature covers everything but itself, so whatever lies inside one was put there by anybody.
    A message that carries a file there, or anywhere else, is refused and not merely read without.
    """
    envelopes = root.all("edXMLEnvelope")
    bodies = [body for envelope in envelopes for body in envelope.all("edXMLBody")]
    holders = [
        attachment
        for place in (root, *envelopes, *bodies)
        for group in place.all("AttachmentEncoded")
        for attachment in group.all("Attachment")
        if attachment.first(STREAMED)
    ]
    if sum(element.name == STREAMED for element in root.inside()) != len(holders):
        faults.append(Fault("M.Attachment", HIDDEN))
    return holders


def _one(
    fields: Fields, content_id: str, reference: Fields | None, room: attachments.Room
) -> list[tuple[Attachment, Path]]:
    name = fields.text("AttachmentName", most=codes.NAME_MOST)
    listed = reference.text("AttachmentName", most=codes.NAME_MOST) if reference else ""
    if name and listed and name != listed:
        raise refused("M.AttachmentName", f"Manifest ghi tệp “{listed}”, thân ghi “{name}”.")
    name = name or listed
    if faults := attachments.name_faults(name):
        raise Refused(faults)
    description = fields.text("Description", most=codes.NAME_MOST)
    if reference and not description:
        description = reference.text("Description", most=codes.NAME_MOST)
    declared = fields.text("ContentType", most=codes.CODE_MOST)
    holder = fields.element.first(STREAMED) if fields.element else None
    if holder is None or not isinstance(holder.sink, Decoder):
        raise TypeError(fields)  # only those that hold content come here
    files = attachments.examine(holder.sink, name=name, declared=declared, room=room)
    return [
        (_described(file, content_id, number, description), file.path)
        for number, file in enumerate(files)
    ]


def _described(file: Found, content_id: str, number: int, description: str) -> Attachment:
    return Attachment(
        content_id=f"{content_id}#{number}" if number else content_id,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        description=description,
    )


def _id_of(fields: Fields) -> str:
    return fields.text("ContentId", most=codes.ID_MOST)
