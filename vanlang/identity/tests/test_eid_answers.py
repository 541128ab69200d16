"""A provider's answers that no standard knows: a page in words, nobody signed in, nothing kept."""

import json

import pytest
import requests
from django.test import Client

from vanlang.identity.models import Person
from vanlang.identity.tests.test_eid import LAN, START, at_provider
from vanlang.identity.views import adapters

pytestmark = [pytest.mark.django_db, pytest.mark.urls("vanlang.identity.tests.urls")]
GOOD = {"sub": LAN, "name": "Bùi Thị Lan", "identity_number": LAN, "identity_level": "2"}


def claims(**changes: object) -> bytes:
    return json.dumps(GOOD | changes).encode()


ANSWERS = {
    "nothing": b"",
    "not UTF-8": b'{"sub": "\xff\xfe"}',
    "NUL": b'{"sub": "\0"}',
    "deep brackets": b"[" * 100_000 + b"]" * 100_000,
    "deep braces": b'{"sub":' * 50_000,
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "a text": b'"sub"',
    "HTML": b"<html>502 Bad Gateway</html>",
    "NaN": b"NaN",
    "a huge number": b'{"sub": ' + b"9" * 5_000 + b"}",
    "no key it needs": b"{}",
    "wrong types": b'{"sub": {}, "access_token": [], "token_endpoint": 7, "keys": "x"}',
    "cut off": b'{"sub": "0031880',
}
# Claims that are JSON and no person.
CLAIMS = {
    "no name": claims(name=None),
    "a list for a name": claims(name=["Lan"]),
    "an object for a name": claims(name={"given": "Lan"}),
    "half a character": claims(name="Lan \ud800"),
    "a NUL in a name": claims(name="Lan\0"),
    "a NUL in what is not read": claims(picture="\0"),
    "ten megabytes": claims(name="x" * 10 * 2**20),
    "a number of another shape": claims(identity_number="12"),
    "a number of letters": claims(identity_number="abcdefghijkl"),
    "a number in other digits": claims(identity_number="⁰⁰³¹⁸⁸⁰⁰⁰¹²³"),
    "an address too long": claims(email="x" * 10_000 + "@example.vn"),
    "a subject too long": claims(sub="9" * 10_000),
    "no subject": json.dumps({**GOOD, "sub": ""}).encode().replace(b'"sub": "", ', b""),
    "true for a name": claims(name=True),
    "a commune of no shape": claims(commune_code="0" * 400),
}
# Claims with something wrong that does not keep the person out: it is left aside.
BEARABLE = {
    "a day out of range": claims(birthdate="9999-99-99"),
    "a day as a number": claims(birthdate=10**300),
    "the year nought": claims(birthdate="0000-00-00"),
    "a sex of no kind": claims(gender=["male"]),
    "a level in other digits": claims(identity_level="²"),
    "a level without end": claims(identity_level=10**400),
    "a level that is none": json.dumps(GOOD | {"identity_level": float("nan")}).encode(),
    "a key twice": claims().replace(b'{"sub"', b'{"sub": "1", "sub"', 1),
}


def answering(monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> None:
    """Let one address of the provider answer with these bytes."""
    send = adapters.InProcess.send

    def sent(
        self: adapters.InProcess, request: requests.PreparedRequest, *rest: object, **named: object
    ) -> requests.Response:
        response = send(self, request, *rest, **named)
        if str(request.url).rsplit("/", 1)[-1].partition("?")[0] == name:
            response._content = content  # noqa: SLF001 as requests' own tests do
        return response

    monkeypatch.setattr(adapters.InProcess, "send", sent)


def come_back(client: Client, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> str:
    back = client.post(at_provider(client), {"choice": LAN})["Location"]
    answering(monkeypatch, name, content)
    answer = client.get(back)
    assert answer.status_code < 500
    return answer.get("Location", "") or answer.content.decode()


def is_nobody(client: Client) -> bool:
    return "_auth_user_id" not in client.session


@pytest.mark.parametrize("content", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("name", ["token", "userinfo"])
def test_an_answer_of_no_standard_signs_nobody_in(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
) -> None:
    page = come_back(client, monkeypatch, name, content)

    assert "Đăng nhập" in page or "định danh" in page
    assert is_nobody(client)
    assert not Person.objects.exists()


@pytest.mark.parametrize("content", ANSWERS.values(), ids=ANSWERS)
def test_a_provider_that_does_not_say_where_it_is_is_said_to_be_away(
    client: Client, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    answering(monkeypatch, "openid-configuration", content)

    answer = client.get(START)

    assert answer.status_code in {200, 401, 403}
    assert "định danh" in answer.content.decode()


@pytest.mark.parametrize("content", CLAIMS.values(), ids=CLAIMS)
def test_claims_that_are_no_person_register_none(
    client: Client, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    come_back(client, monkeypatch, "userinfo", content)

    assert is_nobody(client)
    assert not Person.objects.exists()


@pytest.mark.parametrize("content", BEARABLE.values(), ids=BEARABLE)
def test_what_is_wrong_beside_the_person_keeps_nobody_out(
    client: Client, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    assert come_back(client, monkeypatch, "userinfo", content) == "/thu/"

    lan = Person.objects.get()
    assert (lan.name, lan.sex, lan.birth_date) == ("Bùi Thị Lan", "", None)
    assert lan.identity_level in {1, 2}


@pytest.mark.parametrize(
    "query",
    [
        *("", "?code=", "?code=%00&state=%00", "?code=%ff%fe&state=%ed%a0%80"),
        *("?state=" + "9" * 9_000, "?error=%00", "?error[]=x&state[]=y", "?code=x&code=y&state=z"),
    ],
)
def test_a_strangers_way_back_signs_nobody_in(client: Client, query: str) -> None:
    at_provider(client)

    answer = client.get(f"/dang-nhap/dinh-danh-dien-tu/xong/{query}")

    assert answer.status_code < 500
    assert is_nobody(client)
