"""The lives of a document and of its arrival, each as a table. No database, no clock."""

from enum import IntEnum, StrEnum

from vanlang.kernel.refusals import Conflict


class State(StrEnum):
    """What became of a document at its author's."""

    DRAFT = "draft"
    INITIALLING = "initialling"
    AWAITING_SIGNATURE = "awaiting_signature"
    SIGNED = "signed"
    ISSUED = "issued"
    RECALLED = "recalled"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class EntryState(StrEnum):
    """What became of an incoming document at the agency that received it."""

    ARRIVED = "arrived"
    REGISTERED = "registered"
    PRESENTED = "presented"
    DIRECTED = "directed"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    RETURNED = "returned"


class Origin(StrEnum):
    OWN = "own"
    RECEIVED = "received"


class Source(StrEnum):
    """By which way a document came."""

    PLATFORM = "platform"
    AXIS = "axis"
    PAPER = "paper"
    EMAIL = "email"


class AsideState(StrEnum):
    """Of a letter that could not be taken in."""

    WAITING = "waiting"
    TAKEN = "taken"
    PUT_AWAY = "put_away"


class Urgency(IntEnum):
    """Độ khẩn, in the numbers that edXML exchanges."""

    ORDINARY = 0
    URGENT = 1
    VERY_URGENT = 2
    EXPRESS = 3
    EXPRESS_AT_AN_HOUR = 4


class Part(StrEnum):
    """The part a unit or a person has in what a document orders."""

    LEAD = "lead"
    SUPPORT = "support"
    INFORMATION = "information"


class FileKind(StrEnum):
    MAIN = "main"
    ANNEX = "annex"
    DRAFT = "draft"
    SIGNED = "signed"
    STAMPED = "stamped"


class WorkFileState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    SUBMITTED = "submitted"


class Event(StrEnum):
    # Outgoing
    DUE_MOVED = "documents.due_moved"
    DRAFTED = "documents.drafted"
    REVISED = "documents.revised"
    COMMENTED = "documents.commented"
    SENT_FOR_INITIALS = "documents.sent_for_initials"
    INITIALLED = "documents.initialled"
    SUBMITTED = "documents.submitted"
    SENT_BACK = "documents.sent_back"
    CANCELLED = "documents.cancelled"
    SIGNED = "documents.signed"
    ISSUED = "documents.issued"
    DELIVERED = "documents.delivered"
    COPIED = "documents.copied"
    CORRECTED = "documents.corrected"
    REPLACED = "documents.replaced"
    RECALLED = "documents.recalled"
    # Incoming
    ARRIVED = "documents.arrived"
    REGISTERED = "documents.registered"
    RETURNED = "documents.returned"
    GIVEN_BACK = "documents.given_back"
    CHANGE_ASKED = "documents.change_asked"
    CHANGE_ANSWERED = "documents.change_answered"
    SET_ASIDE = "documents.set_aside"
    TAKEN_UP = "documents.taken_up"
    PUT_AWAY = "documents.put_away"
    PRESENTED = "documents.presented"
    DIRECTED = "documents.directed"
    FORWARDED = "documents.forwarded"
    OPENED = "documents.opened"
    STARTED = "documents.started"
    DONE = "documents.done"
    ANSWERED = "documents.answered"
    CLOSED = "documents.closed"
    # Need to know
    GRANTED = "documents.granted"
    GRANT_WITHDRAWN = "documents.grant_withdrawn"
    RESTRICTED = "documents.restricted"
    # Work files
    FILE_OPENED = "documents.file_opened"
    FILED = "documents.filed"
    UNFILED = "documents.unfiled"
    FILE_CLOSED = "documents.file_closed"
    FILE_REOPENED = "documents.file_reopened"
    FILE_SUBMITTED = "documents.file_submitted"


STATE_NAMES = {
    State.DRAFT: "Dự thảo",
    State.INITIALLING: "Đang xin ý kiến, ký nháy",
    State.AWAITING_SIGNATURE: "Chờ ký",
    State.SIGNED: "Đã ký, chờ phát hành",
    State.ISSUED: "Đã phát hành",
    State.RECALLED: "Đã thu hồi",
    State.REPLACED: "Đã được thay thế",
    State.CANCELLED: "Dự thảo đã hủy",
}
ASIDE_STATE_NAMES = {
    AsideState.WAITING: "Chờ xử lý",
    AsideState.TAKEN: "Đã nhận vào văn bản đến",
    AsideState.PUT_AWAY: "Không phải văn bản",
}
LETTER_MOVES: dict[str, tuple[frozenset[AsideState], AsideState]] = {
    "take_up": (frozenset({AsideState.WAITING, AsideState.PUT_AWAY}), AsideState.TAKEN),
    "put_away": (frozenset({AsideState.WAITING}), AsideState.PUT_AWAY),
}
ENTRY_STATE_NAMES = {
    EntryState.ARRIVED: "Mới đến, chờ vào sổ",
    EntryState.REGISTERED: "Đã vào sổ, chờ trình",
    EntryState.PRESENTED: "Chờ lãnh đạo chỉ đạo",
    EntryState.DIRECTED: "Đã có ý kiến chỉ đạo",
    EntryState.IN_PROGRESS: "Đang giải quyết",
    EntryState.CLOSED: "Đã giải quyết xong",
    EntryState.RETURNED: "Đã trả lại nơi gửi",
}
SOURCE_NAMES = {
    Source.PLATFORM: "Trong hệ thống",
    Source.AXIS: "Trục liên thông",
    Source.PAPER: "Bản giấy",
    Source.EMAIL: "Thư điện tử",
}
URGENCY_NAMES = {
    Urgency.ORDINARY: "Thường",
    Urgency.URGENT: "Khẩn",
    Urgency.VERY_URGENT: "Thượng khẩn",
    Urgency.EXPRESS: "Hỏa tốc",
    Urgency.EXPRESS_AT_AN_HOUR: "Hỏa tốc hẹn giờ",
}
PART_NAMES = {
    Part.LEAD: "chủ trì",
    Part.SUPPORT: "phối hợp",
    Part.INFORMATION: "để biết",
}
WORK_FILE_STATE_NAMES = {
    WorkFileState.OPEN: "Đang lập",
    WorkFileState.CLOSED: "Đã kết thúc",
    WorkFileState.SUBMITTED: "Đã nộp lưu trữ",
}

