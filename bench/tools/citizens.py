"""Signed-in citizens for the load: each with a session and a CSRF token of their own."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.utils import timezone

from vanlang.identity.api import Person, Registration, register_citizen
from vanlang.kernel.actors import PLATFORM

TOKEN = "bench" + "0" * 27


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in browser: what it sends in its Cookie header."""

    person: Person
    cookies: str


def sign_in(person: Person) -> Visitor:
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    name = settings.SESSION_COOKIE_NAME
    return Visitor(person, f"{name}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}")


def citizens(count: int, areas: list[str]) -> list[Visitor]:
    """Register and sign in `count` citizens who live all over the province."""
    at = timezone.now()
    return [
        sign_in(
            register_citizen(
                Registration(
                    name=f"Bùi Thị Lan {number}",
                    identity_number=f"003188{number:06}",
                    phone="0912345678",
                    commune_code=areas[number % len(areas)],
                ),
                by=PLATFORM,
                at=at,
            )
        )
        for number in range(count)
    ]


def get(path: str, visitor: Visitor | None = None) -> bytes:
    cookies = f"Cookie: {visitor.cookies}\r\n" if visitor else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookies}\r\n".encode()


def post(path: str, fields: dict[str, str], visitor: Visitor) -> bytes:
    body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {visitor.cookies}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def post_file(path: str, name: str, content: bytes, visitor: Visitor) -> bytes:
    """Return a form with one PDF, as a browser sends it."""
    mark = b"----bench"
    parts = (
        ("csrfmiddlewaretoken", "", TOKEN.encode()),
        (name, '; filename="giay-to.pdf"\r\nContent-Type: application/pdf', content),
    )
    body = b""
    for key, more, value in parts:
        lead = f'Content-Disposition: form-data; name="{key}"{more}\r\n\r\n'
        body += b"--" + mark + b"\r\n" + lead.encode() + value + b"\r\n"
    body += b"--" + mark + b"--\r\n"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {visitor.cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary={mark.decode()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
