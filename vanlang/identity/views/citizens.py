"""The way to the provider of the electronic identity and back; what it answers ends on a page."""

import functools
import logging
from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from vanlang.identity.permissions import login_not_required
from vanlang.identity.views.adapters import refused

logger = logging.getLogger(__name__)

# What allauth ends in over an answer with other keys, types or depths than the standard has.
UPSET = (
    DataError,
    ImproperlyConfigured,  # its word for a subject too long for the column
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
NOT_UNDERSTOOD = (
    "Hệ thống định danh điện tử trả lời không đúng chuẩn nên chưa đăng nhập được. Bạn thử lại sau; "
    "nếu vẫn vậy, bạn báo bộ phận một cửa."
)
View = Callable[[HttpRequest, str], HttpResponse]


def _guarded(view: View) -> View:
    @login_not_required
    @functools.wraps(view)
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            answer: HttpResponse = view(request, provider_id)
        except UPSET:
            logger.exception("The provider of the electronic identity answered with nonsense.")
            answer = refused(request, NOT_UNDERSTOOD)
        return answer

    return guarded


login, callback = _guarded(oidc.login), _guarded(oidc.callback)
