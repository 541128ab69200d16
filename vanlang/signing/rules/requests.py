"""Signing whose key answers later: a token on the signer's own machine, a SIM, a remote service.

Two steps: the platform prepares the document and says which hash to sign; the signature comes back
and is put in. Between them the document waits, and nobody else's request can take its place.
"""

from datetime import timedelta
from enum import StrEnum

from vanlang.kernel.refusals import Conflict

LIVES = timedelta(minutes=10)  # as long as a time-based code or a phone's confirmation may take
MOST_IN_A_BATCH = 50


class Event(StrEnum):
    REQUESTED = "signing.requested"
    REQUEST_SIGNED = "signing.request_signed"
    REQUEST_REFUSED = "signing.request_refused"
    REQUEST_EXPIRED = "signing.request_expired"


class Way(StrEnum):
    """How a certificate's key is reached, by the beginning of its name."""

    DIRECT = "direct"
    TOKEN = "token"  # noqa: S105 not a secret
    REMOTE = "remote"


# `token:…` is a USB token behind the agent on the signer's machine, `sim:…` answers by itself.
WAYS = {"token": Way.TOKEN, "sim": Way.REMOTE}


class State(StrEnum):
    WAITING = "waiting"
    SIGNED = "signed"
    REFUSED = "refused"
    EXPIRED = "expired"


STATE_NAMES = {
    State.WAITING: "đang chờ thiết bị ký",
    State.SIGNED: "đã ký",
    State.REFUSED: "người ký từ chối",
    State.EXPIRED: "quá thời gian chờ",
}
MOVES = {
    "sign": ({State.WAITING}, State.SIGNED),
    "refuse": ({State.WAITING}, State.REFUSED),
    "expire": ({State.WAITING}, State.EXPIRED),
}


def way_of(key: str) -> Way:
    return WAYS.get(key.partition(":")[0], Way.DIRECT)


def move(state: State, verb: str) -> State:
    """Return the state `verb` leads to, or refuse: an answer counts once and in time."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise Conflict(f"Yêu cầu ký này {STATE_NAMES[state]}.")
    return end
