"""Our side of allauth: officials' passwords, citizens' electronic identity, Vietnamese words."""

import base64
import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import requests
import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from requests.adapters import BaseAdapter

from vanlang.identity import api as identity
from vanlang.identity.actions import passwords
from vanlang.identity.actions.sessions import OFFICIAL
from vanlang.identity.models import Person
from vanlang.identity.queries import actors, sign_ins
from vanlang.identity.views.typed import WAY_BACK
from vanlang.kernel import foreign_json, notices
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal
from vanlang.ui import menu

if settings.STAND_INS:
    from vanlang.identity.views import eid

REQUESTS_SECONDS = 10
SVG = "http://www.w3.org/2000/svg"
LOGIN = "login"
LONGEST_CLAIM = 1_000

# What a thief of a session or a password does next, by the library's names.
CHANGES_TOLD = {
    "totp_activated": "Tài khoản của bạn vừa thêm ứng dụng xác thực",
    "totp_deactivated": "Tài khoản của bạn vừa bỏ ứng dụng xác thực",
    "webauthn_added": "Tài khoản của bạn vừa thêm khóa bảo mật",
    "webauthn_removed": "Tài khoản của bạn vừa bỏ khóa bảo mật",
    "recovery_codes_generated": "Tài khoản của bạn vừa tạo mã dự phòng",
    "password_changed": "Mật khẩu tài khoản của bạn vừa được đổi",
}


class OfficialsBackend(BaseBackend):
    """Checks an official's name and password; nobody else has one."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 Django's signature
        **credentials: Any,
    ) -> Person | None:
        username, password = credentials.get("username"), credentials.get("password")
        if not username or not password:
            return None
        return passwords.check(username, password, at=timezone.now())

    def get_user(self, user_id: object) -> Person | None:
        return sign_ins.active_person(str(user_id))


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này đã bị khóa.",
        "enter_current_password": "Mật khẩu đang dùng không đúng.",
        "incorrect_code": "Mã không đúng hoặc đã hết hạn. Hãy thử mã đang hiện.",
        "incorrect_password": "Mật khẩu không đúng.",
        "too_many_login_attempts": "Đã thử quá nhiều lần. Hãy chờ vài phút rồi thử lại.",
        "rate_limited": "Đã thử quá nhiều lần. Hãy chờ vài phút rồi thử lại.",
        "username_password_mismatch": (
            "Tên đăng nhập hoặc mật khẩu không đúng. Sau 5 lần sai liên tiếp, tài khoản bị khóa "
            "12 giờ."
        ),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """No accounts of our own for citizens: see README, "Đăng nhập"."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead an official to their work; `next` in the address goes before it."""
        user = request.user
        if isinstance(user, Person) and user.kind == identity.PersonKind.OFFICIAL:
            at = timezone.now()
            return menu.start_of(actors.actor_of(user, at), at=at) or "/"
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to where one was going when one had to change the password first."""
        return str(request.session.pop(WAY_BACK, "")) or reverse("mfa_index")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        until = sign_ins.locked_until(str(credentials.get("username", "")), at=timezone.now())
        if until is not None:
            raise ValidationError(
                f"Tài khoản bị khóa vì sai mật khẩu nhiều lần, đến {_moment(until)}. "
                "Nếu cần ngay, hãy gặp người quản trị của đơn vị."
            )
        found = super().authenticate(request, **credentials)
        return found if isinstance(found, Person) else None

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        records = request.session.get("account_authentication_methods") or [{}]
        request.session[OFFICIAL] = user.kind == identity.PersonKind.OFFICIAL
        passwords.note_sign_in(user, method=str(records[0].get("method", "")), at=timezone.now())

    def set_password(self, user: Person, password: str) -> None:
        request = context.request
        keep = request.session.session_key if request is not None else None
        changed = passwords.change_password(user, password, at=timezone.now(), keep=keep or "")
        user.password = changed.password

    def add_message(self, *_args: Any, **_named: Any) -> None:
        """The page one lands on says enough."""

    def send_notification_mail(
        self, template_prefix: str, user: Person, *_args: Any, **_named: Any
    ) -> None:
        """Tell who holds the account through kernel.notices: whoever stole it changes such things.

        The library's own mails would be English, and no official has to have an address.
        """
        changed = CHANGES_TOLD.get(template_prefix.rpartition("/")[2])
        if changed:
            notices.send(
                person_id=user.pk,
                subject=changed,
                text=f"{changed}. Nếu không phải bạn làm, hãy đổi mật khẩu và báo quản trị ngay.",
                link=reverse("mfa_index"),
                at=timezone.now(),
            )


class EidAdapter(DefaultSocialAccountAdapter):
    """From the claims of the electronic identity to a person of the platform."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "invalid_token": "Tài khoản định danh điện tử không xác nhận được lần đăng nhập này.",
    }

    def new_user(self, _request: HttpRequest, _login: SocialLogin) -> Person:
        return Person()

    def populate_user(
        self, _request: HttpRequest, sociallogin: SocialLogin, _data: Mapping[str, Any]
    ) -> Person:
        """Take the claims out of what would be stored a second time."""
        stored = sociallogin.account.extra_data
        sociallogin.claims = stored.get("userinfo") or stored.get("id_token") or {}
        sociallogin.account.extra_data = {}
        return cast("Person", sociallogin.user)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") != LOGIN:
            raise ImmediateHttpResponse(refused(request, "Chỉ dùng để đăng nhập."))
        try:
            facts = registration(sociallogin.claims)
            person = identity.register_citizen(facts, by=PLATFORM, at=timezone.now())
        except Refusal as refusal:
            raise ImmediateHttpResponse(refused(request, refusal.message)) from refusal
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)
        elif sociallogin.user.pk != person.pk:
            raise ImmediateHttpResponse(
                refused(request, "Tài khoản định danh này đã gắn với một người khác.")
            )

    def is_open_for_signup(self, _request: HttpRequest, _login: SocialLogin) -> bool:
        return False

    def send_notification_mail(self, *_args: Any, **_named: Any) -> None:
        """Notices go through kernel.notices; these would be English."""

    def get_requests_session(self) -> requests.Session:
        session = requests.Session()
        session.request = functools.partial(  # type: ignore[method-assign]
            session.request, timeout=REQUESTS_SECONDS
        )
        if settings.STAND_INS:
            session.mount("http://", InProcess())
            session.mount("https://", InProcess())
        return session


