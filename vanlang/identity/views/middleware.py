"""Makes the actor of a request, in one statement, and keeps closed screens closed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.crypto import constant_time_compare

from vanlang.identity import rules
from vanlang.identity.actions.sessions import (
    OFFICIAL,
    SessionStore,
    idle_seconds,
    keep,
    keep_alive,
)
from vanlang.identity.models import Person
from vanlang.identity.queries import actors
from vanlang.identity.queries.actors import Visit
from vanlang.identity.queries.sign_ins import needs_second_factor
from vanlang.identity.rules import Duty, Role
from vanlang.identity.views.typed import (
    WAY_BACK,
    keep_for_writer,
    remember_writer,
    to_sign_in,
)
from vanlang.kernel.actors import STRANGER
from vanlang.ui.requests import Request

SERVER_ERROR = 500
OPEN_BEFORE_DUTY = {"account_change_password", "account_logout", "account_reauthenticate"}
DUTY = "vanlang.duty"
KEPT_ALIVE_BELOW = 0.75  # of the idle limit: so a busy session costs a write now and then only


class ActorMiddleware:
    """Sets request.session, request.user and request.actor.

    Stands in place of Django's session and authentication middlewares, whose two statements and
    the one for the posts become one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, raw: HttpRequest) -> HttpResponse:
        request = cast("Request", raw)
        kept_until = _recognise(request)
        response = self.get_response(request)
        _keep(request, response)
        remember_writer(request, response, secure=settings.SESSION_COOKIE_SECURE)
        if kept_until is not None and not request.session.modified:
            keep_alive(request.session.session_key or "", until=kept_until)
        return response

    def process_view(
        self,
        raw: HttpRequest,
        view: Callable[..., HttpResponse],
        _arguments: list[object],
        _named: dict[str, object],
    ) -> HttpResponse | None:
        """Every screen is closed unless it is marked `login_not_required`."""
        request = cast("Request", raw)
        if not getattr(view, "login_required", True):
            return None
        if not request.actor.is_signed_in:
            return to_sign_in(request)
        if getattr(view, "officials_only", False) and not request.actor.is_official:
            raise PermissionDenied("Trang này dành cho cán bộ, công chức.")
        return _to_duty(request)


def _recognise(request: Request) -> datetime | None:
    """Set who asks; return until when to keep a session that should live on."""
    request.session, request.user, request.actor = SessionStore.empty(), AnonymousUser(), STRANGER
    request.unread_count = 0
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    at = timezone.now()
    visit = actors.visit(key, at=at)
    if visit is None:
        return None
    request.session = SessionStore.found(key, visit)
    if visit.person is None:
        return None
    if not _is_of_this_password(visit.data, visit.person):
        request.session.flush()
        return None
    request.user, request.actor = visit.person, visit.actor
    request.unread_count = visit.unread_count
    request.META[DUTY] = _duty(visit, visit.person, at)
    idle = timedelta(seconds=idle_seconds(is_official=bool(visit.data.get(OFFICIAL))))
    return at + idle if visit.expires_at - at < idle * KEPT_ALIVE_BELOW else None


def _duty(visit: Visit, person: Person, at: datetime) -> Duty:
    """Who came with the electronic identity has shown two factors already, and has no password."""
    methods = visit.data.get(AUTHENTICATION_METHODS_SESSION_KEY)
    if not isinstance(methods, list) or not any(m.get("method") == "password" for m in methods):
        return Duty.NONE
    roles = frozenset(role for post in visit.posts for role in post[5])
    return rules.duty(
        must_change=person.must_change_password,
        password_age=at - (person.password_changed_at or person.created_at),
        is_administrator=Role.ADMIN in roles,
        lacks_factor=not visit.has_second_factor and needs_second_factor(roles),
    )


def _to_duty(request: Request) -> HttpResponse | None:
    first = request.META.get(DUTY, Duty.NONE)
    name = request.resolver_match.url_name if request.resolver_match else ""
    if first == Duty.NONE or name in OPEN_BEFORE_DUTY:
        return None
    if str(name).startswith("mfa_") and first != Duty.CHANGE_PASSWORD:
        return None
    _remember_way_back(request)
    to = "account_change_password" if first == Duty.CHANGE_PASSWORD else "mfa_index"
    return HttpResponseRedirect(reverse(to))


def _remember_way_back(request: Request) -> None:
    """Note where one wanted to go before one's duty; what was typed there waits as well."""
    form = keep_for_writer(request)
    if form is not None:
        request.session[WAY_BACK] = reverse("identity-typed", args=[form.pk])
    elif request.method == "GET" and "HX-Request" not in request.headers:
        request.session[WAY_BACK] = request.get_full_path()


def _is_of_this_password(data: dict[str, object], person: Person) -> bool:
    """A changed password ends the sessions opened with the old one; citizens have none."""
    if not person.has_usable_password():
        return True
    known = str(data.get(HASH_SESSION_KEY, ""))
    return constant_time_compare(known, person.get_session_auth_hash()) or any(
        constant_time_compare(known, old) for old in person.get_session_auth_fallback_hash()
    )


def _keep(request: Request, response: HttpResponse) -> None:
    """Write what was put into the session and hand out its key, or take an ended one back."""
    session = request.session
    if session.is_empty():
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
            patch_vary_headers(response, ("Cookie",))
        return
    patch_vary_headers(response, ("Cookie",))
    if not session.modified or response.status_code >= SERVER_ERROR:
        return
    try:
        keep(session)
    except UpdateError as ended:
        raise SessionInterrupted("The session was ended while the request ran.") from ended
    response.set_cookie(  # without an age: the browser forgets it when it closes
        settings.SESSION_COOKIE_NAME,
        session.session_key or "",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
