"""Kiểm tra chữ ký số: any PDF from anywhere, and what is to be thought of it."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from vanlang.identity.api import officials_only
from vanlang.signing.queries import verification
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import Outcome, Verdict
from vanlang.ui.requests import Request

LARGEST = 50 * 2**20
SIGNS = {
    Outcome.GENUINE: "good",
    Outcome.ALTERED: "bad",
    Outcome.INVALID: "bad",
}
KIND_NAMES = {Kind.PERSON: "Cá nhân", Kind.ORGANISATION: "Cơ quan, tổ chức"}


@officials_only
def verify(request: Request) -> HttpResponse:
    """The file is judged and forgotten; nothing of it is kept."""
    upload = request.FILES.get("file")
    error, verdict = "", None
    if request.method == "POST":
        if not isinstance(upload, UploadedFile):
            error = "Chọn tệp PDF cần kiểm tra."
        elif (upload.size or 0) > LARGEST:
            error = f"Tệp quá lớn: tối đa {LARGEST // 2**20} MB."
        else:
            verdict = verification.verify(upload.read(), at=timezone.now())
    context = {
        "error": error,
        "largest": LARGEST,
        "verdict": verdict,
        "name": upload.name if isinstance(upload, UploadedFile) else "",
        "sign": SIGNS.get(verdict.outcome, "warn") if verdict else "",
        "signatures": _shown(verdict) if verdict else [],
    }
    return render(request, "signing/verify.html", context, status=422 if error else 200)


def _shown(verdict: Verdict) -> list[tuple[str, str, object]]:
    return [
        (KIND_NAMES[one.kind], SIGNS.get(one.outcome, "warn"), one) for one in verdict.signatures
    ]
