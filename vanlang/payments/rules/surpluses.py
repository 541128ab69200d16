"""Money that is to be given back: what of an order is owed no longer, or came without an order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from vanlang.kernel.refusals import Conflict
from vanlang.payments.rules.orders import FeeLine, Method


class SurplusState(StrEnum):
    WAITING = "waiting"
    GIVEN_BACK = "given_back"
    REFUSED = "refused"


SURPLUS_NAMES = {
    SurplusState.WAITING: "Chờ hoàn trả",
    SurplusState.GIVEN_BACK: "Đã hoàn trả",
    SurplusState.REFUSED: "Không hoàn trả",
}
MOVES = {
    "give_back": ({SurplusState.WAITING}, SurplusState.GIVEN_BACK),
    "refuse": ({SurplusState.WAITING}, SurplusState.REFUSED),
}
# What an order no longer holds: gone, or about to go.
LEAVING = (SurplusState.WAITING, SurplusState.GIVEN_BACK)

WAYS_BACK = {
    Method.ONLINE: "chuyển về tài khoản hoặc thẻ đã dùng để thanh toán",
    Method.CASH: "nhận tại quầy nơi đã nộp, mang theo biên lai và thẻ căn cước",
    Method.TRANSFER: "chuyển khoản về tài khoản đã nộp",
}


@dataclass(frozen=True, slots=True)
class HeldLine:
    """What one paid order still holds of one fee."""

    order: UUID
    line: FeeLine


def move(state: SurplusState, verb: str) -> SurplusState:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise Conflict(f"Lệnh hoàn trả này đã ở trạng thái “{SURPLUS_NAMES[state]}”.")
    return end


def by_code(lines: Iterable[FeeLine]) -> list[FeeLine]:
    """Return one line a fee, with the sum of all of its code."""
    sums: dict[str, FeeLine] = {}
    for line in lines:
        before = sums[line.code].amount if line.code in sums else 0
        sums[line.code] = FeeLine(line.code, line.name, before + line.amount)
    return list(sums.values())


def taken_from(held: Sequence[HeldLine], lines: Iterable[FeeLine]) -> list[HeldLine]:
    """Return from which order how much of each fee goes back, the latest order first.

    Raises:
        Conflict: more would go back than is held.
    """
    parts: list[HeldLine] = []
    for line in lines:
        left = line.amount
        for piece in reversed(held):
            if piece.line.code == line.code and left:
                part = min(left, piece.line.amount)
                parts.append(HeldLine(piece.order, FeeLine(line.code, piece.line.name, part)))
                left -= part
        if left:
            raise Conflict("Số tiền hoàn trả lớn hơn số tiền đã nộp.")
    return [part for part in parts if part.line.amount]
