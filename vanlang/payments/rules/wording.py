"""Amounts in words, as a receipt must say them."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 10**9
FEW, MANY = 10, 20  # below ten one says "linh", from twenty on "mươi"


def in_words(amount: int) -> str:
    """8000 -> Tám nghìn đồng."""
    if amount < 0:
        raise ValueError("An amount is not below nought.")
    words = _number(amount) if amount else DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _number(number: int) -> str:
    billions, rest = divmod(number, BILLION)
    parts = [f"{_number(billions)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            spoken = _hundreds(group, follows=bool(parts))
            parts.append(f"{spoken} {GROUPS[power]}".strip())
    return " ".join(parts)


def _hundreds(group: int, *, follows: bool) -> str:
    hundreds, rest = divmod(group, 100)
    parts = [f"{DIGITS[hundreds]} trăm"] if hundreds or follows else []
    if rest:
        parts.append(_tens(rest, follows=bool(parts)))
    return " ".join(parts)


def _tens(number: int, *, follows: bool) -> str:
    tens, unit = divmod(number, 10)
    if number < FEW:
        return f"linh {DIGITS[unit]}" if follows else DIGITS[unit]
    spoken = "mười" if number < MANY else f"{DIGITS[tens]} mươi"
    if unit == 0:
        return spoken
    if unit == 5:  # noqa: PLR2004 mười lăm, hai mươi lăm
        return f"{spoken} lăm"
    if unit == 1 and number > MANY:
        return f"{spoken} mốt"
    return f"{spoken} {DIGITS[unit]}"
