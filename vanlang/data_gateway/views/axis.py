"""The axis service for programs: the operations of the national axis's SDK, streamed and signed.

[GK] Of the national axis the names of the operations and of some fields are known; paths, headers
and the rest of the fields are ours and documented by openapi.json beside them.
"""

import hashlib
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.security import APIKeyHeader

from vanlang.data_gateway.actions.axis import exchange, members
from vanlang.data_gateway.models import Call, Delivery, Member, MemberAgency
from vanlang.data_gateway.queries import axis
from vanlang.data_gateway.rules import frequency, headers, proofs
from vanlang.data_gateway.rules.answers import (
    STATUSES,
    AxisRefusal,
    Code,
    DeliveryState,
    Listed,
)
from vanlang.data_gateway.rules.envelopes import Envelope, Malformed, moment
from vanlang.data_gateway.rules.proofs import Proof
from vanlang.identity.api import login_not_required

STREAMED = "sendEdoc"  # its body is read by the operation, not here
DAWN = datetime(1970, 1, 1, tzinfo=UTC)


class Answer(Schema):
    """What every operation answers: '0' is fine; otherwise the words say what is not."""

    ErrorCode: str = Code.OK.value
    ErrorDesc: str = ""


class Sent(Answer):
    DocId: str


class Knobstick(Schema):
    """A message at the axis, for one agency."""

    id: str
    deliveryId: int  # noqa: N815 the SDK's spelling
    messageId: str  # noqa: N815
    messageType: str  # noqa: N815
    serviceType: str = "eDoc"  # noqa: N815
    status: str
    statusDesc: str  # noqa: N815
    createdTime: str  # noqa: N815
    updatedTime: str  # noqa: N815
    expiredTime: str  # noqa: N815
    to: str
    contentSha256: str  # noqa: N815
    contentLength: int  # noqa: N815
    thread: str = ""


class Page(Answer):
    Time: str
    Data: list[dict[str, object]]


class AgencyFields(Schema):
    code: str
    name: str = ""
    pid: str = ""
    mail: str = ""


class CodeField(Schema):
    code: str


class StatusFields(Schema):
    docId: UUID  # noqa: N815
    status: str
    to: str = ""
    statusDesc: str = ""  # noqa: N815


class Authenticated(APIKeyHeader):
    """A member's system id with its key, or with an HMAC over the request made with that key."""

    param_name = settings.AXIS_HEADERS["system"]

    def authenticate(self, request: HttpRequest, key: str | None) -> Member:
        """Return who calls, written into the call log; AxisRefusal for everybody else."""
        at, operation = timezone.now(), request.path.rpartition("/")[2]
        proof = Proof(
            system_id=key or "",
            timestamp=_header(request, "timestamp"),
            nonce=_header(request, "nonce"),
            sha256=_header(request, "hash"),
            signature=_header(request, "signature"),
        )
        query = request.META.get("QUERY_STRING", "")
        member = members.recognise(
            proof,
            key=_header(request, "key"),
            method=request.method or "",
            path=f"{operation}?{query}" if query else operation,
            envelope=headers.signed_part(_words(request)),
            at=at,
        )
        call = members.admit_call(member, operation=operation, signature=proof.signature, at=at)
        request.META["vanlang.call"] = call
        if proof.signature and operation != STREAMED:
            found = hashlib.sha256(request.body).hexdigest()
            if not proofs.fits(found, proof.sha256):
                raise AxisRefusal(Code.DAMAGED, "Nội dung yêu cầu không khớp mã băm đã ký.")
        return member


api = NinjaAPI(
    title="Trục liên thông văn bản",
    version="1",
    description="Gửi, nhận bản tin giữa các hệ thống: mỗi bản tin đúng một lần, có báo nhận.",
    auth=Authenticated(),
    docs_url=None,
    urls_namespace="axis",
)


@api.exception_handler(AxisRefusal)
def refused(request: HttpRequest, no: AxisRefusal) -> HttpResponse:
    call = request.META.get("vanlang.call")
    if isinstance(call, Call):
        members.note_refusal(call, no.code)
    answer = JsonResponse(
        {"ErrorCode": no.code.value, "ErrorDesc": no.words}, status=STATUSES[no.code]
    )
    if no.code == Code.TOO_MANY:
        answer["Retry-After"] = "60"
    return answer


@api.exception_handler(Malformed)
def not_a_message(request: HttpRequest, no: Malformed) -> HttpResponse:
    return refused(request, AxisRefusal(Code.MALFORMED, no.message))