class InProcess(BaseAdapter):
    """Carries calls to the stand-in identity provider without leaving the process.

    The provider lives in the very server that calls it: over HTTP a server with one thread would
    wait for itself, and a test client has no server to call. The answers are the same functions'.
    """

    def send(
        self, request: requests.PreparedRequest, *_args: Any, **_named: Any
    ) -> requests.Response:
        base = eid.base_of(context.request)
        path = urlsplit(str(request.url)).path.rsplit("/", 1)[-1]
        body = request.body
        form = dict(parse_qsl(body.decode() if isinstance(body, bytes) else str(body or "")))
        authorization = str(request.headers.get("Authorization", ""))
        try:
            answers: dict[str, Callable[[], object]] = {
                "openid-configuration": lambda: eid.discovery(base),
                "jwks": eid.jwks,
                "token": lambda: eid.exchange(form, base=base, at=timezone.now()),
                "userinfo": lambda: eid.userinfo(authorization),
            }
            answer = answers[path]()
            status = HTTPStatus.OK
        except eid.WrongRequest as wrong:
            answer, status = {"error": str(wrong)}, HTTPStatus.BAD_REQUEST
        response = requests.Response()
        response.status_code = status
        response.url = str(request.url)
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(answer).encode()  # noqa: SLF001 as requests' own tests do
        return response

    def close(self) -> None:
        """Nothing is held open."""


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Vai trò của bạn bắt buộc có bước xác thực thứ hai.",
        "cannot_generate_recovery_codes": "Hãy bật bước xác thực thứ hai trước.",
        "incorrect_code": "Mã không đúng hoặc đã hết hạn. Hãy thử mã đang hiện.",
    }

    def get_totp_issuer(self) -> str:
        return f"Văn Lang {settings.PROVINCE_NAME.removeprefix('Tỉnh ')}"

    def build_totp_svg(self, url: str) -> str:
        """Draw the key as a picture that stands alone: inside <img>, SVG needs its namespace."""
        drawn = str(segno.make(url, error="m").svg_inline(scale=5, border=2))
        return drawn.replace("<svg ", f'<svg xmlns="{SVG}" ', 1)

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = authenticator.user
        roles = sign_ins.roles_of(person, at=timezone.now())
        return sign_ins.second_factor_count(person) > 1 or not sign_ins.needs_second_factor(roles)

    def generate_authenticator_name(self, user: Person, _type: Authenticator.Type) -> str:
        return f"Khóa {sign_ins.key_count(user) + 1}"


def registration(claims: Mapping[str, Any]) -> identity.Registration:
    """Read the claims by the names that the province's provider gives them (EID_CLAIMS)."""

    def claim(name: str) -> str:
        value = claims.get(settings.EID_CLAIMS.get(name, name))
        if isinstance(value, str) and len(value) > LONGEST_CLAIM:
            raise Refusal("Thông tin định danh nhận được dài quá mức, không đọc được.")
        is_plain = isinstance(value, str | int) and not isinstance(value, bool)
        return str(value).strip() if is_plain else ""

    try:
        foreign_json.check(dict(claims))
    except foreign_json.NotReadable as problem:
        raise Refusal(f"Thông tin định danh nhận được không đọc được: {problem}.") from None
    level = claim("identity_level")
    return identity.Registration(
        name=claim("name"),
        identity_number=claim("identity_number"),
        tax_code=claim("tax_code"),
        birth_date=_day(claim("birthdate")),
        sex=claim("gender") if claim("gender") in {"male", "female"} else "",
        phone=claim("phone_number"),
        email=claim("email"),
        address=claim("street"),
        commune_code=claim("commune_code"),
        identity_level=max(1, int(level)) if re.fullmatch(r"[0-9]", level) else 1,
    )


def _box() -> MultiFernet:
    """Return what seals the secrets of authenticator applications in the table."""
    secrets = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mfa:{one}".encode()).digest()))
            for one in secrets
        ]
    )


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return None


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M ngày %d/%m/%Y")


def refused(request: HttpRequest, message: str) -> Any:
    return render(
        request, "socialaccount/authentication_error.html", {"message": message}, status=403
    )
