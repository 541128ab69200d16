"""The life of a claim to pay less: made with the dossier, checked by who accepts it."""

from enum import StrEnum

from vanlang.kernel.refusals import Conflict


class ClaimState(StrEnum):
    CLAIMED = "claimed"
    GRANTED = "granted"
    REFUSED = "refused"


CLAIM_NAMES = {
    ClaimState.CLAIMED: "Chờ cán bộ kiểm tra",
    ClaimState.GRANTED: "Được miễn, giảm",
    ClaimState.REFUSED: "Không được miễn, giảm",
}
MOVES = {
    "grant": ({ClaimState.CLAIMED}, ClaimState.GRANTED),
    "refuse": ({ClaimState.CLAIMED}, ClaimState.REFUSED),
}


def move(state: ClaimState, verb: str) -> ClaimState:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise Conflict(f"Đề nghị miễn, giảm đã ở trạng thái “{CLAIM_NAMES[state]}”.")
    return end
