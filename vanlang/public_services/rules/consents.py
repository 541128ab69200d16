"""The life of an agreement at a counter: asked, answered on the person's phone, taken back."""

from datetime import timedelta
from enum import StrEnum

from vanlang.kernel.refusals import Conflict

LASTS = timedelta(days=1)  # an agreement, for one dossier
TO_ANSWER = timedelta(minutes=5)
TRIES = 5
CODE_DIGITS = 6


class ConsentState(StrEnum):
    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class ConsentManner(StrEnum):
    CARD = "card"
    CODE = "code"
    ACCOUNT = "account"


CONSENT_NAMES = {
    ConsentState.WAITING: "Chờ người nộp trả lời",
    ConsentState.AGREED: "Người nộp đồng ý",
    ConsentState.REFUSED: "Người nộp không đồng ý",
    ConsentState.WITHDRAWN: "Người nộp đã rút lại đồng ý",
    ConsentState.ENDED: "Đã kết thúc",
}
MANNER_NAMES = {
    ConsentManner.CARD: "cán bộ xem thẻ căn cước",
    ConsentManner.CODE: "mã gửi đến điện thoại của người nộp",
    ConsentManner.ACCOUNT: "người nộp xác nhận trong tài khoản của mình",
}
MOVES = {
    "agree": ({ConsentState.WAITING}, ConsentState.AGREED),
    "refuse": ({ConsentState.WAITING}, ConsentState.REFUSED),
    "end": ({ConsentState.WAITING}, ConsentState.ENDED),
    "withdraw": ({ConsentState.AGREED}, ConsentState.WITHDRAWN),
}
# Whose word was no: a card in somebody's hand does not outweigh it.
SAID_NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})

FACTS = "Điền sẵn tờ khai từ thông tin đã có"
PAPERS = "Dùng lại giấy tờ trong kho của người nộp"
BOTH = "Điền sẵn tờ khai và dùng lại giấy tờ trong kho của người nộp"
PURPOSES = (FACTS, PAPERS, BOTH)
# What the person is told is opened, for each purpose.
OPENED = {
    FACTS: "nơi cư trú, điện thoại, ngày sinh và nội dung hồ sơ bạn đã nộp",
    PAPERS: "danh sách và nội dung giấy tờ trong kho của bạn",
    BOTH: "nơi cư trú, điện thoại, ngày sinh, nội dung hồ sơ bạn đã nộp và giấy tờ trong kho",
}


def move(state: ConsentState, verb: str) -> ConsentState:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise Conflict(f"Yêu cầu này đã ở trạng thái “{CONSENT_NAMES[state]}”.")
    return end


def together(purpose: str, other: str) -> str:
    """Return what two agreements open together."""
    return purpose if other in {"", purpose} else BOTH


def opens_papers(purpose: str) -> bool:
    """Tell whether the store is open; agreements older than the choice opened everything."""
    return purpose != FACTS


def opens_facts(purpose: str) -> bool:
    return purpose != PAPERS


def sms(code: str, *, who: str, counter: str, purpose: str) -> str:
    """Return the words of the message: the code, who asks where, what is opened, how to refuse."""
    minutes = int(TO_ANSWER.total_seconds() // 60)
    return (
        f"Mã đồng ý {code}, dùng một lần trong {minutes} phút. "
        f"{who}, tại {counter}, xin mở {OPENED[purpose]}. "
        "Chỉ đọc mã cho cán bộ khi bạn đang ở quầy và đồng ý. Không đồng ý: không đọc mã."
    )


def asking(*, who: str, counter: str, purpose: str) -> str:
    """Return the words of the notice in the person's account."""
    return (
        f"{who}, tại {counter}, xin mở {OPENED[purpose]}. Bạn đồng ý hoặc từ chối ở trang này; "
        "không trả lời thì không có gì được mở."
    )
