"""What the axis answers: an ErrorCode that programs read and words that people read.

'0' is fine. [GK] The other codes of the national axis are not published; ours stand in this table.
"""

from dataclasses import dataclass
from enum import StrEnum

from vanlang.data_gateway.rules.states import State


class Code(StrEnum):
    OK = "0"
    WRONG_KEY = "1"
    CLOCK = "2"
    REPLAYED = "3"
    TOO_MANY = "4"
    NOT_PERMITTED = "5"
    UNKNOWN_AGENCY = "6"
    NOT_FOUND = "7"
    CONFLICT = "8"
    TOO_LARGE = "9"
    DAMAGED = "10"
    MALFORMED = "11"
    UNAVAILABLE = "99"


STATUSES = {
    Code.OK: 200,
    Code.WRONG_KEY: 401,
    Code.CLOCK: 401,
    Code.REPLAYED: 409,
    Code.TOO_MANY: 429,
    Code.NOT_PERMITTED: 403,
    Code.UNKNOWN_AGENCY: 422,
    Code.NOT_FOUND: 404,
    Code.CONFLICT: 409,
    Code.TOO_LARGE: 413,
    Code.DAMAGED: 422,
    Code.MALFORMED: 400,
    Code.UNAVAILABLE: 503,
}
# After these, sending the same again cannot go better; the rest may mend with time.
FINAL = {Code.CONFLICT, Code.TOO_LARGE, Code.MALFORMED, Code.NOT_PERMITTED, Code.UNKNOWN_AGENCY}
# These say something of the whole connection, not of the one message.
OF_THE_PEER = {Code.WRONG_KEY, Code.CLOCK, Code.TOO_MANY, Code.UNAVAILABLE}


class AxisRefusal(Exception):
    """The axis says no, in words for the system that asked."""

    def __init__(self, code: Code, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class DeliveryState(StrEnum):
    """Where a message stands at the axis; the words of the provincial axes. [GK]"""

    INITIAL = "initial"
    PROCESSING = "processing"
    DONE = "done"
    FAIL = "fail"


DELIVERY_MOVES: dict[DeliveryState, set[DeliveryState]] = {
    DeliveryState.INITIAL: {DeliveryState.PROCESSING, DeliveryState.DONE, DeliveryState.FAIL},
    DeliveryState.PROCESSING: {DeliveryState.DONE, DeliveryState.FAIL},
    DeliveryState.DONE: set(),
    DeliveryState.FAIL: set(),
}
# What a recipient reports of a message that lies with it.
REPORTED = {
    State.RECEIVED: DeliveryState.PROCESSING,
    State.ACKNOWLEDGED: DeliveryState.DONE,
    State.REFUSED: DeliveryState.FAIL,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An agency as a directory lists it."""

    code: str
    name: str
    parent_code: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a message at one recipient. `ref` is the transport's, to be settled after."""

    message_id: str
    from_code: str
    to_code: str
    state: DeliveryState
    reason: str = ""
    ref: str = ""
