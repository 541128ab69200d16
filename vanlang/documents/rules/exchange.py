"""What is told to whom about a document on its way, and what may still be taken back."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from vanlang.documents.rules.edxml import Purpose, Status
from vanlang.documents.rules.outgoing import DispatchState
from vanlang.documents.rules.states import EntryState, Event
from vanlang.kernel import search
from vanlang.kernel.refusals import Conflict

# What an agency does with a document, and what its sender hears of it.
TOLD: dict[str, Status] = {
    Event.ARRIVED: Status.ARRIVED,
    Event.RETURNED: Status.RETURNED,
    Event.REGISTERED: Status.REGISTERED,
    Event.DIRECTED: Status.ASSIGNED,
    Event.FORWARDED: Status.IN_PROGRESS,
    Event.STARTED: Status.IN_PROGRESS,
    Event.CLOSED: Status.FINISHED,
}
# Statuses come in any order; the furthest one stands.
STEPS = (
    Status.ARRIVED,
    Status.REGISTERED,
    Status.ASSIGNED,
    Status.IN_PROGRESS,
    Status.FINISHED,
)
DIRECTS = "2"  # SteeringType of a document that orders something [GK]
INFORMS = "1"
# The number of a kind in DocumentType.Type differs between systems: only its name counts [GK].
TYPE_NUMBERS = {"CV": "1"}
OTHER_TYPE = "2"
NAME_MOST = 190
UNSAFE_IN_NAMES = re.compile(r"[/\\:\x00-\x1f\x7f]+")

# A message's outcome beside those of a signature: it holds, but it is not the sender's.
OTHER_SIGNER = "other_signer"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Whose certificate a signature is by: the agency's code and name as the certificate says."""

    code: str
    name: str

    def is_agency(self, code: str, name: str) -> bool:
        """Tell whether this is the agency: by its code, or by name where no code stands."""
        if self.code:
            return self.code == code
        return bool(self.name.strip()) and search.is_same(self.name, name)

    def is_another(self, code: str) -> bool:
        """Tell whether it is certainly another agency, and none that stands above this one."""
        return bool(self.code) and self.code != code and not code.startswith(f"{self.code}.")

    def words(self, code: str, name: str) -> str:
        """Say whose signature it is, beside an agency that is not proven by it."""
        own = f"{self.name or 'người không ghi tên'}" + (f" (mã {self.code})" if self.code else "")
        return (
            f"Chữ ký số là của {own}, không xác nhận được là của cơ quan gửi {name} (mã {code}):"
            " hãy đối chiếu trước khi vào sổ."
        )


class ChangeState(StrEnum):
    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"


CHANGE_NAMES = {
    Purpose.NEW: "gửi",
    Purpose.RECALL: "lấy lại văn bản",
    Purpose.UPDATE: "cập nhật văn bản",
    Purpose.REPLACE: "thay thế văn bản",
}
CHANGE_STATE_NAMES = {
    ChangeState.WAITING: "Chờ trả lời",
    ChangeState.AGREED: "Đã đồng ý",
    ChangeState.REFUSED: "Đã từ chối",
}
CHANGE_MOVES: dict[str, tuple[frozenset[ChangeState], ChangeState]] = {
    "agree": (frozenset({ChangeState.WAITING}), ChangeState.AGREED),
    "refuse": (frozenset({ChangeState.WAITING}), ChangeState.REFUSED),
}


def move_change(state: ChangeState, verb: str) -> ChangeState:
    """Return the state `verb` leads a request to, or refuse."""
    starts, end = CHANGE_MOVES[verb]
    if state not in starts:
        raise Conflict(f"Yêu cầu này đã được trả lời: {CHANGE_STATE_NAMES[state].lower()}.")
    return end


def is_agreed_at_once(state: EntryState) -> bool:
    """Nobody has taken the document up: what its sender wants changed is changed."""
    return state in {EntryState.ARRIVED, EntryState.RETURNED}


def further(before: str, status: Status) -> str:
    """Return the status that stands after hearing `status`."""
    if status == Status.RETURNED:
        return status
    if status not in STEPS:
        return before
    known = [step for step in STEPS if step == before]
    return max([*known, status], key=STEPS.index)


def dispatch_state(before: DispatchState, status: Status, *, was_asked_back: bool) -> DispatchState:
    """Return what a status of the recipient makes of the sending."""
    if status == Status.RETURNED:
        return DispatchState.RETURNED
    if status == Status.CHANGE_AGREED and was_asked_back:
        return DispatchState.RECALLED
    is_over = before in {DispatchState.RETURNED, DispatchState.RECALLED}
    return before if is_over or status not in STEPS else DispatchState.DELIVERED


def file_name(name: str, taken: Collection[str]) -> str:
    """Return a name that a message may carry: without a path, and no other file's."""
    plain = UNSAFE_IN_NAMES.sub("-", name).strip(" .") or "tep"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    stem = stem[:NAME_MOST]
    found, number = f"{stem}{dot}{ending}", 1
    while found in taken:
        number += 1
        found = f"{stem} ({number}){dot}{ending}"
    return found


def bare_notation(notation: str, number: int | None) -> str:
    """Return `VPCP-TTĐT` of `7816/VPCP-TTĐT`: the number stands beside it in a message."""
    head, slash, rest = notation.partition("/")
    if number is not None and slash and head.lstrip("0") == str(number):
        return rest
    return notation
