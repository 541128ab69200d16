"""The plug to a payment gateway, the national one, and the one that stands in for it.

VANLANG_PAYMENTS names the gateway: "dvcqg:<partner>@https://host/path" with the shared secret in
VANLANG_PAYMENTS_SECRET. Empty: the stand-in where stand-ins are allowed, in production none, and
fees are then paid at the counter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import httpx
from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from vanlang.kernel import foreign_json
from vanlang.kernel.refusals import Unavailable
from vanlang.payments.rules import messages
from vanlang.payments.rules.messages import Message, Opening, Told

PATIENCE_SECONDS = 10
STAND_IN = "stand-in"
STAND_IN_PARTNER = "VANLANG-THU-NGHIEM"
SALT = "vanlang.payments.stand-in"
NOT_ANSWERING = "Cổng thanh toán chưa trả lời. Bạn chưa bị trừ tiền; xin thử lại sau ít phút."


class Gateway(Protocol):
    """Whoever takes the money: told of a try, leads the payer away, and tells what became of it."""

    @property
    def name(self) -> str:
        """Return what its tries are kept under."""

    def start(self, wanted: Opening) -> str:
        """Announce a try and return the address at which the payer pays."""

    def parse_callback(self, fields: Mapping[str, str]) -> Told:
        """Return what a genuine message says, or refuse a forged one."""


@dataclass(frozen=True, slots=True)
class National:
    """The payment platform of the national public service portal (Cổng DVCQG)."""

    address: str
    partner: str
    secret: str
    channel: str = "DVC"  # [GK]
    name: str = "dvcqg"

    def start(self, wanted: Opening) -> str:
        message = messages.opening(
            wanted, partner=self.partner, channel=self.channel, secret=self.secret
        )
        try:
            answer = httpx.post(self.address, json=message, timeout=PATIENCE_SECONDS)
            answer.raise_for_status()
            told = foreign_json.read(answer.content)
        except (httpx.HTTPError, ValueError):
            raise Unavailable(NOT_ANSWERING) from None
        # [GK] the names of the two fields of the answer
        led = told.get("UrlThanhToan", "") if isinstance(told, dict) else ""
        if not isinstance(led, str) or not led.startswith("https://"):
            raise Unavailable(NOT_ANSWERING)
        return led

    def parse_callback(self, fields: Mapping[str, str]) -> Told:
        return messages.parse_result(fields, partner=self.partner, secret=self.secret)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A gateway of our own, for demonstration and tests: it moves no money.

    It keeps nothing: what it was told travels, signed, in the address of its page.
    """

    secret: str
    partner: str = STAND_IN_PARTNER
    name: str = STAND_IN

    def start(self, wanted: Opening) -> str:
        message = messages.opening(wanted, partner=self.partner, channel="WEB", secret=self.secret)
        token = signing.dumps(message, key=self.secret, salt=SALT, compress=True)
        return f"{reverse('payments-stand-in')}?phien={token}"

    def opened(self, token: str) -> Message:
        """Return the opening message its page was led to with."""
        try:
            found: Message = signing.loads(token, key=self.secret, salt=SALT)
        except signing.BadSignature:
            raise messages.Malformed("Phiên thanh toán thử nghiệm không đúng.") from None
        return found

    def answer(self, told: Told) -> Message:
        return messages.result(told, partner=self.partner, secret=self.secret)

    def parse_callback(self, fields: Mapping[str, str]) -> Told:
        return messages.parse_result(fields, partner=self.partner, secret=self.secret)


def gateway() -> Gateway:
    """Return the gateway of this installation.

    Raises:
        Unavailable: none is connected; the counter takes the fee.
    """
    if settings.PAYMENTS:
        return _configured(settings.PAYMENTS, settings.PAYMENTS_SECRET)
    if settings.STAND_INS:
        return stand_in()
    raise Unavailable("Chưa kết nối cổng thanh toán trực tuyến. Xin nộp tại bộ phận một cửa.")


def stand_in() -> StandIn:
    """Return the stand-in; in production there is none, whatever asks."""
    if not settings.STAND_INS:
        raise ImproperlyConfigured("The stand-in payment gateway cannot start in production.")
    return StandIn(secret=f"stand-in:{settings.SECRET_KEY}")


def is_connected() -> bool:
    """Tell whether a payer can be led to a gateway at all."""
    return bool(settings.PAYMENTS) or settings.STAND_INS


@cache
def _configured(text: str, secret: str) -> National:
    kind, _, rest = text.partition(":")
    partner, _, address = rest.partition("@")
    if kind != "dvcqg" or not partner or not address.startswith("https://"):
        raise ImproperlyConfigured("VANLANG_PAYMENTS is dvcqg:<partner>@https://…")
    if not secret:
        raise ImproperlyConfigured("VANLANG_PAYMENTS_SECRET is missing.")
    return National(address, partner, secret)
