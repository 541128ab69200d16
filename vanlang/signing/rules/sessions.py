"""Phiên ký số: who has proved presence signs for a while; who guesses is locked out.

Luật Giao dịch điện tử 20/2023, Điều 22: at the moment of signing the key is under the signer's
control alone. The password opened the browser session already, so it proves nothing more
(docs/adr/0007).
"""

from datetime import timedelta
from enum import StrEnum

from vanlang.kernel.refusals import Conflict, Refusal

WARNED_AFTER_WRONG = 3
LOCKED_AFTER_WRONG = 5
ACTIVATION_LIVES = timedelta(days=7)
ACTIVATION_DIGITS = 10
SHORTEST_PIN, LONGEST_PIN = 6, 12
RUN = "01234567890123456789"

NO_SESSION = (
    "Phiên ký chưa mở hoặc đã hết, nên chưa ký, đóng dấu. Bạn nhập mã PIN ký số rồi thực hiện lại."
)
NO_PIN = "Bạn chưa đặt mã PIN ký số. Hãy đặt mã PIN bằng mã kích hoạt do quản trị cấp."
IS_LOCKED = (
    "Mã PIN ký số đã bị khóa vì nhập sai 5 lần liên tiếp. Liên hệ quản trị của cơ quan để được cấp "
    "mã kích hoạt mới."
)
NOT_IN_A_BROWSER = "Phiên ký chỉ mở được khi đăng nhập bằng tài khoản cán bộ trên trình duyệt."
WRONG_ACTIVATION = "Mã kích hoạt không đúng hoặc đã quá hạn."
WRONG_CURRENT = "Mã PIN đang dùng không đúng."


class Event(StrEnum):
    SESSION_OPENED = "signing.session_opened"
    SESSION_ENDED = "signing.session_ended"
    PIN_SET = "signing.pin_set"
    PIN_WRONG = "signing.pin_wrong"
    PIN_LOCKED = "signing.pin_locked"
    PIN_REACTIVATED = "signing.pin_reactivated"


class Proof(StrEnum):
    """By what somebody proved presence."""

    PIN = "pin"
    SECOND_FACTOR = "second_factor"
    STAND_IN = "stand_in"


class NoSession(Conflict):
    """Whoever would sign has not proved presence, or not lately enough."""

    def __init__(self) -> None:
        super().__init__(NO_SESSION, field="pin")


def wrong(wrong_count: int) -> Refusal:
    """Return what is said to who typed a wrong PIN or code for the `wrong_count`-th time."""
    left = LOCKED_AFTER_WRONG - wrong_count
    if left <= 0:
        return Conflict(IS_LOCKED, field="pin")
    return Refusal(
        f"Mã PIN không đúng, nên chưa ký, đóng dấu văn bản nào. Còn {left} lần thử; sau đó mã PIN "
        "bị khóa.",
        field="pin",
    )


def check_new_pin(pin: str, again: str) -> None:
    """Refuse a PIN that is easily guessed.

    Raises:
        Refusal: too short, no digits, one digit repeated, or digits in a row.
    """
    if not (pin.isascii() and pin.isdigit() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise Refusal(f"Mã PIN gồm {SHORTEST_PIN} đến {LONGEST_PIN} chữ số.", field="pin")
    if len(set(pin)) < 3 or pin in RUN or pin in RUN[::-1]:  # noqa: PLR2004
        raise Refusal(
            "Mã PIN này quá dễ đoán. Đừng dùng một, hai chữ số lặp lại hay dãy liên tiếp như "
            "123456.",
            field="pin",
        )
    if pin != again:
        raise Refusal("Hai lần nhập mã PIN không giống nhau.", field="again")
