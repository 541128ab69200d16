"""The header of a message, taken apart."""

from datetime import date

from vanlang.documents.rules.edxml import codes
from vanlang.documents.rules.edxml.codes import Fault, Purpose, Status
from vanlang.documents.rules.edxml.fields import Fields
from vanlang.documents.rules.edxml.messages import (
    Answered,
    Attachment,
    Business,
    Kind,
    Message,
    Organisation,
    Receiver,
    Replacement,
    Signer,
    Staff,
    StatusMessage,
    Trace,
    document_id,
    full_notation,
)

UNKNOWN_DAY = date(1945, 9, 2)  # stands in for a day that is missing; the message is refused
URGENCY_MOST = len(codes.URGENCY_NAMES) - 1


def message(
    main: Fields, header: Fields, *, attached: tuple[Attachment, ...], is_signed: bool
) -> Message | None:
    """Return what a document's message says; what is wrong is in the fields' faults."""
    sender = organisation(main.child("From", is_required=True), is_sender=True)
    code = main.child("Code", is_required=True)
    number = code.text("CodeNumber", most=codes.NUMBER_MOST)
    notation = code.text("CodeNotation", most=codes.NOTATION_MOST, is_required=True)
    issued = main.child("PromulgationInfo", is_required=True)
    issued_on = issued.date("PromulgationDate", is_required=True) or UNKNOWN_DAY
    kind = main.child("DocumentType", is_required=True)
    other = main.child("OtherInfo")
    found_id = main.text("DocumentId", most=codes.ID_MOST)
    signer = main.child("SignerInfo")
    traces = header.child("TraceHeaderList")
    return Message(
        sender=sender,
        recipients=recipients(main),
        document_id=found_id
        or document_id(sender.code, issued_on, full_notation(number, notation)),
        number=number,
        notation=notation,
        issued_on=issued_on,
        kind=Kind(
            name=kind.text("TypeName", most=codes.CODE_MOST, is_required=kind.is_there()),
            code=kind.text("Type", most=codes.CODE_MOST),
            detail=kind.text("TypeDetail", most=codes.CODE_MOST),
        ),
        subject=main.text("Subject", most=codes.SUBJECT_MOST, is_required=True),
        place=issued.text("Place", most=codes.PLACE_MOST),
        content=main.text("Content", most=codes.CONTENT_MOST),
        signer=Signer(
            signer.text("Competence", most=codes.CODE_MOST),
            signer.text("Position", most=codes.NAME_MOST),
            signer.text("FullName", most=codes.NAME_MOST),
        ),
        due_on=main.date("DueDate"),
        places=main.child("ToPlaces").texts("Place", most=codes.PLACE_MOST),
        urgency=other.number("Priority", most=URGENCY_MOST) or 0,
        sphere=other.text("SphereOfPromulgation", most=codes.NAME_MOST),
        typist=other.text("TyperNotation", most=codes.CODE_MOST),
        copies=other.number("PromulgationAmount"),
        pages=other.number("PageAmount"),
        is_direction=other.flag("Direction"),
        appendixes=other.child("Appendixes").texts("Appendix", most=codes.APPENDIX_MOST),
        answers=answered(main),
        steering=main.text("SteeringType", most=codes.CODE_MOST),
        answered_tasks=main.child("ResponseForTask").texts("TaskCode", most=codes.ID_MOST),
        application=main.text("ApplicationType", most=codes.CODE_MOST),
        traces=stations(traces),
        business=business(traces),
        attachments=attached,
        is_signed=is_signed,
    )


def status(main: Fields, *, is_signed: bool) -> StatusMessage | None:
    """Return what a status says; nothing when it says too little to be one."""
    sender = organisation(main.child("From", is_required=True), is_sender=True)
    about = main.child("ResponseFor", is_required=True)
    found = _answer(about, is_required=about.is_there())
    code = main.text("StatusCode", most=codes.CODE_MOST, is_required=True)
    at = main.moment("Timestamp", is_required=True)
    description = main.text("Description", most=codes.CONTENT_MOST)
    by = staff(main.child("StaffInfo"))
    if code and code not in set(Status):
        main.wrong("StatusCode", f"“{code}” không phải mã trạng thái 01–06, 13, 15, 16")
        return None
    if not code or at is None or found is None:
        return None
    return StatusMessage(
        sender=sender,
        about=found,
        status=Status(code),
        at=at,
        description=description,
        staff=by,
        is_signed=is_signed,
    )


