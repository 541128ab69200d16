"""The life of a task: what may follow what. No database, no clock, no framework."""

from enum import StrEnum

from vanlang.kernel.refusals import Conflict


class State(StrEnum):
    ASSIGNED = "assigned"
    STARTED = "started"
    REPORTED = "reported"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATE_NAMES = {
    State.ASSIGNED: "Chưa thực hiện",
    State.STARTED: "Đang thực hiện",
    State.REPORTED: "Chờ nghiệm thu",
    State.CLOSED: "Hoàn thành",
    State.CANCELLED: "Đã hủy",
}
OPEN = (State.ASSIGNED, State.STARTED, State.REPORTED)


class Kind(StrEnum):
    """What a row of a tree is. Only tasks are counted, each for the agency that leads it."""

    PROGRAMME = "programme"
    OBJECTIVE = "objective"
    PROJECT = "project"
    ORDER = "order"  # one order to many units; its tasks hang below it
    TASK = "task"


KIND_NAMES = {
    Kind.PROGRAMME: "Chương trình, kế hoạch",
    Kind.OBJECTIVE: "Mục tiêu",
    Kind.PROJECT: "Dự án, đề án",
    Kind.ORDER: "Giao nhiều đơn vị",
    Kind.TASK: "Nhiệm vụ",
}


class Event(StrEnum):
    ASSIGNED = "tasks.assigned"
    STARTED = "tasks.started"
    DUE_MOVED = "tasks.due_moved"
    ENTRUSTED = "tasks.entrusted"
    REPORTED = "tasks.reported"
    SENT_BACK = "tasks.sent_back"
    CLOSED = "tasks.closed"
    CANCELLED = "tasks.cancelled"
    EXTENSION_ASKED = "tasks.extension_asked"
    EXTENDED = "tasks.extended"
    EXTENSION_REFUSED = "tasks.extension_refused"
    REMINDED = "tasks.reminded"
    PROGRESS_SENT = "tasks.progress_sent"
    PROGRESS_REOPENED = "tasks.progress_reopened"


EVENT_NAMES = {
    Event.ASSIGNED: "Giao nhiệm vụ",
    Event.STARTED: "Bắt đầu thực hiện",
    Event.ENTRUSTED: "Phân công người thực hiện",
    Event.REPORTED: "Báo cáo kết quả",
    Event.SENT_BACK: "Trả lại để làm tiếp",
    Event.CLOSED: "Kết thúc, hoàn thành",
    Event.CANCELLED: "Hủy nhiệm vụ",
    Event.EXTENSION_ASKED: "Đề nghị gia hạn",
    Event.EXTENDED: "Đồng ý gia hạn",
    Event.EXTENSION_REFUSED: "Không đồng ý gia hạn",
    Event.REMINDED: "Nhắc việc",
    Event.PROGRESS_SENT: "Gửi báo cáo tiến độ tháng",
    Event.PROGRESS_REOPENED: "Mở lại báo cáo tiến độ",
}

MOVES: dict[str, tuple[set[State], State]] = {
    "start": ({State.ASSIGNED}, State.STARTED),
    "report": ({State.ASSIGNED, State.STARTED}, State.REPORTED),
    "send_back": ({State.REPORTED}, State.STARTED),
    "accept": ({State.REPORTED}, State.CLOSED),
    "conclude": ({State.ASSIGNED, State.STARTED}, State.CLOSED),
    "answer": ({State.ASSIGNED, State.STARTED, State.REPORTED}, State.CLOSED),
    "cancel": ({State.ASSIGNED, State.STARTED, State.REPORTED}, State.CANCELLED),
    # These leave the task where it is, and are refused once it has ended.
    "entrust": ({State.ASSIGNED, State.STARTED}, State.STARTED),
    "extend": ({State.ASSIGNED, State.STARTED}, State.STARTED),
    "divide": ({State.ASSIGNED, State.STARTED}, State.STARTED),
}
VERB_NAMES = {
    "start": "bắt đầu",
    "report": "báo cáo kết quả",
    "send_back": "trả lại",
    "accept": "nghiệm thu",
    "conclude": "kết thúc",
    "answer": "kết thúc bằng văn bản trả lời",
    "cancel": "hủy",
    "entrust": "phân công người thực hiện",
    "extend": "gia hạn",
    "divide": "chia thành việc nhỏ",
}


class WrongState(Conflict):
    """The task is not where this step starts from."""


def move(state: State, verb: str) -> State:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        now = STATE_NAMES[state].lower()
        raise WrongState(f"Không thể {VERB_NAMES[verb]} khi nhiệm vụ đang ở trạng thái “{now}”.")
    return end


def may_move(state: State, verb: str) -> bool:
    return state in MOVES[verb][0]
