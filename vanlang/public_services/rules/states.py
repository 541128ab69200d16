"""The ten national states of a dossier and the verbs that move it. No database, no clock."""

from enum import IntEnum, StrEnum

from vanlang.kernel.refusals import Conflict


class State(IntEnum):
    """Trạng thái hồ sơ — the numbers that the national portal exchanges."""

    REGISTERED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_ASKED = 5
    PAYMENT_ASKED = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10


STATE_NAMES = {
    State.REGISTERED: "Mới đăng ký",
    State.ACCEPTED: "Được tiếp nhận",
    State.NOT_ACCEPTED: "Không được tiếp nhận",
    State.IN_PROGRESS: "Đang xử lý",
    State.SUPPLEMENT_ASKED: "Yêu cầu bổ sung giấy tờ",
    State.PAYMENT_ASKED: "Yêu cầu thực hiện nghĩa vụ tài chính",
    State.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    State.STOPPED: "Dừng xử lý",
    State.FINISHED: "Đã xử lý xong",
    State.RETURNED: "Đã trả kết quả",
}

# At somebody's desk: these are what an inbox lists.
AT_WORK = frozenset({State.REGISTERED, State.ACCEPTED, State.IN_PROGRESS, State.FINISHED})
# The clock stands still: only for the citizen's part or by decision, never for a signature inside.
PAUSED = frozenset({State.SUPPLEMENT_ASKED, State.PAYMENT_ASKED, State.STOPPED})
# Nothing more will happen.
CLOSED = frozenset({State.NOT_ACCEPTED, State.WITHDRAWN, State.STOPPED, State.RETURNED})


class Event(StrEnum):
    FILED = "public_services.filed"
    ACCEPTED = "public_services.accepted"
    STARTED = "public_services.started"
    FORWARDED = "public_services.forwarded"
    CONSENT_ASKED = "public_services.consent_asked"
    CONSENTED = "public_services.consented"
    CONSENT_REFUSED = "public_services.consent_refused"
    CONSENT_WITHDRAWN = "public_services.consent_withdrawn"
    CORRECTED = "public_services.corrected"
    DECLARED = "public_services.declared"
    FEE_CLAIM_GRANTED = "public_services.fee_claim_granted"
    FEE_CLAIM_REFUSED = "public_services.fee_claim_refused"
    SUBMITTED = "public_services.submitted"
    RESULT_ATTACHED = "public_services.result_attached"
    RESULT_DETACHED = "public_services.result_detached"
    REVIEWED = "public_services.reviewed"
    SENT_BACK = "public_services.sent_back"
    SIGNED = "public_services.signed"
    FINISHED = "public_services.finished"
    COPIES_PRINTED = "public_services.copies_printed"
    READDRESSED = "public_services.readdressed"
    RETURNED = "public_services.returned"
    RATED = "public_services.rated"
    DUE_MOVED = "public_services.due_moved"
    NOTICE_WRITTEN = "public_services.notice_written"
    NOTICE_HANDED_OVER = "public_services.notice_handed_over"
    NOTICE_POSTED = "public_services.notice_posted"
    NOTICE_DROPPED = "public_services.notice_dropped"


