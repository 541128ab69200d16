"""The figures of indicators: up to six decimals, shares of a whole, a dash for what is missing."""

from decimal import Decimal

from vanlang.kernel import numbers
from vanlang.kernel.numbers import ANY_NUMBER, HUNDRED, MOST_FRACTION, NumberRule, rounded

__all__ = [
    "DECIMALS_AT_MOST",
    "HUNDRED",
    "brief",
    "check",
    "read_decimal",
    "rounded",
    "share",
    "shown",
]

DECIMALS_AT_MOST = MOST_FRACTION


def read_decimal(
    text: str, rule: NumberRule = ANY_NUMBER, *, field: str = "value"
) -> Decimal | None:
    """Return what was typed; nothing typed is missing, which is not zero.

    Raises:
        UnreadableNumber: says how to write the number.
    """
    return numbers.read(text, rule, field=field)


def check(number: Decimal, *, field: str = "value") -> Decimal:
    """Refuse a number that no column holds."""
    try:
        return numbers.check(number)
    except numbers.UnreadableNumber as no:
        no.field = field
        raise


def shown(number: Decimal | None, decimals: int = 2) -> str:
    """99.3243 -> 99,32; nothing -> a dash; trailing zeros stay as the definition has them."""
    return "–" if number is None else numbers.written(number, decimals)


def brief(number: Decimal) -> str:
    """90.000000 -> 90; 0.125 -> 0,125: as one says it in a sentence."""
    return numbers.brief(rounded(number, DECIMALS_AT_MOST))


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return part of whole in percent; nothing to divide by is missing."""
    return HUNDRED * Decimal(part) / Decimal(whole) if whole else None
