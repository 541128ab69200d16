"""A stand-in for the national electronic identity: OpenID Connect with people who do not exist.

Authorisation code flow with PKCE and an id_token signed RS256, for demonstration and tests alone:
in production the module does not even load. `exchange`, `userinfo`, `jwks` and `discovery` answer
both over HTTP and to `adapters.InProcess`.
"""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity import forms
from vanlang.identity.permissions import login_not_required
from vanlang.kernel.refusals import Refusal
from vanlang.ui.requests import Request

if settings.PRODUCTION:
    raise ImproperlyConfigured("The stand-in identity provider cannot run in production.")

CITIZENS_FILE = Path(__file__).parent.parent / "data" / "test_citizens.json"
CODE, TOKEN = "eid.code", "eid.token"
CODE_SECONDS, TOKEN_SECONDS = 120, 300
BAD_REQUEST, UNAUTHORISED = 400, 401
KEY_BITS = 2048
Claims = dict[str, str | int]


class WrongRequest(Exception):
    """What OAuth calls invalid_request, invalid_grant, ...; its text is that word."""


def people() -> dict[str, list[Claims]]:
    content = json.loads(CITIZENS_FILE.read_text(encoding="utf-8"))
    return {"citizens": content["citizens"], "organisations": content["organisations"]}


@lru_cache
def signing_key() -> rsa.RSAPrivateKey:
    """Return the provider's key, made once for this installation."""
    path = settings.HOME / "eid_key.pem"
    if not path.exists():
        made = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        fresh = made.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        own = path.with_suffix(f".{os.getpid()}")
        own.touch(mode=0o600)
        own.write_bytes(fresh)
        with suppress(FileExistsError):  # another worker was quicker: its key is everyone's
            path.hardlink_to(own)
        own.unlink()
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ImproperlyConfigured(f"{path} holds no RSA key; remove it.")
    return key


def discovery(base: str) -> dict[str, object]:
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "userinfo_endpoint": f"{base}/userinfo",
        "jwks_uri": f"{base}/jwks",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "scopes_supported": ["openid", "profile"],
    }


def jwks() -> dict[str, object]:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key().public_key()))
    return {"keys": [{**public, "kid": "eid-1", "use": "sig", "alg": "RS256"}]}


def exchange(form: Mapping[str, str], *, base: str, at: datetime) -> dict[str, object]:
    """Give tokens for a code, once, to the client that asked for it and knows its verifier."""
    if form.get("grant_type") != "authorization_code":
        raise WrongRequest("unsupported_grant_type")
    known = (settings.EID_CLIENT_ID, settings.EID_CLIENT_SECRET)
    if (form.get("client_id"), form.get("client_secret")) != known:
        raise WrongRequest("invalid_client")
    try:
        granted = signing.loads(form.get("code", ""), salt=CODE, max_age=CODE_SECONDS)
    except signing.BadSignature:
        raise WrongRequest("invalid_grant") from None
    challenge = challenge_of(form.get("code_verifier", ""))
    asked = (granted["redirect_uri"], granted["challenge"])
    if asked != (form.get("redirect_uri"), challenge):
        raise WrongRequest("invalid_grant")
    if not cache.add(f"{CODE}:{hashlib.sha256(form['code'].encode()).hexdigest()}", 1, 300):
        raise WrongRequest("invalid_grant")
    now = int(at.timestamp())
    id_token: dict[str, object] = {
        "iss": base,
        "sub": granted["claims"]["sub"],
        "aud": settings.EID_CLIENT_ID,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        **({"nonce": granted["nonce"]} if granted["nonce"] else {}),
    }
    return {
        "access_token": signing.dumps(granted["claims"], salt=TOKEN),
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "id_token": jwt.encode(
            id_token, signing_key(), algorithm="RS256", headers={"kid": "eid-1"}
        ),
    }


def challenge_of(verifier: str) -> str:
    """Return PKCE's S256 challenge (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def userinfo(authorization: str) -> Claims:
    """Return what the electronic identity says of the holder of an access token."""
    try:
        claims: Claims = signing.loads(
            authorization.removeprefix("Bearer "), salt=TOKEN, max_age=TOKEN_SECONDS
        )
    except signing.BadSignature:
        raise WrongRequest("invalid_token") from None
    return claims


def base_of(request: HttpRequest) -> str:
    """Return the issuer as the browser sees it, whichever name this machine is called by."""
    return request.build_absolute_uri(reverse("eid-home")).rstrip("/")


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "identity/eid_home.html", people())


@login_not_required
@require_GET
def configuration(request: HttpRequest) -> JsonResponse:
    return JsonResponse(discovery(base_of(request)))


@login_not_required
@require_GET
def keys(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(jwks())


@csrf_exempt  # called by the platform's server, which has no cookie
@login_not_required
@require_POST
def token(request: HttpRequest) -> JsonResponse:
    try:
        return JsonResponse(exchange(request.POST.dict(), base=base_of(request), at=timezone.now()))
    except WrongRequest as wrong:
        return JsonResponse({"error": str(wrong)}, status=BAD_REQUEST)


@login_not_required
@require_GET
def about_holder(request: HttpRequest) -> JsonResponse:
    try:
        return JsonResponse(userinfo(request.headers.get("Authorization", "")))
    except WrongRequest as wrong:
        return JsonResponse({"error": str(wrong)}, status=UNAUTHORISED)


@login_not_required
def authorize(request: Request) -> HttpResponse:
    """Let the visitor choose whom to be; a real provider asks for a face or a code here."""
    asked = request.GET
    _refuse_wrong(request)
    if request.method == "POST" and request.POST.get("choice") == "cancel":
        return _back(asked["redirect_uri"], error="access_denied", state=asked.get("state", ""))
    form = forms.TestCitizen(request.POST if request.POST.get("choice") == "own" else None)
    claims = form.claims() if form.is_valid() else _chosen(request.POST.get("choice", ""))
    if claims is None:
        return render(request, "identity/eid_authorize.html", {"form": form, **people()})
    granted = {
        "claims": {"sub": claims.get("identity_number") or claims["tax_code"], **claims},
        "redirect_uri": asked["redirect_uri"],
        "challenge": asked["code_challenge"],
        "nonce": asked.get("nonce", ""),
    }
    code = signing.dumps(granted, salt=CODE, compress=True)
    return _back(asked["redirect_uri"], code=code, state=asked.get("state", ""))


def _refuse_wrong(request: HttpRequest) -> None:
    asked, here = request.GET, request.get_host()
    back = urlsplit(asked.get("redirect_uri", ""))
    is_ours = back.netloc == here and back.path == reverse(
        "openid_connect_callback", args=[settings.EID_PROVIDER]
    )
    if asked.get("client_id") != settings.EID_CLIENT_ID or not is_ours:
        raise Refusal("Yêu cầu đăng nhập không đến từ nền tảng này.")
    if (
        asked.get("response_type") != "code"
        or asked.get("code_challenge_method") != "S256"
        or not asked.get("code_challenge")
        or "openid" not in asked.get("scope", "").split()
    ):
        raise Refusal("Yêu cầu đăng nhập không đúng chuẩn OpenID Connect có PKCE.")


def _chosen(number: str) -> Claims | None:
    for person in [*people()["citizens"], *people()["organisations"]]:
        if number and number in {person.get("identity_number"), person.get("tax_code")}:
            return person
    return None


def _back(address: str, **query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{address}?{urlencode(query)}")
