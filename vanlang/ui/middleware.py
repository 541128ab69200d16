"""What every answer goes through: its language, its headers, and a Refusal's page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from vanlang.kernel.refusals import Refusal, TooMany
from vanlang.ui import errors
from vanlang.ui.requests import actor_of

LANGUAGE_COOKIE = "language"
NEVER_KEPT = "no-store, private"
HEADERS = {
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
Answer = Callable[[HttpRequest], HttpResponseBase]


def content_security_policy() -> str:
    """Everything from here, nothing inline; forms may also lead to signing in and paying."""
    forms = " ".join(["'self'", *settings.FORMS_MAY_LEAD_TO])
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; "
        f"base-uri 'none'; frame-ancestors 'none'; form-action {forms}"
    )


class HeadersMiddleware:
    """Adds the security headers; pages of a signed-in person are kept nowhere."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.policy = content_security_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        headers = response.headers
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", self.policy)
        if "Cache-Control" not in headers:
            signed_in = actor_of(request).is_signed_in
            headers["Cache-Control"] = NEVER_KEPT if signed_in else "no-cache"
        return response


class LanguageMiddleware:
    """Vietnamese, unless the reader chose English here: browsers' settings are often not theirs."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = "en" if request.COOKIES.get(LANGUAGE_COOKIE) == "en" else "vi"
        with translation.override(chosen):
            return self.answer(request)


class RefusalMiddleware:
    """Turns a Refusal, and an answer that is only a status, into words for whoever asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A NUL is nobody's word, and PostgreSQL's text cannot hold one.
        is_text = "%00" not in request.META.get("QUERY_STRING", "") and "\0" not in request.path
        response = self.answer(request) if is_text else HttpResponse(status=400)
        if (
            response.status_code in errors.PAGES
            and isinstance(response, HttpResponse)
            and not response.content
        ):
            worded = errors.answer(request, response.status_code)
            if "Allow" in response.headers:
                worded.headers["Allow"] = response.headers["Allow"]
            return worded
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, Refusal):
            answer = errors.answer(request, problem.status, problem.message, field=problem.field)
            if isinstance(problem, TooMany):
                answer.headers["Retry-After"] = str(problem.retry_after)
            return answer
        return None