IN_THE_MAKING = frozenset({State.DRAFT, State.INITIALLING, State.AWAITING_SIGNATURE, State.SIGNED})
# The agency's own work before it is issued, or that never will be; others never see it.
UNISSUED = IN_THE_MAKING | {State.CANCELLED}
# Somebody at the receiving agency still has something to do.
OPEN = frozenset(set(EntryState) - {EntryState.CLOSED, EntryState.RETURNED})
WITH_NUMBER = frozenset(set(EntryState) - {EntryState.ARRIVED, EntryState.RETURNED})

MOVES: dict[str, tuple[frozenset[State], State]] = {
    "revise": (frozenset({State.DRAFT}), State.DRAFT),
    "send_for_initials": (frozenset({State.DRAFT}), State.INITIALLING),
    "initial": (frozenset({State.INITIALLING}), State.INITIALLING),
    "submit": (frozenset({State.DRAFT, State.INITIALLING}), State.AWAITING_SIGNATURE),
    "send_back": (frozenset({State.INITIALLING, State.AWAITING_SIGNATURE}), State.DRAFT),
    "cancel": (frozenset({State.DRAFT}), State.CANCELLED),
    "sign": (frozenset({State.AWAITING_SIGNATURE}), State.SIGNED),
    "issue": (frozenset({State.SIGNED}), State.ISSUED),
    "recall": (frozenset({State.ISSUED}), State.RECALLED),
    "replace": (frozenset({State.ISSUED}), State.REPLACED),
}
ENTRY_MOVES: dict[str, tuple[frozenset[EntryState], EntryState]] = {
    "register": (frozenset({EntryState.ARRIVED}), EntryState.REGISTERED),
    "send_back": (frozenset({EntryState.ARRIVED}), EntryState.RETURNED),
    # Its sender takes it back, at whatever point: a number it has been given stays in the register.
    "give_back": (OPEN, EntryState.RETURNED),
    "present": (frozenset({EntryState.REGISTERED}), EntryState.PRESENTED),
    # A leader who sees the register need not wait for the clerk; a second direction adds to it.
    "direct": (
        frozenset({EntryState.REGISTERED, EntryState.PRESENTED, EntryState.DIRECTED}),
        EntryState.DIRECTED,
    ),
    "direct_further": (frozenset({EntryState.IN_PROGRESS}), EntryState.IN_PROGRESS),
    "forward": (
        frozenset({EntryState.REGISTERED, EntryState.DIRECTED, EntryState.IN_PROGRESS}),
        EntryState.IN_PROGRESS,
    ),
    "start": (frozenset({EntryState.DIRECTED, EntryState.IN_PROGRESS}), EntryState.IN_PROGRESS),
    # What only informs is closed as soon as it was read: nothing is ordered.
    "close": (
        frozenset(
            {
                EntryState.REGISTERED,
                EntryState.PRESENTED,
                EntryState.DIRECTED,
                EntryState.IN_PROGRESS,
            }
        ),
        EntryState.CLOSED,
    ),
    "reopen": (frozenset({EntryState.CLOSED}), EntryState.IN_PROGRESS),
}
WORK_FILE_MOVES: dict[str, tuple[frozenset[WorkFileState], WorkFileState]] = {
    "gather": (frozenset({WorkFileState.OPEN}), WorkFileState.OPEN),
    "close": (frozenset({WorkFileState.OPEN}), WorkFileState.CLOSED),
    "reopen": (frozenset({WorkFileState.CLOSED}), WorkFileState.OPEN),
    "submit": (frozenset({WorkFileState.CLOSED}), WorkFileState.SUBMITTED),
}


class WrongState(Conflict):
    """The document is not where this step starts from."""


def move(state: State, verb: str) -> State:
    """Return the state `verb` leads a document to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise WrongState(_sorry("văn bản", STATE_NAMES[state]))
    return end


def move_entry(state: EntryState, verb: str) -> EntryState:
    """Return the state `verb` leads an incoming document to, or refuse."""
    starts, end = ENTRY_MOVES[verb]
    if state not in starts:
        raise WrongState(_sorry("văn bản đến", ENTRY_STATE_NAMES[state]))
    return end


def move_letter(state: AsideState, verb: str) -> AsideState:
    """Return the state `verb` leads a letter that was set aside to, or refuse."""
    starts, end = LETTER_MOVES[verb]
    if state not in starts:
        raise WrongState(_sorry("thư để riêng", ASIDE_STATE_NAMES[state]))
    return end


def move_work_file(state: WorkFileState, verb: str) -> WorkFileState:
    """Return the state `verb` leads a work file to, or refuse."""
    starts, end = WORK_FILE_MOVES[verb]
    if state not in starts:
        raise WrongState(_sorry("hồ sơ công việc", WORK_FILE_STATE_NAMES[state]))
    return end


def _sorry(thing: str, name: str) -> str:
    return (
        f"Không thực hiện được bước này khi {thing} ở trạng thái “{name}”. "
        "Có thể người khác vừa xử lý xong; hãy mở lại trang."
    )
