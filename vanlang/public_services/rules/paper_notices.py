"""Notices on paper: for whom, about what, and how one ends."""

from enum import StrEnum

from vanlang.kernel.refusals import Conflict
from vanlang.public_services.rules.states import Channel, DeliveryManner, Event


class PaperNoticeState(StrEnum):
    """Thông báo bằng giấy: waits to be printed, then handed over, sent, or needed no more."""

    WAITING = "waiting"
    HANDED_OVER = "handed_over"
    POSTED = "posted"
    DROPPED = "dropped"


STATE_NAMES = {
    PaperNoticeState.WAITING: "Cần in",
    PaperNoticeState.HANDED_OVER: "Đã trao",
    PaperNoticeState.POSTED: "Đã gửi bưu điện",
    PaperNoticeState.DROPPED: "Không cần nữa",
}
MOVES = {
    "hand_over": ({PaperNoticeState.WAITING}, PaperNoticeState.HANDED_OVER),
    "post": ({PaperNoticeState.WAITING}, PaperNoticeState.POSTED),
    "drop": ({PaperNoticeState.WAITING}, PaperNoticeState.DROPPED),
}
HAS_ACCOUNT = "Người nộp đã đăng nhập bằng định danh điện tử, đọc thông báo trong tài khoản."
HAS_CONTACT = "Người nộp đã cho số điện thoại hoặc thư điện tử, thông báo đã gửi đến đó."
HAS_RESULT = "Người nộp đã nhận kết quả."


def move(state: PaperNoticeState, verb: str) -> PaperNoticeState:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise Conflict(f"Thông báo này đã ở trạng thái “{STATE_NAMES[state]}”.")
    return end


def needs_paper(channel: Channel, *, phone: str, email: str, has_account: bool) -> bool:
    """Tell whether nothing but paper reaches somebody; who files online reads their account."""
    return channel != Channel.ONLINE and not (phone or email or has_account)


def is_told_on_paper(kind: str, channel: Channel) -> bool:
    """Tell whether this step is one of those that a paper has to tell of.

    At a counter Mẫu 01 is handed over at once; who sent the dossier by post does not stand there.
    """
    if kind == Event.ACCEPTED:
        return channel == Channel.POST
    return kind in {Event.CORRECTED, Event.FINISHED}


def how_to_get_result(manner: DeliveryManner, copies: int, *, counter: str) -> str:
    """Return what somebody without an account has to do for their result, in a sentence."""
    extra = f" và {copies} bản sao" if copies else ""
    return {
        DeliveryManner.COUNTER: f"Mời ông/bà đến {counter} nhận bản giấy{extra}, mang theo giấy "
        "tiếp nhận hồ sơ và giấy tờ tùy thân.",
        DeliveryManner.POST: f"Bản giấy{extra} được gửi qua bưu chính đến địa chỉ ông/bà đã ghi.",
        DeliveryManner.ELECTRONIC: "Ông/bà chọn nhận bản điện tử, xem được khi đăng nhập nền tảng; "
        f"cần bản in, mời ông/bà đến {counter}.",
    }[manner]
