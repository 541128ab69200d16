"""Words of the way out: initials, recipients, relations between documents, kinds of copies."""

from dataclasses import dataclass
from enum import StrEnum


class InitialState(StrEnum):
    """What one person was asked about a draft, and what they said."""

    WAITING = "waiting"
    ASKED = "asked"
    AGREED = "agreed"
    OBJECTED = "objected"
    LEFT_OUT = "left_out"


INITIAL_NAMES = {
    InitialState.WAITING: "chờ đến lượt",
    InitialState.ASKED: "đang chờ ký nháy",
    InitialState.AGREED: "đã ký nháy",
    InitialState.OBJECTED: "đã trả lại",
    InitialState.LEFT_OUT: "không cần nữa",
}


class Channel(StrEnum):
    """By which way a document goes to a recipient."""

    PLATFORM = "platform"
    AXIS = "axis"
    PAPER = "paper"
    EMAIL = "email"


CHANNEL_NAMES = {
    Channel.PLATFORM: "trong hệ thống",
    Channel.AXIS: "qua trục liên thông",
    Channel.PAPER: "bản giấy",
    Channel.EMAIL: "thư điện tử",
}


class DispatchState(StrEnum):
    PLANNED = "planned"
    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    RECALLED = "recalled"


DISPATCH_NAMES = {
    DispatchState.PLANNED: "sẽ gửi khi phát hành",
    DispatchState.QUEUED: "đang gửi",
    DispatchState.DELIVERED: "đã gửi đến",
    DispatchState.FAILED: "gửi không được",
    DispatchState.RETURNED: "nơi nhận trả lại",
    DispatchState.RECALLED: "đã thu hồi",
}


class Relation(StrEnum):
    """What a new document is to an older one."""

    ANSWERS = "answers"
    REPLACES = "replaces"
    CORRECTS = "corrects"
    AMENDS = "amends"


# Nghị định 30/2020/NĐ-CP, Điều 18 khoản 3: wrong in content, a document of equal form amends or
# replaces it; wrong in form or procedure, a công văn corrects it.
RELATION_VERBS = {
    Relation.ANSWERS: "Trả lời",
    Relation.REPLACES: "Thay thế",
    Relation.CORRECTS: "Đính chính",
    Relation.AMENDS: "Sửa đổi, bổ sung",
}
RELATION_PASSIVES = {
    Relation.ANSWERS: "Được trả lời bằng",
    Relation.REPLACES: "Được thay thế bằng",
    Relation.CORRECTS: "Được đính chính bằng",
    Relation.AMENDS: "Được sửa đổi, bổ sung bằng",
}
COPY_FORMS = {"SY": "SAO Y", "TrS": "TRÍCH SAO", "SL": "SAO LỤC"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer to a round of initials: whose turn (order), and what they said."""

    order: int
    state: InitialState


def next_turn(asked: list[Asked]) -> int | None:
    """Return the order whose turn it is now, or None when everybody has agreed.

    Those of one order are asked together; the next when all before them have agreed.
    """
    waiting = [
        one.order for one in asked if one.state in {InitialState.WAITING, InitialState.ASKED}
    ]
    return min(waiting) if waiting else None
