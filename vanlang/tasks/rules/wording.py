"""What people are told of a task's steps."""

from vanlang.tasks.rules.states import Event

SUBJECTS = {
    Event.ASSIGNED: "Nhiệm vụ mới: {title}",
    Event.ENTRUSTED: "Bạn được phân công: {title}",
    Event.REPORTED: "Chờ nghiệm thu: {title}",
    Event.SENT_BACK: "Trả lại để làm tiếp: {title}",
    Event.CLOSED: "Hoàn thành: {title}",
    Event.CANCELLED: "Đã hủy: {title}",
    Event.EXTENSION_ASKED: "Xin gia hạn: {title}",
    Event.EXTENDED: "Được gia hạn: {title}",
    Event.EXTENSION_REFUSED: "Không được gia hạn: {title}",
}
TEXTS = {
    Event.ASSIGNED: "{giver} giao {lead} chủ trì nhiệm vụ số {number}, hạn {due}. "
    "Sản phẩm: {product}.",
    Event.ENTRUSTED: "{actor} phân công bạn phụ trách nhiệm vụ số {number}, hạn {due}.",
    Event.REPORTED: "{lead} báo cáo kết quả nhiệm vụ số {number} lúc {at}.",
    Event.SENT_BACK: "{actor} trả lại nhiệm vụ số {number}: {reason} Hạn vẫn là {due}.",
    Event.CLOSED: "Nhiệm vụ số {number} của {lead} đã kết thúc lúc {at}.",
    Event.CANCELLED: "{actor} hủy nhiệm vụ số {number}: {reason}",
    Event.EXTENSION_ASKED: "{lead} xin gia hạn nhiệm vụ số {number}: {reason}",
    Event.EXTENDED: "Nhiệm vụ số {number} được gia hạn đến {due}.",
    Event.EXTENSION_REFUSED: "Nhiệm vụ số {number} không được gia hạn: {reason} Hạn vẫn là {due}.",
}
TO_THE_GIVER = (Event.REPORTED, Event.EXTENSION_ASKED)
SUBJECT_LENGTH = 200


def shortened(text: str, most: int = SUBJECT_LENGTH) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def digest(counts: dict[str, int]) -> str:
    """Say the day's numbers in one sentence, leaving out what there is none of."""
    said = [f"{count} nhiệm vụ {name}" for name, count in counts.items() if count]
    return f"Hôm nay có {', '.join(said)}." if said else ""
