"""The pages one sees when something is not as it should be: what happened and what to do next.

A whole page for a browser, a piece of one for htmx, problem details (RFC 9457) under /api/.
"""

import logging
import sys
from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from vanlang.kernel.refusals import OutOfSpace, is_for_want_of_room
from vanlang.ui.requests import wants_fragment

log = logging.getLogger("vanlang.errors")


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    text: str
    next: str


PAGES = {
    400: Words(
        "Yêu cầu không đọc được",
        "Địa chỉ hoặc dữ liệu gửi lên không đúng dạng.",
        "Hãy quay lại trang trước, tải lại rồi thử một lần nữa.",
    ),
    403: Words(
        "Bạn không có quyền làm việc này",
        "Tài khoản đang dùng không được giao quyền này.",
        "Nếu bạn cho là nhầm, hãy liên hệ người quản trị của cơ quan bạn.",
    ),
    404: Words(
        "Không tìm thấy",
        "Không có trang này, hoặc bạn không được xem.",
        "Hãy kiểm tra lại mã hồ sơ hoặc địa chỉ, hay bắt đầu từ trang chủ.",
    ),
    405: Words(
        "Không mở được theo cách này",
        "Địa chỉ này chỉ nhận dữ liệu gửi từ biểu mẫu.",
        "Hãy quay lại trang trước và bấm nút của biểu mẫu.",
    ),
    409: Words(
        "Việc này đã thay đổi",
        "Hồ sơ không còn ở bước mà bạn vừa thao tác; có thể người khác vừa xử lý.",
        "Hãy mở lại hồ sơ để xem tình trạng mới nhất. Chưa có gì bị ghi sai.",
    ),
    413: Words(
        "Tệp hoặc dữ liệu quá lớn",
        "Dữ liệu gửi lên vượt giới hạn cho phép.",
        "Hãy quét lại ở độ phân giải 200 đến 300 dpi hoặc chia thành nhiều tệp.",
    ),
    415: Words(
        "Không nhận loại tệp này",
        "Nội dung tệp không đúng loại được nhận.",
        "Hãy lưu lại thành PDF, JPG hoặc PNG rồi gửi lại.",
    ),
    422: Words(
        "Chưa thực hiện được",
        "Yêu cầu chưa đủ điều kiện.",
        "Hãy quay lại trang trước, sửa theo hướng dẫn rồi gửi lại.",
    ),
    429: Words(
        "Quá nhiều lần thử",
        "Bạn đã thử quá nhiều lần trong thời gian ngắn.",
        "Hãy đợi ít phút rồi thử lại.",
    ),
    500: Words(
        "Hệ thống gặp lỗi",
        "Lỗi thuộc về hệ thống, không phải do bạn. Việc chưa xong không bị ghi dở dang.",
        "Hãy thử lại sau ít phút. Nếu vẫn lỗi, báo cho bộ phận hỗ trợ mã dưới đây.",
    ),
    503: Words(
        "Dịch vụ tạm thời không phản hồi",
        "Một dịch vụ mà bước này cần đang không trả lời.",
        "Nội dung đã lưu vẫn còn. Hãy thử lại sau ít phút.",
    ),
    507: Words(
        "Hệ thống hết chỗ lưu",
        "Hệ thống chưa nhận tệp này vì không còn chỗ lưu an toàn.",
        "Chưa có gì được ghi nhận. Hãy giữ tệp và gửi lại sau.",
    ),
}
TYPE = "about:blank"  # RFC 9457, 4.2.1: the status says it all


def answer(
    request: HttpRequest, status: int, message: str = "", *, field: str = "", reference: str = ""
) -> HttpResponse:
    """Say no in the form that the asker can read."""
    words = PAGES.get(status, PAGES[400 if status < 500 else 500])  # noqa: PLR2004
    if request.path.startswith("/api/"):
        problem = {"type": TYPE, "title": words.title, "status": status}
        problem["detail"] = message or words.text
        if field:
            problem["field"] = field
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    shown = {"status": status, "words": words, "message": message, "reference": reference}
    if wants_fragment(request):
        piece = HttpResponse(render_to_string("ui/refusal.html", shown), status=status)
        piece.headers["HX-Retarget"], piece.headers["HX-Reswap"] = "#refusal", "innerHTML"
        return piece
    return render(request, "ui/error.html", shown, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, RequestDataTooBig)
    return answer(request, 413 if too_large else 400)


def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's
    return answer(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a bug: with a code that stands in the log too, even if no template can be rendered."""
    if is_for_want_of_room(sys.exc_info()[1]):
        return answer(request, OutOfSpace.status)
    reference = uuid4().hex[:8].upper()
    log.error(
        "Reference %s: %s %s", reference, request.method, request.path, exc_info=sys.exc_info()
    )
    try:
        return answer(request, 500, reference=reference)
    except Exception:
        log.exception("The error page failed too")
        words = PAGES[500]
        text = f"{words.title}\n{words.text}\n{words.next}\nMã lỗi: {reference}\n"
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


def form_is_stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 Django's
    """Answer a failed CSRF check: mostly a form left open while signing in or out elsewhere."""
    return answer(
        request,
        403,
        "Biểu mẫu đã hết hiệu lực, thường do trang mở quá lâu hoặc vừa đăng nhập ở cửa sổ khác. "
        "Hãy quay lại, tải lại trang rồi gửi lại.",
    )
