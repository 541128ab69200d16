"""Addresses of the tests of this folder: views that refuse, break, and have a form."""

import errno
from typing import NoReturn

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from vanlang.kernel import refusals


@login_not_required
def refuse(request: HttpRequest) -> NoReturn:
    raise refusals.Conflict("Hồ sơ đã được người khác tiếp nhận.", field="state")


@login_not_required
def too_large(request: HttpRequest) -> NoReturn:
    raise refusals.TooLarge("Tệp lớn hơn 20 MB.")


@login_not_required
def break_down(request: HttpRequest) -> NoReturn:
    raise RuntimeError("a bug")


@login_not_required
def fill_the_disk(request: HttpRequest) -> NoReturn:
    raise RuntimeError("what came of it") from OSError(errno.ENOSPC, "No space left on device")


@login_not_required
@require_POST
def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("tu-choi/", refuse),
    path("qua-lon/", too_large),
    path("api/v1/tu-choi/", refuse),
    path("hong/", break_down),
    path("het-cho/", fill_the_disk),
    path("chi-gui/", only_post),
    path("", include("vanlang.ui.urls")),
]
handler400 = "vanlang.ui.errors.bad_request"
handler403 = "vanlang.ui.errors.not_permitted"
handler404 = "vanlang.ui.errors.not_found"
handler500 = "vanlang.ui.errors.broken"
