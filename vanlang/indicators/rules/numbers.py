"""Numbers as people type them here: a comma before the decimals, a point between thousands."""

import re
from decimal import Decimal, InvalidOperation

from vanlang.kernel.refusals import Refusal

DIGITS_AT_MOST, DECIMALS_AT_MOST = 15, 6
HUNDRED = Decimal(100)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
PLAIN = re.compile(r"[+-]?\d+(,\d+)?")
POINTED = re.compile(r"[+-]?(\d+\.(\d{1,2}|\d{4,})|0\.\d{3})")


def read_decimal(text: str, *, field: str = "value") -> Decimal | None:
    """Return what was typed; nothing typed is missing, which is not zero.

    A point with exactly three digits after it reads as thousands, with any other number of digits
    as decimals; what can be read in no way is refused, never guessed.

    Raises:
        Refusal: says how to write the number.
    """
    plain = text.strip().replace("\u00a0", "").replace(" ", "").removesuffix("%")
    if not plain:
        return None
    if THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif PLAIN.fullmatch(plain):
        plain = plain.replace(",", ".")
    elif not POINTED.fullmatch(plain):
        raise Refusal(
            f"“{text.strip()[:40]}” không phải số. Ghi dấu phẩy trước phần thập phân, dấu chấm giữa"
            " hàng nghìn, ví dụ 1.234,5.",
            field=field,
        )
    try:
        number = Decimal(plain)
    except InvalidOperation as problem:
        raise Refusal(f"“{text.strip()[:40]}” không phải số.", field=field) from problem
    return check(number, field=field)


def check(number: Decimal, *, field: str = "value") -> Decimal:
    """Refuse a number that no column holds."""
    if not number.is_finite() or abs(number) >= Decimal(10) ** DIGITS_AT_MOST:
        raise Refusal("Số quá lớn.", field=field)
    if -int(number.as_tuple().exponent) > DECIMALS_AT_MOST:
        raise Refusal(f"Nhiều nhất {DECIMALS_AT_MOST} chữ số thập phân.", field=field)
    return number


def shown(number: Decimal | None, decimals: int = 2) -> str:
    """99.3243 -> 99,32; nothing -> a dash; trailing zeros stay as the definition has them."""
    if number is None:
        return "–"
    exact = f"{rounded(number, decimals):,.{decimals}f}"
    return exact.translate(SWAP)


def brief(number: Decimal) -> str:
    """90.000000 -> 90; 0.125 -> 0,125: as one says it in a sentence."""
    return shown(number, DECIMALS_AT_MOST).rstrip("0").rstrip(",")


SWAP = str.maketrans(",.", ".,")


def rounded(number: Decimal, decimals: int) -> Decimal:
    from_half = Decimal(1).scaleb(-decimals)
    return number.quantize(from_half, rounding="ROUND_HALF_UP") + 0  # no -0,00


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return part of whole in percent; nothing to divide by is missing."""
    return HUNDRED * Decimal(part) / Decimal(whole) if whole else None
