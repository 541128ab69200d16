"""A service that asks on phones, over real HTTP: its two calls, and what it may say wrongly."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from vanlang.config import sim
from vanlang.kernel.refusals import Unavailable

DIGEST = b"\x01" * 32
SIGNATURE = base64.b64encode(b"signature").decode()


@dataclass
class Phones:
    """What the service says next, and what it was asked."""

    status: int = 200
    says: str | bytes = '{"reference": "so 1/2"}'
    asked: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def phones(settings: Settings) -> Iterator[Phones]:
    found = Phones()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            found.asked.append((self.command, self.path, body, dict(self.headers)))
            self.send_response(found.status)
            self.end_headers()
            says = found.says
            self.wfile.write(says if isinstance(says, bytes) else says.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SIM = f"http://127.0.0.1:{server.server_address[1]}/ky/"
        settings.SIM_SECRET = "bi-mat"  # noqa: S105 nobody's
        yield found
        server.shutdown()


def service() -> sim.Service:
    found = sim.for_keys()
    assert found is not None
    return found


def test_it_is_sent_a_hash_and_a_label_and_the_same_question_once(phones: Phones) -> None:
    references = {service().ask("0912", DIGEST, "15/QĐ-UBND") for _ in range(2)}

    assert references == {"so 1/2"}
    (method, path, body, headers), (*_, again) = phones.asked
    assert (method, path) == ("POST", "/ky")
    assert json.loads(body) == {
        "key": "0912",
        "algorithm": "sha256",
        "digest": base64.b64encode(DIGEST).decode(),
        "label": "15/QĐ-UBND",
    }
    assert headers["Authorization"] == "Bearer bi-mat"
    assert headers["Idempotency-Key"] == again["Idempotency-Key"]
    service().ask("0912", b"\x02" * 32, "15/QĐ-UBND")
    assert phones.asked[-1][3]["Idempotency-Key"] != headers["Idempotency-Key"]


@pytest.mark.parametrize(
    ("says", "answer"),
    [
        ({"state": "waiting"}, None),
        ({"state": "refused"}, b""),
        ({"state": "signed", "signature": SIGNATURE}, b"signature"),
        ({"state": "signed", "signature": ""}, None),  # nothing is no refusal
        ({}, None),
    ],
)
def test_what_it_answers(phones: Phones, says: dict[str, str], answer: bytes | None) -> None:
    phones.says = json.dumps(says)

    assert service().answer("so 1/2") == answer
    assert phones.asked[0][1] == "/ky/so%201%2F2"


@pytest.mark.parametrize(
    ("status", "says"),
    [(500, "{}"), (401, "{}"), (200, "không phải JSON"), (200, "[]"), (200, '{"reference": 7}')],
)
def test_whatever_it_says_wrongly_it_is_away(phones: Phones, status: int, says: str) -> None:
    phones.status, phones.says = status, says

    with pytest.raises(Unavailable):
        service().ask("0912", DIGEST, "")


HOSTILE = {
    "not UTF-8": b'{"reference": "\xff\xfe", "state": "signed"}',
    "NUL": b'{"reference": "\\u0000", "state": "signed"}',
    "half a character": b'{"reference": "\\ud800", "state": "signed"}',
    "deep brackets": b"[" * 30_000 + b"]" * 30_000,
    "deep in a key": b'{"reference": "1", "state": ' + b"[" * 100 + b"]" * 100 + b"}",
    "ten megabytes": b'{"reference": "' + b"x" * 10 * 2**20 + b'", "state": "refused"}',
    "a reference too long": b'{"state": "signed", "signature": "?", "reference": "'
    + b"x" * 201
    + b'"}',
    "a list": b'[{"reference": "1"}]',
    "null": b"null",
    "a number": b"7",
    "a text": b'"signed"',
    "a key twice": b'{"reference": "1", "reference": "2", "state": "refused"}',
    "NaN": b'{"reference": "1", "state": NaN}',
    "a huge number": b'{"reference": "1", "state": ' + b"9" * 5_000 + b"}",
    "no end": b'{"reference": "1", "state": "refu',
    "HTML": b"<html>502</html>",
    "wrong types": b'{"reference": {"id": 1}, "state": "signed", "signature": {"a": 1}}',
}


@pytest.mark.parametrize("says", HOSTILE.values(), ids=HOSTILE)
def test_a_strangers_bytes_are_no_answer_and_no_refusal(phones: Phones, says: bytes) -> None:
    phones.says = says

    with pytest.raises(Unavailable):
        service().ask("0912", DIGEST, "")
    with pytest.raises(Unavailable):
        service().answer("1")


def test_a_signature_that_is_none_is_not_taken(phones: Phones) -> None:
    phones.says = '{"state": "signed", "signature": "không phải"}'

    with pytest.raises(Unavailable):
        service().answer("1")


def test_nobody_listening_is_away(settings: Settings) -> None:
    settings.SIM = "http://127.0.0.1:9"

    with pytest.raises(Unavailable):
        service().answer("1")


def test_none_is_set_up_unless_the_installation_says_so(settings: Settings) -> None:
    assert sim.for_keys() is None
    settings.SIM = "http://ky.example.vn"
    with pytest.raises(ImproperlyConfigured):
        sim.for_keys()