def organisation(fields: Fields, *, is_sender: bool = False) -> Organisation:
    there = fields.is_there()
    return Organisation(
        code=fields.text("OrganId", most=codes.ORGAN_MOST, is_required=there),
        name=fields.text("OrganName", most=codes.NAME_MOST, is_required=there and is_sender),
        in_charge=fields.text("OrganizationInCharge", most=codes.NAME_MOST),
        address=fields.text("OrganAdd", most=codes.NAME_MOST),
        email=fields.text("Email", most=codes.NAME_MOST),
        telephone=fields.text("Telephone", most=codes.CODE_MOST),
        fax=fields.text("Fax", most=codes.CODE_MOST),
        website=fields.text("Website", most=codes.NAME_MOST),
    )


def recipients(main: Fields) -> tuple[Organisation, ...]:
    found = tuple(organisation(fields) for fields in main.children("To"))
    if not found:
        main.missing("To")
    seen: set[str] = set()
    for one in found:
        if one.code and one.code in seen:
            main.faults.append(Fault("R.To", f"Nơi nhận {one.code} xuất hiện hai lần."))
        seen.add(one.code)
    return found


def answered(main: Fields) -> tuple[Answered, ...]:
    """Return the documents that this one answers; a ResponseFor left empty says nothing."""
    found = [
        _answer(fields)
        for fields in main.children("ResponseFor")
        if fields.element and any(child.text for child in fields.element.children)
    ]
    return tuple(one for one in found if one is not None)


def _answer(fields: Fields, *, is_required: bool = True) -> Answered | None:
    code = fields.text("OrganId", most=codes.ORGAN_MOST, is_required=is_required)
    notation = fields.text("Code", most=codes.CODE_MOST)
    issued_on = fields.date("PromulgationDate")
    found_id = fields.text("DocumentId", most=codes.ID_MOST)
    if not found_id and code and notation and issued_on:
        found_id = document_id(code, issued_on, notation)
    if not found_id:
        if is_required:
            fields.missing("DocumentId")
        return None
    return Answered(code, notation, issued_on, found_id)


def staff(fields: Fields) -> Staff:
    return Staff(
        department=fields.text("Department", most=codes.NAME_MOST),
        department_id=fields.text("DepartmentId", most=codes.CODE_MOST),
        name=fields.text("Staff", most=codes.NAME_MOST),
        staff_id=fields.text("StaffId", most=codes.CODE_MOST),
        email=fields.text("Email", most=codes.NAME_MOST),
        mobile=fields.text("Mobile", most=codes.CODE_MOST),
    )


def stations(traces: Fields) -> tuple[Trace, ...]:
    found = []
    for fields in traces.children("TraceHeader"):
        code = fields.text("OrganId", most=codes.ORGAN_MOST)
        at = fields.moment("Timestamp")
        if code and at is not None:
            found.append(Trace(code, at))
    return tuple(found)


def business(traces: Fields) -> Business:
    """Return what is to be done; without Bussiness the document is a new one."""
    fields = traces.child("Bussiness", "Business")
    kind = fields.text("BussinessDocType", "BusinessDocType", most=codes.CODE_MOST)
    if kind not in {"", *Purpose}:
        fields.wrong("BussinessDocType", f"“{kind[:20]}” không phải 0, 1, 2 hoặc 3")
        return Business()
    purpose = Purpose(kind or Purpose.NEW)
    reason = fields.text("BussinessDocReason", "BusinessDocReason", most=codes.CONTENT_MOST)
    info = fields.child("BussinessDocumentInfo", "BusinessDocumentInfo")
    found = Business(
        purpose=purpose,
        document_id=fields.text("DocumentId", most=codes.ID_MOST),
        reason=reason,
        has_paper=bool(fields.flag("Paper")),
        changes_document=bool(info.flag("DocumentInfo")),
        changes_receivers=bool(info.flag("DocumentReceiver")),
        receivers=_receivers(info.child("ReceiverList")),
        replacements=_replacements(fields.child("ReplacementInfoList")),
        staff=staff(fields.child("StaffInfo")),
    )
    if purpose == Purpose.REPLACE and not found.replacements:
        fields.missing("ReplacementInfoList")
    return found


def _receivers(fields: Fields) -> tuple[Receiver, ...]:
    found = []
    for one in fields.children("Receiver"):
        code = one.text("OrganId", most=codes.ORGAN_MOST, is_required=True)
        kind = one.text("ReceiverType", most=codes.CODE_MOST, is_required=True)
        if kind and kind not in {"0", "1"}:
            one.wrong("ReceiverType", f"“{kind[:20]}” không phải 0 hoặc 1")
        found.append(Receiver(code, kind == "1"))
    return tuple(found)


def _replacements(fields: Fields) -> tuple[Replacement, ...]:
    return tuple(
        Replacement(
            one.text("DocumentId", most=codes.ID_MOST, is_required=True),
            one.child("OrganIdList").texts("OrganId", most=codes.ORGAN_MOST),
        )
        for one in fields.children("ReplacementInfo")
    )