MOVES: dict[str, tuple[frozenset[State], State]] = {
    # The straight road.
    "accept": (frozenset({State.REGISTERED}), State.ACCEPTED),
    "start": (frozenset({State.ACCEPTED}), State.IN_PROGRESS),
    "forward": (frozenset({State.ACCEPTED, State.IN_PROGRESS}), State.IN_PROGRESS),
    "submit": (frozenset({State.ACCEPTED, State.IN_PROGRESS}), State.IN_PROGRESS),
    "review": (frozenset({State.IN_PROGRESS}), State.IN_PROGRESS),
    "send_back": (frozenset({State.IN_PROGRESS}), State.IN_PROGRESS),
    "sign": (frozenset({State.IN_PROGRESS}), State.IN_PROGRESS),
    "seal": (frozenset({State.IN_PROGRESS}), State.FINISHED),
    "return_result": (frozenset({State.FINISHED}), State.RETURNED),
    "rate": (frozenset({State.RETURNED}), State.RETURNED),
    # Places for what follows: supplement, refusal, money, extension, withdrawal, stop.
    "refuse": (frozenset({State.REGISTERED}), State.NOT_ACCEPTED),
    "ask_supplement": (
        frozenset({State.REGISTERED, State.ACCEPTED, State.IN_PROGRESS}),
        State.SUPPLEMENT_ASKED,
    ),
    "supplement_before_acceptance": (frozenset({State.SUPPLEMENT_ASKED}), State.REGISTERED),
    "supplement": (frozenset({State.SUPPLEMENT_ASKED}), State.IN_PROGRESS),
    "ask_payment": (frozenset({State.ACCEPTED, State.IN_PROGRESS}), State.PAYMENT_ASKED),
    "settle_payment": (frozenset({State.PAYMENT_ASKED}), State.IN_PROGRESS),
    "extend": (frozenset({State.ACCEPTED, State.IN_PROGRESS}), State.IN_PROGRESS),
    "withdraw": (
        frozenset(
            {
                State.REGISTERED,
                State.ACCEPTED,
                State.IN_PROGRESS,
                State.SUPPLEMENT_ASKED,
                State.PAYMENT_ASKED,
            }
        ),
        State.WITHDRAWN,
    ),
    "stop": (
        frozenset(
            {
                State.ACCEPTED,
                State.IN_PROGRESS,
                State.SUPPLEMENT_ASKED,
                State.PAYMENT_ASKED,
            }
        ),
        State.STOPPED,
    ),
}


class WrongState(Conflict):
    """The dossier is not where this verb starts from."""


def move(state: State, verb: str) -> State:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise WrongState(
            f"Không thực hiện được bước này khi hồ sơ ở trạng thái “{STATE_NAMES[state]}”. "
            "Có thể người khác vừa xử lý xong; hãy mở lại hồ sơ."
        )
    return end


class Channel(IntEnum):
    """Kênh thực hiện — how the dossier came in, by the national numbers."""

    DIRECT = 1
    ONLINE = 2
    POST = 3


CHANNEL_NAMES = {
    Channel.DIRECT: "Trực tiếp tại quầy",
    Channel.ONLINE: "Trực tuyến",
    Channel.POST: "Bưu chính công ích",
}


class FinanceState(StrEnum):
    """Nghĩa vụ tài chính của hồ sơ, beside its state."""

    WAITING = "waiting"
    PAID = "paid"
    REFUNDED = "refunded"


class DeliveryManner(StrEnum):
    """Hình thức nhận kết quả."""

    ELECTRONIC = "electronic"
    COUNTER = "counter"
    POST = "post"


DELIVERY_NAMES = {
    DeliveryManner.ELECTRONIC: "Bản điện tử, gửi vào kho cá nhân",
    DeliveryManner.COUNTER: "Bản điện tử và nhận bản giấy tại nơi nộp",
    DeliveryManner.POST: "Bản điện tử và bản giấy gửi qua bưu chính công ích",
}


class DeliveryState(StrEnum):
    """Việc trả bản giấy: result and copies on paper."""

    WAITING = "waiting"
    PRINTED = "printed"
    SENT = "sent"
    DELIVERED = "delivered"


class SyncState(StrEnum):
    """Đồng bộ với một nơi nhận, one row a destination."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class PaperOrigin(StrEnum):
    """Nguồn của thành phần hồ sơ — kept with every paper for as long as it is."""

    UPLOAD = "upload"
    STORE = "store"
    DATABASE = "database"
    SCAN = "scan"


SOURCE_NAMES = {
    PaperOrigin.UPLOAD: "Người nộp tải lên",
    PaperOrigin.STORE: "Kho của công dân, dùng lại",
    PaperOrigin.DATABASE: "Cán bộ tra cứu trong cơ sở dữ liệu",
    PaperOrigin.SCAN: "Cán bộ số hóa tại quầy",
}
