"""The test authority over HTTP, and in this process: demonstration and tests only."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from vanlang.kernel import timestamps
from vanlang.signing.actions import establishment
from vanlang.signing.queries import authority, evidence
from vanlang.signing.rules.authority import BadRequest


def stand_in() -> None:
    """Let the test authority answer in this process: no HTTP to ourselves."""
    establishment.establish(timezone.now())
    timestamps.use(stamp)
    evidence.use(status_of, list_of)


def stamp(digest: bytes) -> bytes:
    """Time-stamp for kernel.timestamps, without a detour over HTTP."""
    return authority.time_stamp(digest, timezone.now())


def status_of(serial: int) -> bytes | None:
    return authority.status_of(serial, timezone.now())


def check_name(name: str) -> None:
    if name not in {"root", "ca"}:
        raise Http404


def list_of(name: str) -> bytes:
    return authority.revocation_list(name, timezone.now())


@login_not_required
@require_GET
def certificate(_request: HttpRequest, name: str) -> HttpResponse:
    check_name(name)
    return HttpResponse(authority.certificate_of(name), content_type="application/x-pem-file")


@login_not_required
@require_GET
def crl(_request: HttpRequest, name: str) -> HttpResponse:
    check_name(name)
    return HttpResponse(list_of(name), content_type="application/pkix-crl")


@csrf_exempt
@login_not_required
@require_POST
def ocsp(request: HttpRequest) -> HttpResponse:
    try:
        answer = authority.ocsp(request.body, timezone.now())
    except BadRequest:
        return HttpResponseBadRequest()
    return HttpResponse(answer, content_type="application/ocsp-response")


@csrf_exempt
@login_not_required
@require_POST
def tsa(request: HttpRequest) -> HttpResponse:
    try:
        answer = authority.answer_time_stamp(request.body, timezone.now())
    except BadRequest:
        return HttpResponseBadRequest()
    return HttpResponse(answer, content_type="application/timestamp-reply")
