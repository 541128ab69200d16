"""How a person gets the paper result and the copies they paid for, and the end of that work."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vanlang.kernel import search
from vanlang.kernel.refusals import Conflict, Refusal
from vanlang.public_services.rules.answers import clean
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.states import DELIVERY_NAMES, DeliveryManner, DeliveryState

COPIES = "copies"  # the number field of a form that asks for copies on paper
LONGEST = {"recipient": 200, "phone": 20, "street": 300, "elsewhere": 200}
MOST_DIGITS = 4
PARCEL = re.compile(r"[A-Z0-9]{6,40}")  # EMS: EH123456789VN; other carriers number otherwise

MOVES = {
    "print": ({DeliveryState.WAITING}, DeliveryState.PRINTED),
    "send": ({DeliveryState.WAITING, DeliveryState.PRINTED}, DeliveryState.SENT),
    "hand_over": ({DeliveryState.WAITING, DeliveryState.PRINTED}, DeliveryState.DELIVERED),
}
STATE_NAMES = {
    DeliveryState.WAITING: "Chưa trả",
    DeliveryState.PRINTED: "Đã in, chờ trả",
    DeliveryState.SENT: "Đã gửi bưu điện",
    DeliveryState.DELIVERED: "Đã trao",
}
# Nothing of it can be changed any more.
GONE = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED})


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where the post brings it: a commune of the province, or a place elsewhere in words."""

    recipient: str
    phone: str
    street: str
    commune_code: str = ""
    elsewhere: str = ""


class AddressRefused(Refusal):
    """The post could not find this address; `problems` says by field what is missing."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("Bạn ghi đủ địa chỉ nhận qua bưu chính.", field="address")
        self.problems = dict(problems)


def problems_of(
    address: PostalAddress, *, is_commune: Callable[[str], bool], phone_problem: str
) -> dict[str, str]:
    """Return by field what keeps the post from bringing it."""
    problems = {
        "recipient": "" if address.recipient else "Bạn ghi họ tên người nhận.",
        "phone": phone_problem if address.phone else "Bạn ghi số điện thoại để bưu tá gọi.",
        "street": "" if address.street else "Bạn ghi số nhà, đường hoặc thôn, xóm.",
        "commune_code": _commune_problem(address, is_commune),
        "elsewhere": ""
        if address.commune_code or address.elsewhere
        else "Bạn ghi xã, phường và tỉnh, thành phố.",
    }
    return {field: problem for field, problem in problems.items() if problem}


def _commune_problem(address: PostalAddress, is_commune: Callable[[str], bool]) -> str:
    wrong = address.commune_code and not is_commune(address.commune_code)
    return "Bạn chọn xã, phường trong danh sách." if wrong else ""


def without_commune(street: str, commune: str) -> str:
    """Return what stands before the commune, which is written after it: never twice on a parcel.

    `commune` is the commune in full; people write it with the province or without.
    """
    whole = [part.strip() for part in street.split(",") if part.strip()]
    ends = [part.strip() for part in commune.split(",")]
    for end in (ends, ends[:1]):
        last = whole[-len(end) :]
        if len(whole) > len(end) and all(map(search.is_same, last, end)):
            return ", ".join(whole[: -len(end)])
    return street


def copies_asked(definition: Definition, form: Mapping[str, str]) -> int:
    """Return how many copies on paper the form asks and the fee counts: they are work."""
    is_counted = any(COPIES in {rule.per, rule.times} for rule in definition.fees)
    text = str(form.get(COPIES, "")).strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_counted and is_number else 0


def manners(copies: int) -> dict[DeliveryManner, str]:
    """Return how the result may be had; copies on paper are fetched or sent."""
    if not copies:
        return dict(DELIVERY_NAMES)
    extra = f", cả {copies} bản sao"
    return {
        manner: name + extra
        for manner, name in DELIVERY_NAMES.items()
        if manner != DeliveryManner.ELECTRONIC
    }


def require_manner(manner: DeliveryManner, copies: int) -> None:
    if manner not in manners(copies):
        raise Refusal(
            f"Bạn đề nghị {copies} bản sao giấy: bạn chọn nhận tại nơi nộp hoặc qua bưu chính.",
            field="delivery",
        )


def parcel(text: str) -> str:
    """Return the number of a parcel as the post writes it, or refuse what is none."""
    number = clean(text).upper()
    if not PARCEL.fullmatch(number):
        raise Refusal(
            "Bạn ghi mã bưu gửi trên vận đơn, ví dụ EH123456789VN.", field="parcel_number"
        )
    return number


def move(state: DeliveryState, verb: str) -> DeliveryState:
    """Return the state `verb` leads to, or refuse."""
    starts, end = MOVES[verb]
    if state not in starts:
        raise Conflict(f"Việc trả kết quả đã ở trạng thái “{STATE_NAMES[state]}”.")
    return end
