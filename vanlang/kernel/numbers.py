"""Numbers as people here write them, 1.234.567,5: one reader and one writer for every system.

A point parts thousands, a comma the fraction. What could be read in two ways is refused with both
readings and never guessed, for a wrong guess is wrong by a factor of a thousand.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from vanlang.kernel.refusals import Refusal

MOST_DIGITS = 15
MOST_FRACTION = 6
SHOWN_OF_TEXT = 40
HUNDRED = Decimal(100)
EXACT = Context(prec=400)  # quantize gives up beyond the usual 28 digits
CELL_PLACES = 12  # 0,1 + 0,2 in a sheet is 0,30000000000000004

SPACES = " \u00a0\u202f"
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}|[ \u00a0\u202f][0-9]{3})+(?:,[0-9]+)?")
PLAIN = re.compile(r"[+-]?[0-9]+(?:,[0-9]+)?")
ENGLISH = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
POINTED = re.compile(r"[+-]?[0-9]+\.[0-9]+")
# One sign with three digits behind it: thousands to one reader, thousandths to another.
POINT_IN_DOUBT = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
COMMA_IN_DOUBT = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
THREE = 3
DASHES = {"-", "–", "—", "x", "X"}
UNITS = ("đồng", "vnđ", "vnd", "đ", "m²", "m2", "ha", "km²", "m")
FORMAT_WORDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of a cell's number format, not its figure
SWAP = str.maketrans(",.", ".,")


class UnreadableNumber(Refusal):
    """The text or cell does not hold the number that is asked for; says what it might mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRule:
    """What a field takes. `is_percent`: None where the field itself does not know."""

    digits: int = MOST_FRACTION
    lowest: Decimal | None = None
    highest: Decimal | None = None
    is_percent: bool | None = False
    most_digits: int = MOST_DIGITS


ANY_NUMBER = NumberRule(is_percent=None)
WHOLE = NumberRule(digits=0, lowest=Decimal(0))


def percent_rule(digits: int) -> NumberRule:
    """Return the rule of a share: 0 to 100 unless its definition says otherwise."""
    return NumberRule(digits=digits, lowest=Decimal(0), highest=HUNDRED, is_percent=True)


def read(text: str, rule: NumberRule = ANY_NUMBER, *, field: str = "") -> Decimal | None:
    """Return what was typed; nothing typed is None, which is not zero.

    Raises:
        UnreadableNumber: with words for the person who typed it.
    """
    try:
        bare = _bare(text, rule)
        return check(_number(bare, text.strip(), rule), rule, text=text) if bare else None
    except UnreadableNumber as no:
        no.field = field
        raise


def read_cell(value: object, number_format: str, rule: NumberRule) -> Decimal | None:
    """Return the number in a cell of a workbook, as whoever filled it in sees it.

    A cell that shows 85 % holds 0,85. A number needs no reading of signs, a text does.

    Raises:
        UnreadableNumber: with words for the person who filled it in.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise UnreadableNumber("Ghi số, không ghi ĐÚNG hay SAI.")
    if isinstance(value, int | float | Decimal):
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not exact.is_finite():
            raise UnreadableNumber("Ô không chứa số.")
        if shows_percent(number_format):
            if rule.is_percent is False:
                shown = brief(rounded(exact * HUNDRED, CELL_PLACES))
                raise UnreadableNumber(
                    f"Ô hiện {shown} % nhưng cột này không ghi tỷ lệ; hãy ghi số."
                )
            exact *= HUNDRED
        return check(rounded(exact, CELL_PLACES), rule, text=brief(rounded(exact, CELL_PLACES)))
    if isinstance(value, str):
        return read(value, rule)
    raise UnreadableNumber("Ô chứa ngày tháng; cột này cần số.")


def shows_percent(number_format: str) -> bool:
    """Tell whether Excel shows a cell of this format times a hundred."""
    return "%" in FORMAT_WORDS.sub("", number_format)


def check(value: Decimal, rule: NumberRule = ANY_NUMBER, *, text: str = "") -> Decimal:
    """Refuse a number beyond what its field takes.

    Raises:
        UnreadableNumber: too long, too fine, too small or too large.
    """
    if not value.is_finite() or abs(value) >= Decimal(10) ** rule.most_digits:
        raise UnreadableNumber(f"Số quá lớn: có quá {rule.most_digits} chữ số.")
    shown = text.strip()[:SHOWN_OF_TEXT] or brief(value)
    if value != rounded(value, rule.digits):
        raise UnreadableNumber(_too_fine(shown, rule.digits))
    share = " %" if rule.is_percent else ""
    if rule.lowest is not None and value < rule.lowest:
        if rule.lowest == 0:
            raise UnreadableNumber(f"“{shown}” là số âm; ở đây không nhận số âm.")
        raise UnreadableNumber(f"“{shown}”: số nhỏ nhất được nhận là {brief(rule.lowest)}{share}.")
    if rule.highest is not None and value > rule.highest:
        if rule.is_percent:
            raise UnreadableNumber(f"“{shown}”: tỷ lệ không quá {brief(rule.highest)} %.")
        raise UnreadableNumber(f"“{shown}”: số lớn nhất được nhận là {brief(rule.highest)}.")
    return value + 0 if value else abs(value)  # no -0


def rounded(value: Decimal, digits: int = 0) -> Decimal:
    """Round half up, as everybody here is taught: 56.25 is 56.3; never -0."""
    result = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, EXACT)
    return result or abs(result)


def written(value: Decimal | float, digits: int = 0) -> str:
    """1234.25 with one digit -> 1.234,3."""
    if isinstance(value, int) and not digits:
        return f"{value:,}".replace(",", ".")
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return f"{rounded(exact, digits):,.{digits}f}".translate(SWAP)


def brief(value: Decimal) -> str:
    """90.000000 -> 90; 0.125 -> 0,125: every digit that says something, and no other."""
    text = f"{value:,f}".translate(SWAP)
    text = text.rstrip("0").rstrip(",") if "," in text else text
    return text if text.strip("-0,") else "0"


def plain(value: Decimal) -> str:
    """Return the one form in which a number is kept: a point, no zeros behind, no -0."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if text.strip("-0.") else "0"


