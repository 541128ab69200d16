"""The life of a report, of a round and of a regime's version, each as a table."""

from enum import StrEnum

from vanlang.kernel.refusals import Conflict


class State(StrEnum):
    DRAFTING = "drafting"
    PRESENTED = "presented"
    APPROVED = "approved"
    SENT = "sent"


STATE_NAMES = {
    State.DRAFTING: "Đang lập",
    State.PRESENTED: "Đã trình lãnh đạo",
    State.APPROVED: "Đã duyệt, chưa gửi",
    State.SENT: "Đã gửi, đã khóa",
}
MOVES: dict[str, tuple[set[State], State]] = {
    "write": ({State.DRAFTING}, State.DRAFTING),
    "roll_up": ({State.DRAFTING}, State.DRAFTING),
    "present": ({State.DRAFTING}, State.PRESENTED),
    "send_back": ({State.PRESENTED, State.APPROVED}, State.DRAFTING),
    "approve": ({State.PRESENTED}, State.APPROVED),
    "make_document": ({State.APPROVED}, State.APPROVED),
    "send": ({State.APPROVED}, State.SENT),
    "reopen": ({State.SENT}, State.DRAFTING),
    "sum_again": ({State.PRESENTED, State.APPROVED, State.SENT}, State.DRAFTING),
}
VERB_NAMES = {
    "write": "ghi số liệu",
    "roll_up": "tổng hợp",
    "present": "trình lãnh đạo",
    "send_back": "trả lại để sửa",
    "approve": "duyệt",
    "make_document": "lập văn bản",
    "send": "gửi",
    "reopen": "mở lại",
    "sum_again": "tổng hợp lại",
}


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


VERSION_NAMES = {
    VersionState.DRAFT: "Đang soạn",
    VersionState.PUBLISHED: "Đang áp dụng",
    VersionState.SUPERSEDED: "Đã được thay thế",
}


class Standing(StrEnum):
    """What became of a value somebody gave: it stands in the report, or it was set aside."""

    KEPT = "kept"
    CROSSED = "crossed"  # somebody else had changed the cell meanwhile
    TOO_LATE = "too_late"  # the report or the round was closed meanwhile


class Origin(StrEnum):
    """Where a value comes from, marked on every cell."""

    TYPED = "typed"
    SHEET = "sheet"
    COUNTED = "counted"
    CARRIED = "carried"
    ROLLED_UP = "rolled_up"
    TEMPLATE = "template"


ORIGIN_NAMES = {
    Origin.TYPED: "người nhập",
    Origin.SHEET: "từ tệp Excel",
    Origin.COUNTED: "hệ thống đếm",
    Origin.CARRIED: "mang sang từ kỳ trước",
    Origin.ROLLED_UP: "tổng hợp từ cấp dưới",
    Origin.TEMPLATE: "soạn từ mẫu",
}


class Event(StrEnum):
    VERSION_DRAFTED = "reports.version_drafted"
    PUBLISHED = "reports.published"
    DUE_MOVED = "reports.due_moved"
    ROUND_OPENED = "reports.round_opened"
    ROUND_CLOSED = "reports.round_closed"
    ROUND_REOPENED = "reports.round_reopened"
    SAVED = "reports.saved"
    ROLLED_UP = "reports.rolled_up"
    PRESENTED = "reports.presented"
    SENT_BACK = "reports.sent_back"
    APPROVED = "reports.approved"
    DOCUMENT_MADE = "reports.document_made"
    SENT = "reports.sent"
    REOPENED = "reports.reopened"
    REMINDED = "reports.reminded"


EVENT_NAMES = {
    Event.SAVED: "Lưu số liệu",
    Event.ROLLED_UP: "Tổng hợp từ cấp dưới",
    Event.PRESENTED: "Trình lãnh đạo",
    Event.SENT_BACK: "Trả lại để sửa",
    Event.APPROVED: "Duyệt",
    Event.DOCUMENT_MADE: "Lập văn bản đi",
    Event.SENT: "Gửi và khóa",
    Event.REOPENED: "Mở lại",
    Event.REMINDED: "Nhắc nộp báo cáo",
}


class WrongState(Conflict):
    """The report is not where this step starts from."""


def move(state: State, verb: str) -> State:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        now = STATE_NAMES[state].lower()
        raise WrongState(f"Không thể {VERB_NAMES[verb]} khi báo cáo đang ở trạng thái “{now}”.")
    return end


def may_move(state: State, verb: str) -> bool:
    return state in MOVES[verb][0]
