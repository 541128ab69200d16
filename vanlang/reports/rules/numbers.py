"""Numbers as people here write them: 1.234.567,5. Read with a clear word for what is doubtful.

A point only parts thousands and a comma only the fraction; what could be read two ways in the
English manner is refused and never guessed, for a guess is wrong by a factor of a thousand.
"""

import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum

MOST_DIGITS = 18
MOST_TEXT = 500
GROUPED = re.compile(r"-?[0-9]{1,3}(?:[. \u00a0\u202f][0-9]{3})+(?:,[0-9]+)?")
PLAIN = re.compile(r"-?[0-9]+(?:,[0-9]+)?")
ENGLISH = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
POINT_FOR_COMMA = re.compile(r"-?[0-9]+\.[0-9]+")
UNITS = {"đồng", "đ", "vnđ", "vnd", "%"}
HUNDRED = 100


class Kind(StrEnum):
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    TEXT = "text"


KIND_NAMES = {
    Kind.INTEGER: "Số nguyên",
    Kind.DECIMAL: "Số thập phân",
    Kind.MONEY: "Tiền (đồng)",
    Kind.PERCENT: "Tỷ lệ phần trăm",
    Kind.TEXT: "Chữ",
}


class Unreadable(ValueError):
    """The cell does not hold what its column asks for; says what it should hold."""


def read(text: str, kind: Kind, digits: int = 0) -> str:
    """Return what the cell is kept as: a number with a point and no zeros behind; empty is none.

    Raises:
        Unreadable: with words for the person who typed it.
    """
    text = text.strip()
    if not text:
        return ""
    if kind == Kind.TEXT:
        if len(text) > MOST_TEXT:
            raise Unreadable(f"Dài quá {MOST_TEXT} ký tự.")
        return text.replace("\r\n", "\n")
    return kept(_checked(_number(text, kind), kind, _digits(kind, digits), text))


def of_cell(value: object, kind: Kind, digits: int = 0) -> str:
    """Return what a cell of a sheet holds, as it is kept. A number needs no reading of signs.

    Raises:
        Unreadable: with words for the person who filled it in.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        raise Unreadable("Ghi số, không ghi ĐÚNG hay SAI.")
    if kind != Kind.TEXT and isinstance(value, int | float | Decimal):
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        exact = round(exact, 12)  # 0,1 + 0,2 in a sheet is 0,30000000000000004
        return kept(_checked(exact, kind, _digits(kind, digits), str(value)))
    if isinstance(value, int | float | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not isinstance(value, str):
        raise Unreadable("Ô chứa ngày tháng; cột này cần số." if kind != Kind.TEXT else "Ghi chữ.")
    return read(value, kind, digits)


def number(canonical: str) -> Decimal | None:
    """Return a kept value as a number; text and nothing give none."""
    try:
        return Decimal(canonical) if canonical else None
    except InvalidOperation:
        return None


def kept(value: Decimal) -> str:
    """Return a number in the one form in which it is kept."""
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in {"-0", ""} else plain


def shown(canonical: str, kind: Kind, digits: int = 0) -> str:
    """Return a kept value as people write it; what was entered finer is shown as entered."""
    value = number(canonical)
    if kind == Kind.TEXT or value is None:
        return canonical
    whole, _, fraction = kept(value).partition(".")
    places = max(len(fraction), 0 if kind in {Kind.INTEGER, Kind.MONEY} else digits)
    return f"{value:,.{places}f}".translate(SWAP) if places else f"{int(whole):,}".translate(SWAP)


SWAP = str.maketrans(",.", ".,")


def _digits(kind: Kind, digits: int) -> int:
    return 0 if kind in {Kind.INTEGER, Kind.MONEY} else max(digits, 0)


def _number(text: str, kind: Kind) -> Decimal:
    bare = _without_unit(text)
    if PLAIN.fullmatch(bare) or GROUPED.fullmatch(bare):
        return Decimal(re.sub(r"[. \u00a0\u202f]", "", bare).replace(",", "."))
    if ENGLISH.fullmatch(bare):
        meant = bare.translate(SWAP)
        raise Unreadable(
            f"“{text[:40]}” viết theo kiểu nước ngoài. Dấu chấm ngăn hàng nghìn, dấu phẩy ngăn "
            f"phần lẻ; có phải bạn muốn ghi {meant}?"
        )
    if POINT_FOR_COMMA.fullmatch(bare) and kind in {Kind.INTEGER, Kind.MONEY}:
        raise Unreadable(f"Cột này là số nguyên, “{text[:40]}” không ngăn hàng nghìn đúng chỗ.")
    if POINT_FOR_COMMA.fullmatch(bare):
        raise Unreadable(
            f"“{text[:40]}” có dấu chấm không ngăn hàng nghìn. Phần lẻ ghi bằng dấu phẩy; có phải "
            f"bạn muốn ghi {bare.replace('.', ',')}?"
        )
    if bare in {"-", "–", "—", "x", "X"}:
        raise Unreadable("Ghi 0 nếu không phát sinh, để trống nếu chưa có số liệu.")
    raise Unreadable(f"“{text[:40]}” không phải số.")


def _without_unit(text: str) -> str:
    bare = text.replace("−", "-").strip()
    for unit in UNITS:
        if bare.casefold().endswith(unit):
            return bare[: -len(unit)].strip()
    return bare


def _checked(value: Decimal, kind: Kind, digits: int, text: str) -> Decimal:
    if len(value.as_tuple().digits) > MOST_DIGITS + digits or abs(value) >= 10**MOST_DIGITS:
        raise Unreadable(f"Số có quá {MOST_DIGITS} chữ số.")
    if value < 0:
        raise Unreadable(f"“{text[:40]}” là số âm; biểu này không có số âm.")
    if value != round(value, digits):
        if not digits:
            meant = re.sub(r"[^0-9]", "", text)
            hint = f"{int(meant):,}".translate(SWAP) if meant else ""
            raise Unreadable(
                f"Cột này là số nguyên, “{text[:40]}” có phần lẻ sau dấu phẩy."
                + (f" Nếu muốn ghi hàng nghìn, hãy ghi {hint}." if "," in text else "")
            )
        raise Unreadable(f"Ghi tối đa {digits} chữ số sau dấu phẩy.")
    if kind == Kind.PERCENT and value > HUNDRED:
        raise Unreadable(f"“{text[:40]}”: tỷ lệ không quá 100 %.")
    return value
