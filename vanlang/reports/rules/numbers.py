"""What the cells of a report hold, and how they are kept: numbers of one kind, or words."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum

from vanlang.kernel import numbers
from vanlang.kernel.numbers import NumberRule, UnreadableNumber

MOST_DIGITS = 18
MOST_TEXT = 500


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


def rule(kind: Kind, digits: int) -> NumberRule:
    """Return what a column of numbers takes."""
    return NumberRule(
        digits=0 if kind in {Kind.INTEGER, Kind.MONEY} else max(digits, 0),
        lowest=Decimal(0),
        highest=numbers.HUNDRED if kind == Kind.PERCENT else None,
        is_percent=kind == Kind.PERCENT,
        most_digits=MOST_DIGITS,
    )


def read(text: str, kind: Kind, digits: int = 0) -> str:
    """Return what the cell is kept as: a number with a point and no zeros behind; empty is none.

    Raises:
        UnreadableNumber: with words for the person who typed it.
    """
    text = text.strip()
    if kind == Kind.TEXT:
        if len(text) > MOST_TEXT:
            raise UnreadableNumber(f"Dài quá {MOST_TEXT} ký tự.")
        return text.replace("\r\n", "\n")
    value = numbers.read(text, rule(kind, digits))
    return "" if value is None else kept(value)


def of_cell(value: object, kind: Kind, digits: int = 0, *, number_format: str = "") -> str:
    """Return what a cell of a sheet holds, as it is kept.

    Raises:
        UnreadableNumber: with words for the person who filled it in.
    """
    if kind == Kind.TEXT:
        if isinstance(value, bool):
            raise UnreadableNumber("Ghi chữ, không ghi ĐÚNG hay SAI.")
        if value is not None and not isinstance(value, str | int | float | Decimal):
            raise UnreadableNumber("Ghi chữ.")
        return read("" if value is None else str(value), kind)
    number = numbers.read_cell(value, number_format, rule(kind, digits))
    return "" if number is None else kept(number)


def number(canonical: str) -> Decimal | None:
    """Return a kept value as a number; text and nothing give none."""
    try:
        return Decimal(canonical) if canonical else None
    except InvalidOperation:
        return None


def kept(value: Decimal) -> str:
    """Return a number in the one form in which it is kept."""
    return numbers.plain(value)


def shown(canonical: str, kind: Kind, digits: int = 0) -> str:
    """Return a kept value as people write it; what was entered finer is shown as entered."""
    value = number(canonical)
    if kind == Kind.TEXT or value is None:
        return canonical
    fraction = kept(value).partition(".")[2]
    places = max(len(fraction), 0 if kind in {Kind.INTEGER, Kind.MONEY} else digits)
    return numbers.written(value, places)
