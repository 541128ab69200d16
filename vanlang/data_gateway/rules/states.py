"""The life of a message on its way to one agency, and how long we try."""

from datetime import datetime, timedelta
from enum import StrEnum

from vanlang.kernel.refusals import Conflict


class Kind(StrEnum):
    EDOC = "edoc"
    STATUS = "status"


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


class State(StrEnum):
    WAITING = "waiting"  # out: not handed over yet
    SENT = "sent"  # out: the other node or the axis has it
    DELIVERED = "delivered"  # out: the agency has taken it in
    REFUSED = "refused"  # out: the agency sent it back; in: we did
    FAILED = "failed"  # out: trying again would not help
    EXPIRED = "expired"  # out: its time ran out before the agency took it
    RECEIVED = "received"  # in: kept here, nobody has judged it yet
    ACKNOWLEDGED = "acknowledged"  # in: taken in


class Event(StrEnum):
    SENT = "data_gateway.sent"
    DELIVERED = "data_gateway.delivered"
    REFUSED = "data_gateway.refused"
    FAILED = "data_gateway.failed"
    EXPIRED = "data_gateway.expired"
    RETRIED = "data_gateway.retried"
    RECEIVED = "data_gateway.received"
    ACKNOWLEDGED = "data_gateway.acknowledged"
    RETURNED = "data_gateway.returned"
    AGENCY_REGISTERED = "data_gateway.agency_registered"
    AGENCY_WITHDRAWN = "data_gateway.agency_withdrawn"
    PEER_CHANGED = "data_gateway.peer_changed"
    MEMBER_CHANGED = "data_gateway.member_changed"


STATE_NAMES = {
    State.WAITING: "Chờ gửi",
    State.SENT: "Đã gửi, chờ xác nhận",
    State.DELIVERED: "Nơi nhận đã nhận",
    State.REFUSED: "Bị từ chối",
    State.FAILED: "Không gửi được",
    State.EXPIRED: "Quá hạn gửi",
    State.RECEIVED: "Đã đến, chờ xử lý",
    State.ACKNOWLEDGED: "Đã tiếp nhận",
}
KIND_NAMES = {Kind.EDOC: "Văn bản", Kind.STATUS: "Trạng thái"}
DIRECTION_NAMES = {Direction.OUT: "Gửi đi", Direction.IN: "Nhận về"}

MOVES = {
    "hand_over": ({State.WAITING}, State.SENT),
    # The answer to a send may be lost, and the word of the agency come after our patience ended.
    "confirm": ({State.WAITING, State.SENT, State.EXPIRED}, State.DELIVERED),
    "be_refused": ({State.WAITING, State.SENT, State.EXPIRED}, State.REFUSED),
    "fail": ({State.WAITING, State.SENT}, State.FAILED),
    "expire": ({State.WAITING, State.SENT}, State.EXPIRED),
    "retry": ({State.FAILED, State.EXPIRED}, State.WAITING),
    "acknowledge": ({State.RECEIVED}, State.ACKNOWLEDGED),
    "refuse": ({State.RECEIVED}, State.REFUSED),
}
UNDER_WAY = (State.WAITING, State.SENT)
PATIENCE = timedelta(days=3)  # how long a message may take to its agency when nobody says
MESSAGE_PAUSES = (timedelta(seconds=5), timedelta(hours=1))
PEER_PAUSES = (timedelta(seconds=5), timedelta(minutes=5))
JITTER = 0.2  # so that a hundred nodes do not come back to an axis at the same second


class WrongState(Conflict):
    """The message is not where this step starts from."""


def move(state: State, verb: str) -> State:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise WrongState(
            f"Không thực hiện được bước này khi bản tin ở trạng thái “{STATE_NAMES[state]}”."
        )
    return end


def is_open_to(state: State, verb: str) -> bool:
    return state in MOVES[verb][0]


def pause(attempt: int, *, bounds: tuple[timedelta, timedelta], draw: float) -> timedelta:
    """Return how long to wait after the `attempt`-th failure; `draw` is between 0 and 1."""
    first, longest = bounds
    doubled = min(first * (1 << min(attempt - 1, 20)), longest)
    return doubled * (1 + JITTER * (2 * draw - 1))


def expiry(asked: datetime | None, *, at: datetime) -> datetime:
    """Return until when a message is worth delivering."""
    return asked or at + PATIENCE
