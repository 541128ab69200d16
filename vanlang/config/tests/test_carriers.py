"""Letters and SMS leave as their servers want them, and come back as failures when they do not."""

import asyncio
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from vanlang.config import carriers
from vanlang.config.carriers import international
from vanlang.kernel import notices, queue
from vanlang.kernel.models import Channel, Notice, NoticeState
from vanlang.kernel.notices import NotDelivered

pytestmark = pytest.mark.django_db

LAN = UUID(int=1)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
SUBJECT = "Hồ sơ H44.05158-261120-0001 đã có kết quả"
LONG = "Ủy ban nhân dân xã Mường Bi đã giải quyết xong hồ sơ của bà. Mời bà nhận kết quả. " * 3


class Mailbox(Controller):
    """A mail server that keeps what it gets, and refuses one address for good."""

    def __init__(self) -> None:
        super().__init__(self, hostname="127.0.0.1", port=0)
        self.got = list[EmailMessage]()

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and arguments
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if address.startswith("khong-co"):
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.got.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    server = Mailbox()
    server.start()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
    settings.EMAIL_FROM = "vanlang@phutho.example"
    yield server
    server.stop()


@pytest.fixture
def gateway(settings: Settings) -> Iterator[list[dict[str, list[str]]]]:
    """An SMS gateway over HTTP that breaks over one text."""
    got: list[dict[str, list[str]]] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            got.append(form)
            self.send_response(500 if form["text"] == ["hỏng"] else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SMS = f"http://127.0.0.1:{server.server_address[1]}/sms"
        yield got
        server.shutdown()


class Smsc(socketserver.ThreadingTCPServer):
    """As much of an operator's SMPP centre as sending takes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SmscConnection)
        self.bound: list[bytes] = []
        self.parts: list[bytes] = []
        self.refuses = False
        self.says: bytes | None = None


class SmscConnection(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        centre = self.server
        assert isinstance(centre, Smsc)
        while head := self.rfile.read(16):
            length, command, _, sequence = struct.unpack("!IIII", head)
            body = self.rfile.read(length - 16)
            status, answer = 0, b""
            if command == 0x02:  # bind_transmitter
                centre.bound.append(body.split(b"\0")[0])
                answer = b"smsc\0"
            if command == 0x04:  # submit_sm
                centre.parts.append(body)
                status, answer = (0x58, b"") if centre.refuses else (0, b"id\0")
            if command == 0x04 and centre.says is not None:
                self.wfile.write(centre.says)
                return
            whole = struct.pack("!IIII", 16 + len(answer), command | 1 << 31, status, sequence)
            self.wfile.write(whole + answer)


@pytest.fixture
def smsc(settings: Settings) -> Iterator[Smsc]:
    with Smsc() as centre:
        threading.Thread(target=centre.serve_forever, daemon=True).start()
        settings.SMS = f"smpp://vanlang:bi-mat@127.0.0.1:{centre.server_address[1]}/VANLANG"
        yield centre
        centre.shutdown()


def settings_of(centre: Smsc) -> str:
    return f"smpp://vanlang:bi-mat@127.0.0.1:{centre.server_address[1]}/VANLANG"


def tell(*, email: str = "", phone: str = "", text: str = LONG) -> Notice:
    *_, row = notices.send(
        person_id=LAN, email=email, phone=phone, subject=SUBJECT, text=text, at=AT,
        link="https://vanlang.example/ho-so/1",
    )  # fmt: skip
    return row


def test_a_letter_arrives_in_vietnamese(mailbox: Mailbox) -> None:
    row = tell(email="lan@example.vn")

    queue.drain()

    (letter,) = mailbox.got
    row.refresh_from_db()
    assert row.state == NoticeState.SENT
    assert letter["Subject"].strip() == SUBJECT
    assert letter["To"] == "lan@example.vn"
    assert letter["Message-ID"] == f"<notice-{row.pk}@phutho.example>"
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().startswith("Ủy ban nhân dân xã Mường Bi")
    assert "https://vanlang.example/ho-so/1" in body.decode()


def test_an_address_that_is_none_fails_at_once(mailbox: Mailbox) -> None:
    row = tell(email="khong-co@example.vn")

    row = notices.deliver(row.pk, at=AT)

    assert row.state == NoticeState.FAILED
    assert "550" in row.last_error


def test_a_mail_server_that_is_down_is_tried_again(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    row = tell(email="lan@example.vn")

    row = notices.deliver(row.pk, at=AT)

    assert row.state == NoticeState.QUEUED
    assert row.last_error.startswith("SMTP")


def test_nothing_is_carried_where_nothing_is_set_up() -> None:
    row = tell(email="lan@example.vn", phone="0912345678")

    assert row.channel == Channel.IN_APP


def test_an_sms_goes_out_over_http(gateway: list[dict[str, list[str]]]) -> None:
    row = tell(phone="0912 345 678", text="Hồ sơ đã có kết quả.")

    queue.drain()

    row.refresh_from_db()
    assert row.state == NoticeState.SENT
    assert gateway == [
        {"to": ["84912345678"], "text": ["Hồ sơ đã có kết quả."], "id": [str(row.pk)]}
    ]


def test_a_gateway_that_errs_is_tried_again(gateway: list[dict[str, list[str]]]) -> None:
    row = tell(phone="0912345678", text="hỏng")

    row = notices.deliver(row.pk, at=AT)

    assert row.state == NoticeState.QUEUED
    assert "500" in row.last_error


def test_a_long_sms_goes_out_over_smpp_in_parts(smsc: Smsc) -> None:
    row = tell(phone="0912345678")

    queue.drain()

    row.refresh_from_db()
    assert row.state == NoticeState.SENT
    assert smsc.bound == [b"vanlang"]
    assert all(b"VANLANG\0" in part and b"84912345678\0" in part for part in smsc.parts)
    assert len(smsc.parts) == 4
    first, _, text = smsc.parts[0].partition(b"\x05\x00\x03")
    assert first[-3:-2] == b"\x08"  # data_coding: UCS-2
    assert text[3:].decode("utf-16-be").startswith("Ủy ban nhân dân")


def test_an_operator_that_refuses_is_tried_again(smsc: Smsc) -> None:
    smsc.refuses = True
    row = tell(phone="0912345678")

    row = notices.deliver(row.pk, at=AT)

    assert row.state == NoticeState.QUEUED
    assert row.last_error.startswith("SMPP")


@pytest.mark.parametrize("text", ["ắ" * 40_000, "x" * 100_000])
def test_what_no_sms_can_hold_fails_at_once_and_reaches_no_operator(smsc: Smsc, text: str) -> None:
    row = tell(phone="0912345678", text=text)

    with pytest.raises(NotDelivered) as refused:
        carriers.Smpp.at(settings_of(smsc)).carry(row)

    assert refused.value.is_final
    assert smsc.parts == []


def answer(
    command: int = 0x80000004, status: int = 0, body: bytes = b"id\0", **other: int
) -> bytes:
    length = other.get("length", 16 + len(body))
    return struct.pack("!IIII", length, command, status, other.get("sequence", 2)) + body


NO_ANSWERS = {
    "nothing": b"",
    "not SMPP": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "no length": answer(length=0),
    "a length below the head": answer(length=4),
    "a length beyond the bytes": answer(length=2**16),
    "the greatest length": answer(length=2**32 - 1),
    "an unknown command": answer(command=0x8000ABCD),
    "a command of nobody": answer(command=0),
    "no message id": answer(body=b""),
    "an id without end": answer(body=b"x" * 4_000),
    "an id of bytes": answer(body=b"\xff\xfe\0"),
    "an unknown status": answer(status=0xFFFFFFFF, body=b""),
    "another sequence": answer(sequence=2**31 + 5, status=0x58),
    "a message for us": answer(command=0x05, body=b"\0" * 3),
    "options of no kind": answer(body=b"id\0" + b"\xff\xff\xff\xff"),
    "pings without end": answer(command=0x15, body=b"") * 2_000,
    "it hangs up": answer(command=0x06, body=b""),
}


@pytest.mark.parametrize("says", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_whatever_an_operator_answers_ends_with_the_one_message(smsc: Smsc, says: bytes) -> None:
    """Taken or to be tried again; never an error of its own, never without end."""
    smsc.says = says
    row = tell(phone="0912345678", text="Ngắn")

    with suppress(NotDelivered):
        carriers.Smpp.at(settings_of(smsc)).carry(row)

    smsc.says = None
    carriers.Smpp.at(settings_of(smsc)).carry(row)  # and the next one goes out


@pytest.mark.parametrize("phone", ["0912345678", "0912 345 678", "+84 912.345.678", "84912345678"])
def test_phones_are_written_internationally(phone: str) -> None:
    assert international(phone) == "84912345678"
