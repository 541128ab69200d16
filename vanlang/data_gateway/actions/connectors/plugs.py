"""The plug for whatever carries messages to another node: the axis, a folder, NATS, and others."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from django.conf import settings

from vanlang.data_gateway.models import Peer
from vanlang.data_gateway.rules.answers import FINAL, OF_THE_PEER, Code, DeliveryState, Listed, Told
from vanlang.data_gateway.rules.envelopes import Envelope


class NotDelivered(Exception):
    """The other side did not take, give or answer.

    `is_final`: asking again would not help. `is_of_peer`: the connection is at fault, not the
    message; `may_be_message` when nobody can tell.
    """

    def __init__(self, words: str, code: Code = Code.UNAVAILABLE, *, may_be_message: bool = False):
        super().__init__(words)
        self.words = words
        self.is_final = code in FINAL
        self.is_of_peer = code in OF_THE_PEER
        self.may_be_message = may_be_message
        self.code = code


@dataclass(frozen=True, slots=True)
class Offer:
    """A message that lies ready for one of our agencies."""

    envelope: Envelope
    to_code: str
    ref: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of what we sent, and where to go on asking."""

    told: list[Told]
    since: str
    is_all: bool


@dataclass(frozen=True, slots=True)
class Directory:
    """What changed in the other side's list of agencies since a version of it."""

    listed: list[Listed] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    version: int = 0


class Connector(Protocol):
    """Every call either did all it says or raises NotDelivered; all may be repeated."""

    @property
    def vouches(self) -> bool:
        """Tell whether the other side has checked who may write under which code."""

    def send(self, envelope: Envelope, content: BinaryIO) -> str:
        """Hand a message over and return the other side's name for it."""

    def offers(self) -> list[Offer]:
        """Return what lies ready, the oldest first."""

    def fetch(self, offer: Offer, into: BinaryIO) -> None:
        """Copy the bytes of an offer."""

    def report(self, ref: str, to_code: str, state: DeliveryState, reason: str) -> None:
        """Say what became of an offer; after DONE or FAIL it is not offered again."""

    def outcomes(self, since: str) -> Outcomes:
        """Return what the other side says of what we sent."""

    def settle(self, ref: str) -> None:
        """Let go of what `outcomes` told: it is written down here."""

    def directory(self, since: int) -> Directory:
        """Return what changed in the list of agencies; nothing where there is none."""

    def register(self, agency: Listed) -> None:
        """Announce one of our agencies."""

    def withdraw(self, code: str) -> None:
        """Say that one of our agencies has left."""


Plug = Callable[[Peer, str], Connector]
_plugs: dict[str, Plug] = {}


def plug(kind: str, connector: Plug) -> None:
    """Say, at start-up, what carries messages for connections of this kind."""
    _plugs[kind] = connector


def kinds() -> list[str]:
    return sorted(_plugs)


def has_key(secret_name: str) -> bool:
    return bool(settings.EXCHANGE_SECRETS.get(secret_name))


def connector(peer: Peer) -> Connector:
    """Return what carries messages to this node.

    Raises:
        NotDelivered: nothing carries this kind here, or its key is not in the environment.
    """
    made = _plugs.get(peer.connector)
    if made is None:
        raise NotDelivered(f"Máy chủ này không có đầu nối “{peer.connector}”.")
    secret = settings.EXCHANGE_SECRETS.get(peer.secret_name, "")
    if not secret:
        raise NotDelivered(f"Chưa đặt khóa VANLANG_EXCHANGE_SECRET_{peer.secret_name}.")
    return made(peer, secret)
