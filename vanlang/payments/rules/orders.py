"""The life of a fee order and of each try to pay it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vanlang.kernel.refusals import Conflict, Refusal


class State(StrEnum):
    WAITING = "waiting"
    PAID = "paid"
    CANCELLED = "cancelled"
    REFUND_REQUESTED = "refund_requested"
    REFUNDED = "refunded"


class AttemptState(StrEnum):
    STARTED = "started"
    PAID = "paid"
    FAILED = "failed"
    WRONG_AMOUNT = "wrong_amount"  # money came, but not what was asked: given back by hand
    SURPLUS = "surplus"  # money came a second time, or for an order that was cancelled


class Method(StrEnum):
    ONLINE = "online"
    CASH = "cash"
    TRANSFER = "transfer"


class Event(StrEnum):
    ORDERED = "payments.ordered"
    PAID = "payments.paid"
    FAILED = "payments.failed"
    MISMATCHED = "payments.mismatched"
    CANCELLED = "payments.cancelled"
    REFUND_REQUESTED = "payments.refund_requested"
    REFUND_WITHDRAWN = "payments.refund_withdrawn"
    REFUND_REFUSED = "payments.refund_refused"
    REFUNDED = "payments.refunded"
    SURPLUS_NOTED = "payments.surplus_noted"
    SURPLUS_GIVEN_BACK = "payments.surplus_given_back"
    SURPLUS_REFUSED = "payments.surplus_refused"
    RECONCILED = "payments.reconciled"


STATE_NAMES = {
    State.WAITING: "Chờ thanh toán",
    State.PAID: "Đã thanh toán",
    State.CANCELLED: "Đã hủy",
    State.REFUND_REQUESTED: "Đề nghị hoàn trả",
    State.REFUNDED: "Đã hoàn trả",
}
METHOD_NAMES = {
    Method.ONLINE: "Thanh toán trực tuyến",
    Method.CASH: "Tiền mặt",
    Method.TRANSFER: "Chuyển khoản",
}
ATTEMPT_NAMES = {
    AttemptState.STARTED: "Đang chờ cổng thanh toán trả lời",
    AttemptState.PAID: "Thành công",
    AttemptState.FAILED: "Không thành công",
    AttemptState.WRONG_AMOUNT: "Sai số tiền, không ghi nhận",
    AttemptState.SURPLUS: "Thanh toán thừa, phải hoàn trả",
}

MOVES = {
    "settle": ({State.WAITING}, State.PAID),
    "cancel": ({State.WAITING}, State.CANCELLED),
    "renew": ({State.CANCELLED}, State.WAITING),
    "request_refund": ({State.PAID}, State.REFUND_REQUESTED),
    "withdraw_refund": ({State.REFUND_REQUESTED}, State.PAID),
    "refuse_refund": ({State.REFUND_REQUESTED}, State.PAID),
    "refund": ({State.REFUND_REQUESTED}, State.REFUNDED),
}
# The gateway may first say that a try failed and then, being slow, that it was paid.
OPEN_TO_ANSWERS = {AttemptState.STARTED, AttemptState.FAILED}


class WrongState(Conflict):
    """The order is not where this step starts from."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee as it stood on the day of the order, in đồng."""

    code: str
    name: str
    amount: int


def move(state: State, verb: str) -> State:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise WrongState(
            f"Không thực hiện được bước này khi khoản thu ở trạng thái “{STATE_NAMES[state]}”."
        )
    return end


def total(lines: Sequence[FeeLine]) -> int:
    """Return the sum to pay; an order of nothing, or of less, is not made."""
    if any(line.amount < 0 for line in lines):
        raise Refusal("Một khoản phí, lệ phí không thể nhỏ hơn 0.")
    amount = sum(line.amount for line in lines)
    if amount <= 0:
        raise Refusal("Không có khoản phí, lệ phí nào phải thu.")
    return amount


def outcome(state: State, *, asked: int, came: int, succeeded: bool) -> AttemptState:
    """Return what an answer of the gateway means for the try it belongs to."""
    if not succeeded:
        return AttemptState.FAILED
    if came != asked:
        return AttemptState.WRONG_AMOUNT
    return AttemptState.PAID if state == State.WAITING else AttemptState.SURPLUS