def typed(value: Decimal) -> str:
    """Return a number as a form shows it to be changed: 98500,5, which no reader doubts."""
    return plain(value).replace(".", ",")


def _bare(text: str, rule: NumberRule) -> str:
    bare = text.replace("−", "-").strip().strip(SPACES)
    if bare.endswith("%"):
        if rule.is_percent is False:
            raise UnreadableNumber(f"“{bare[:SHOWN_OF_TEXT]}”: ở đây không ghi tỷ lệ phần trăm.")
        return bare[:-1].strip().strip(SPACES)
    for unit in UNITS:
        if bare.casefold().endswith(unit) and bare[: -len(unit)].strip():
            return bare[: -len(unit)].strip().strip(SPACES)
    return bare


def _number(bare: str, text: str, rule: NumberRule) -> Decimal:
    quoted = f"“{text[:SHOWN_OF_TEXT]}”"
    if _has_two_readings(bare, rule):
        small = Decimal(bare.replace(",", "."))
        large = Decimal(re.sub("[.,]", "", bare))
        if not rule.digits:
            raise UnreadableNumber(
                f"Ở đây ghi số nguyên; nếu {quoted} là hàng nghìn, hãy ghi {brief(large)}."
            )
        spaced = f"{large:,f}".replace(",", " ")
        raise UnreadableNumber(
            f"{quoted} có thể là {typed(small)} hoặc {spaced}; "
            f"hãy viết {typed(small)} hoặc {typed(large)}."
        )
    if PLAIN.fullmatch(bare) or GROUPED.fullmatch(bare):
        return Decimal(re.sub(rf"[.{SPACES}]", "", bare).replace(",", "."))
    if ENGLISH.fullmatch(bare):
        raise UnreadableNumber(
            f"{quoted} viết theo kiểu nước ngoài. Dấu chấm ngăn hàng nghìn, dấu phẩy ngăn "
            f"phần lẻ; có phải bạn muốn ghi {bare.translate(SWAP)}?"
        )
    if POINTED.fullmatch(bare):
        if not rule.digits:
            raise UnreadableNumber(
                f"Ở đây ghi số nguyên; dấu chấm trong {quoted} không ngăn hàng nghìn đúng chỗ."
            )
        return Decimal(bare)
    if bare in DASHES:
        raise UnreadableNumber("Ghi 0 nếu không phát sinh, để trống nếu chưa có số liệu.")
    example = "1.234,5" if rule.digits else "2 hoặc 1.500"
    raise UnreadableNumber(f"{quoted} không phải số. Ví dụ cách ghi: {example}.")


def _has_two_readings(bare: str, rule: NumberRule) -> bool:
    """A point in a field of whole numbers, a comma in one of three decimals, are in no doubt."""
    if POINT_IN_DOUBT.fullmatch(bare):
        return rule.digits > 0
    return rule.digits < THREE and COMMA_IN_DOUBT.fullmatch(bare) is not None


def _too_fine(text: str, digits: int) -> str:
    if not digits:
        return f"Ở đây ghi số nguyên; “{text}” có phần lẻ."
    return f"“{text}”: ghi tối đa {digits} chữ số sau dấu phẩy."
