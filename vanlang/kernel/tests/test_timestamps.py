import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import tsp
from cryptography import x509
from pytest_django import Settings

from vanlang.kernel import timestamps, verifier
from vanlang.kernel.tests import recorded
from vanlang.kernel.tests.authorities import Authority, authority

DIGEST = bytes(range(32))


@contextmanager
def answering(status: int, body: bytes, asked: list[bytes]) -> Iterator[str]:
    """Serve one answer on loopback to whatever is asked."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_stamp_asks_over_http(settings: Settings, stamps: Authority) -> None:
    asked: list[bytes] = []

    with answering(200, stamps.answer(DIGEST).dump(), asked) as url:
        settings.TIME_STAMP_URL = url
        token = timestamps.stamp(DIGEST)

    request = tsp.TimeStampReq.load(asked[0])
    assert request["message_imprint"]["hashed_message"].native == DIGEST
    assert request["message_imprint"]["hash_algorithm"]["algorithm"].native == "sha256"
    assert request["cert_req"].native is True
    verifier.check_token(token, DIGEST, x509.load_pem_x509_certificates(stamps.root))


REFUSED = bytes.fromhex("30053003020102")  # PKIStatusInfo: rejection, and no token


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"x"), (200, b""), (200, b"<html>"), (200, b"0\x84\xff"), (200, REFUSED)],
)
def test_a_wrong_answer_is_none(settings: Settings, status: int, body: bytes) -> None:
    with answering(status, body, []) as url:
        settings.TIME_STAMP_URL = url

        with pytest.raises(timestamps.NotAnswering):
            timestamps.stamp(DIGEST)


def test_a_token_for_something_else_is_none(settings: Settings, stamps: Authority) -> None:
    with answering(200, stamps.answer(bytes(32)).dump(), []) as url:
        settings.TIME_STAMP_URL = url

        with pytest.raises(timestamps.NotAnswering):
            timestamps.stamp(DIGEST)


def test_nobody_there_is_not_answering(settings: Settings) -> None:
    settings.TIME_STAMP_URL = "http://127.0.0.1:9/"

    with pytest.raises(timestamps.NotAnswering):
        timestamps.stamp(DIGEST)


def test_a_token_of_another_implementation_is_read() -> None:
    digest = hashlib.sha256(recorded.STAMPED).digest()

    at = verifier.check_token(
        recorded.TOKEN, digest, x509.load_pem_x509_certificates(recorded.ROOT)
    )

    assert at == datetime(2026, 11, 22, 5, 44, 6, tzinfo=UTC)


def test_a_token_under_another_root_is_refused(stamps: Authority) -> None:
    digest = hashlib.sha256(recorded.STAMPED).digest()

    with pytest.raises(verifier.NotGenuine, match="không thuộc"):
        verifier.check_token(recorded.TOKEN, digest, x509.load_pem_x509_certificates(stamps.root))


def test_a_certificate_for_other_purposes_stamps_nothing() -> None:
    token = authority(may_stamp=False)(DIGEST)

    with pytest.raises(verifier.NotGenuine, match="đóng dấu thời gian"):
        verifier.check_token(token, DIGEST)


def test_every_cut_or_changed_token_is_refused_in_order(stamps: Authority) -> None:
    """A hostile file ends in a finding, never in another error."""
    token, roots = stamps(DIGEST), x509.load_pem_x509_certificates(stamps.root)

    for length in range(0, len(token), 7):
        with pytest.raises(verifier.NotGenuine):
            verifier.check_token(token[:length], DIGEST, roots)
    for place in range(0, len(token), 11):
        changed = bytearray(token)
        changed[place] ^= 0xFF
        with suppress(verifier.NotGenuine):
            verifier.check_token(bytes(changed), DIGEST, roots)
