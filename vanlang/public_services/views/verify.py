"""Kiểm tra: is the paper in somebody's hand ours, and is it still as we signed it?"""

from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render

from vanlang.identity.api import login_not_required, name_on
from vanlang.kernel.days import day_of
from vanlang.public_services.models import Result
from vanlang.public_services.queries import corrections, documents, dossiers
from vanlang.public_services.rules.results import read_code
from vanlang.signing import api as signing
from vanlang.ui.requests import Request

LARGEST = 20 * 2**20
LONGEST_CODE = 40  # with spaces and dashes, as people type it
TOO_LARGE = "Tệp quá lớn: tối đa 20 MB."
NO_SUCH_CODE = "Không có văn bản nào mang mã này. Bạn xem lại mã in dưới chân văn bản."
NO_CODE = "Bạn nhập mã tra cứu in dưới chân văn bản."
NO_FILE = "Bạn chọn tệp PDF cần kiểm tra."


def issuer(result: Result) -> str:
    return name_on(result.unit, day_of(result.signed_at)) if result.signed_at else ""


@login_not_required
def verify(request: Request) -> HttpResponse:
    """Public: type the code that stands on the paper, or send the file itself."""
    code = read_code((request.POST.get("code") or request.GET.get("ma", ""))[:LONGEST_CODE])
    upload = request.FILES.get("file")
    result = verdict = None
    code_problem = file_problem = ""
    if isinstance(upload, UploadedFile):
        if (upload.size or 0) > LARGEST:
            file_problem = TOO_LARGE
        else:
            content = upload.read()
            verdict = signing.verify(content)
            result = dossiers.result_with_file(sha256(content).hexdigest())
    elif code:
        result = dossiers.result_with_code(code)
        code_problem = "" if result else NO_SUCH_CODE
    elif "code" in request.POST or "ma" in request.GET:
        code_problem = NO_CODE
    elif request.method == "POST":
        file_problem = NO_FILE
    context = {
        "code": code,
        "by_file": verdict is not None,
        "verdict": verdict,
        "result": result,
        # The name that stands on the paper: the agency may be called otherwise now.
        "issuer": issuer(result) if result else "",
        "name": documents.definition_of(result.dossier).result.name if result else "",
        "code_problem": code_problem,
        "file_problem": file_problem,
        "holder": corrections.name_at(result.dossier, result.signed_at) if result else "",
    }
    status = 413 if file_problem == TOO_LARGE else 422 if code_problem or file_problem else 200
    return render(request, "public_services/verify/verify.html", context, status=status)
