"""The words in which the catalogue speaks of terms, channels, fees and roles."""

from vanlang.kernel.deadlines import TermUnit
from vanlang.public_services.rules.definitions import (
    Definition,
    FeeRule,
    Level,
    OnlineLevel,
    PaperSource,
    PaperSpec,
)

LEVELS = {Level.COMMUNE: "Cấp xã", Level.PROVINCE: "Cấp tỉnh"}
ONLINE = {
    OnlineLevel.FULLY_ONLINE: "Trực tuyến toàn trình",
    OnlineLevel.PARTLY_ONLINE: "Trực tuyến một phần",
    OnlineLevel.IN_PERSON: "Nộp tại quầy",
}
ROLES = {
    "receiver": "Cán bộ tiếp nhận",
    "processor": "Cán bộ thụ lý",
    "reviewer": "Người thẩm tra",
    "leader": "Lãnh đạo ký",
    "clerk": "Văn thư",
}
WAYS = {"online": "trực tuyến", "direct": "trực tiếp", "post": "qua bưu chính"}
SOURCES = {
    PaperSource.UPLOAD: "",
    PaperSource.DATABASE: "Cán bộ tra cứu trong cơ sở dữ liệu, bạn không phải nộp.",
    PaperSource.STORE: "Lấy từ kho giấy tờ của bạn nếu đã có.",
}


def term(definition: Definition) -> str:
    """Return the term as people say it: `Trong ngày làm việc`, `3 ngày làm việc`."""
    text = definition.term.text
    return text[:1].upper() + text[1:]


def term_sentence(definition: Definition) -> str:
    """Return the sentence that promises the term; a term within the day brings its own `trong`."""
    within = "" if definition.term.unit == TermUnit.SAME_DAY else "trong "
    return (
        f"Giải quyết {within}{definition.term.text}, "
        "tính từ khi cơ quan giải quyết nhận hồ sơ đầy đủ."
    )


def term_beside(definition: Definition) -> str:
    """Return the term in a few words for a list."""
    if definition.term.unit == TermUnit.SAME_DAY:
        return "trong ngày"
    return definition.term.text


def cost(definition: Definition, money: str = "") -> str:
    """Return the cost in a few words; `money` is the first amount, written out."""
    if definition.free_of_charge or not definition.fees:
        return "không thu phí"
    unit = definition.fees[0].per_name
    least = f"{money}/{unit}" if unit else money
    return f"từ {least}" if len(definition.fees) > 1 else least


def fee_ways(rule: FeeRule) -> str:
    """Say for which ways of filing the fee holds, empty for all."""
    return ", ".join(WAYS.get(channel, channel) for channel in rule.channels)


def copies(paper: PaperSpec) -> str:
    """Say how many originals and copies: `1 bản chính, 1 bản sao`."""
    parts = [(paper.original, "bản chính"), (paper.copies, "bản sao")]
    return ", ".join(f"{count} {kind}" for count, kind in parts if count)