@api.exception_handler(ValidationError)
def wrong_fields(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    where = ", ".join(str(error["loc"][-1]) for error in problem.errors)
    return refused(request, AxisRefusal(Code.MALFORMED, f"Thiếu hoặc sai trường: {where}."))


@api.get("/getAgenciesList", response=Page, url_name="axis-agencies", by_alias=True)
def agencies_list(request: HttpRequest) -> Page:
    """All agencies that the axis carries to: id (mã định danh), pid, code, name, mail."""
    rows: list[dict[str, object]] = [
        {
            "id": one.code,
            "pid": one.parent_code,
            "code": one.code,
            "name": one.name,
            "mail": one.mail,
        }
        for one in axis.directory()
    ]
    return _page(rows)


@api.get("/getSynchronizeUnit", response=Page, url_name="axis-changes")
def changes(request: HttpRequest, version: int = 0) -> Page:
    """What changed in the list of agencies after a version of it."""
    return _page([_unit(one) for one in axis.directory_since(version)])


@api.post("/registerAgency", response=Answer, url_name="axis-register")
def register(request: HttpRequest, fields: AgencyFields) -> Answer:
    """Enter an agency behind the calling system, or change its name."""
    agency = Listed(fields.code, fields.name, fields.pid, fields.mail)
    members.register(agency, member=_member(request), at=timezone.now())
    return Answer()


@api.post("/deleteAgency", response=Answer, url_name="axis-withdraw")
def withdraw(request: HttpRequest, fields: CodeField) -> Answer:
    """Say that an agency behind the calling system has left."""
    members.withdraw(fields.code, member=_member(request), at=timezone.now())
    return Answer()


@api.post("/sendEdoc", response=Sent, url_name="axis-send")
def send_edoc(request: HttpRequest) -> Sent:
    """Hand a message in as the raw body; its headers say id, type, sender and recipients.

    The same id from the same agency again gives the same DocId.
    """
    announced = request.headers.get("Content-Length", "")
    length = int(announced) if announced.isdigit() else None
    with exchange.read_whole(request, announced=length) as kept:
        envelope = _envelope(request, kept.sha256, kept.size)
        doc_id = exchange.take(kept, envelope, member=_member(request), at=timezone.now())
    return Sent(DocId=str(doc_id))


@api.get("/getReceivedEdocList", response=Page, url_name="axis-received")
def received(request: HttpRequest, limit: str = "") -> Page:
    """What lies ready for the agencies of the calling system, the oldest first."""
    found = axis.to_be_fetched(_member(request), at=timezone.now())
    return _page([_knobstick(one) for one in found[: frequency.rows(limit)]])


@api.get("/getSentEdocList", response=Page, url_name="axis-sent")
def sent(request: HttpRequest, since: str = "", after: int = 0, limit: str = "") -> Page:
    """What became of the calling system's own messages, by the time of the last change."""
    start = moment(since) if since else DAWN
    found = axis.sent_by(_member(request), since=start, after=after)
    return _page([_knobstick(one) for one in found[: frequency.rows(limit)]])


@api.get("/getEdoc", url_name="axis-fetch", response={200: bytes})
def get_edoc(request: HttpRequest, docId: UUID) -> FileResponse:  # noqa: N803 the SDK's spelling
    """The bytes of a message, to its sender and its recipients alone."""
    consignment, content = exchange.give(docId, member=_member(request))
    answer = FileResponse(content, content_type="application/octet-stream")
    answer["Content-Length"] = str(consignment.file.size)
    answer[settings.AXIS_HEADERS["hash"]] = consignment.file_id
    return answer


@api.post("/updateStatus", response=Answer, url_name="axis-update")
def update_status(request: HttpRequest, fields: StatusFields) -> Answer:
    """Say what a recipient did with a message: processing, done, or fail with the reason."""
    try:
        state = DeliveryState(fields.status)
    except ValueError:
        raise AxisRefusal(
            Code.MALFORMED, "Trạng thái phải là processing, done hoặc fail."
        ) from None
    exchange.update(
        fields.docId,
        to_code=fields.to,
        state=state,
        reason=fields.statusDesc,
        member=_member(request),
        at=timezone.now(),
    )
    return Answer()


def patterns() -> list[URLPattern | URLResolver]:
    """Return the axis's addresses; it asks itself who may come in."""
    found: list[URLPattern | URLResolver] = api.urls[0]
    for pattern in found:
        if isinstance(pattern, URLPattern) and pattern.callback is not None:
            pattern.callback = login_not_required(pattern.callback)
    return found


def _member(request: HttpRequest) -> Member:
    return cast("Member", getattr(request, "auth"))  # noqa: B009 ninja puts it there


def _header(request: HttpRequest, word: str) -> str:
    return str(request.headers.get(settings.AXIS_HEADERS[word], ""))


def _words(request: HttpRequest) -> dict[str, str]:
    return {word: _header(request, word) for word in headers.OF_MESSAGE}


def _envelope(request: HttpRequest, sha256: str, size: int) -> Envelope:
    given = _header(request, "hash")
    if given and not proofs.fits(given, sha256):
        raise AxisRefusal(Code.DAMAGED, "Nội dung bản tin không khớp mã băm đã ký.")
    if _header(request, "signature") and not given:
        raise AxisRefusal(Code.DAMAGED, "Thiếu mã băm của bản tin.")
    return headers.read(_words(request), sha256=sha256, size=size)


def _page(rows: list[dict[str, object]]) -> Page:
    return Page(Time=timezone.now().isoformat(), Data=rows)


def _unit(one: MemberAgency) -> dict[str, object]:
    return {
        "version": one.version,
        "centerCode": one.member_id,
        "deleted": one.valid_to is not None,
        "modifyDate": one.changed_at.isoformat(),
        "isAgency": True,
        "code": one.code,
        "pid": one.parent_code,
        "name": one.name,
        "mail": one.mail,
    }


def _knobstick(one: Delivery) -> dict[str, object]:
    what = one.consignment
    found = Knobstick(
        id=str(what.pk),
        deliveryId=one.pk,
        messageId=what.message_id,
        messageType=what.kind,
        status=one.state,
        statusDesc=one.reason,
        createdTime=what.created_at.isoformat(),
        updatedTime=one.updated_at.isoformat(),
        expiredTime=what.expires_at.isoformat(),
        to=one.to_code,
        contentSha256=what.file_id,
        contentLength=what.file.size,
        thread=what.thread,
    )
    return {**found.dict(), "from": what.from_code}
