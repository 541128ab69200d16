"""Carriers of notices, plugged into `kernel.notices`: SMTP, and SMS over HTTP or SMPP."""

import re
import smtplib
import struct
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import httpx
import smpplib.client
import smpplib.consts
import smpplib.exceptions
import smpplib.gsm
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from vanlang.kernel.models import Notice
from vanlang.kernel.notices import Carrier, NotDelivered

TIMEOUT_SECONDS = 20
COUNTRY_CODE = "84"
HARD_BOUNCE = range(550, 560)
LONGEST_REASON = 300
ANSWERS_TO_A_PART = 10  # an operator may ask whether we are still there; not for ever
# What smpplib ends in over bytes that no operator would send.
UPSET = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    struct.error,
    smpplib.exceptions.PDUError,
    smpplib.exceptions.ConnectionError,
    smpplib.exceptions.UnknownCommandError,
)


@dataclass(frozen=True, slots=True)
class Smtp:
    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    sender: str

    @classmethod
    def at(cls, address: str, *, sender: str) -> "Smtp":
        """Read smtp://user:password@host:port; smtps:// is TLS from the first byte."""
        parts = urlsplit(address)
        is_tls = parts.scheme == "smtps"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or (465 if is_tls else 25)
        return cls(parts.hostname or "localhost", port, user, password, is_tls, sender)

    def carry(self, notice: Notice) -> None:
        body = f"{notice.text}\n\n{notice.link}".strip()
        # The same notice carries the same Message-ID, so that a second delivery shows as one.
        headers = {"Message-ID": f"<notice-{notice.pk}@{self.sender.rpartition('@')[2]}>"}
        message = EmailMessage(notice.subject, body, self.sender, [notice.address], headers=headers)
        server = EmailBackend(
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_ssl=self.is_tls,
            timeout=TIMEOUT_SECONDS,
        )
        try:
            server.send_messages([message])
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _ in problem.recipients.values()]
            is_final = all(code in HARD_BOUNCE for code in codes)
            raise NotDelivered(f"SMTP {codes}", is_final=is_final) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise NotDelivered(f"SMTP: {problem}") from problem


@dataclass(frozen=True, slots=True)
class HttpSms:
    """A gateway that takes a POST of `to`, `text` and `id`, and answers 2xx once it has them."""

    address: str

    def carry(self, notice: Notice) -> None:
        form = {"to": international(notice.address), "text": notice.text, "id": str(notice.pk)}
        try:
            answer = httpx.post(self.address, data=form, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
        except (httpx.HTTPError, UnicodeError) as problem:
            raise NotDelivered(f"SMS: {problem}"[:LONGEST_REASON]) from problem


@dataclass(frozen=True, slots=True)
class Smpp:
    host: str
    port: int
    user: str
    password: str
    sender: str

    @classmethod
    def at(cls, address: str) -> "Smpp":
        """Read smpp://user:password@host:port/SENDER."""
        parts = urlsplit(address)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        sender = parts.path.strip("/") or user
        return cls(parts.hostname or "localhost", parts.port or 2775, user, password, sender)

    def carry(self, notice: Notice) -> None:
        try:
            parts, encoding, esm_class = smpplib.gsm.make_parts(notice.text)
        except ValueError as problem:  # no SMS is so long, or half a character
            raise NotDelivered(f"SMS: {problem}", is_final=True) from problem
        client = smpplib.client.Client(
            self.host, self.port, timeout=TIMEOUT_SECONDS, allow_unknown_opt_params=True
        )
        taken: list[bytes] = []
        client.set_message_sent_handler(lambda pdu: taken.append(pdu.message_id))
        try:
            with client:
                client.connect()
                client.bind_transmitter(system_id=self.user, password=self.password)
                for part in parts:
                    client.send_message(
                        source_addr_ton=smpplib.consts.SMPP_TON_ALNUM,
                        source_addr=self.sender,
                        dest_addr_ton=smpplib.consts.SMPP_TON_INTL,
                        dest_addr_npi=smpplib.consts.SMPP_NPI_ISDN,
                        destination_addr=international(notice.address),
                        short_message=part,
                        data_coding=encoding,
                        esm_class=esm_class,
                    )
                for _ in range(len(parts) * ANSWERS_TO_A_PART):
                    if len(taken) >= len(parts):
                        return
                    client.read_once(auto_send_enquire_link=False)
        except UPSET as problem:
            raise NotDelivered(f"SMPP: {problem!r}"[:LONGEST_REASON]) from problem
        raise NotDelivered("SMPP: the operator does not say that it has the message.")


def for_email() -> Carrier | None:
    """Return the mail server that the settings name, if they name one."""
    found = settings.EMAIL_URL
    return Smtp.at(found, sender=settings.EMAIL_FROM) if found else None


def for_sms() -> Carrier | None:
    """Return the SMS gateway that the settings name, if they name one."""
    if settings.SMS.startswith("smpp:"):
        return Smpp.at(settings.SMS)
    return HttpSms(settings.SMS) if settings.SMS else None


def international(phone: str) -> str:
    """Return 0912 345 678 as 84912345678."""
    digits = re.sub(r"\D", "", phone)
    return COUNTRY_CODE + digits[1:] if digits.startswith("0") else digits
