"""What is wrong with figures as they come in: each rule with its sentence.

The province published 8,861 signing certificates in all, and parts that add up to 8,361: whoever
reads such a figure should be told, and its owner asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from vanlang.indicators.rules.numbers import HUNDRED, brief, share, shown
from vanlang.kernel.days import day_of, midnight, written, written_with_time
from vanlang.kernel.numbers import MOST_FRACTION, NumberRule

JUMP_PERCENT = Decimal(50)
# A short figure is often rightly the same twice: 100 %, 3 officers. A long one hardly ever.
DIGITS_OF_A_COPY = 3
TOLERANCE_PERCENT = Decimal(1)


class Rule(StrEnum):
    PARTS = "parts"
    JUMP = "jump"
    COPY = "copy"
    IMPOSSIBLE = "impossible"
    LATE = "late"
    EDITED = "edited"
    DIFFERENT = "different"


RULE_NAMES = {
    Rule.PARTS: "Các phần không khớp tổng",
    Rule.JUMP: "Biến động bất thường",
    Rule.COPY: "Chép số kỳ trước",
    Rule.IMPOSSIBLE: "Giá trị không thể có",
    Rule.LATE: "Báo cáo muộn",
    Rule.EDITED: "Sửa sau khi khóa kỳ",
    Rule.DIFFERENT: "Báo cáo khác số đếm",
}


@dataclass(frozen=True, slots=True)
class Fault:
    rule: Rule
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a definition says a value may be."""

    lowest: Decimal | None = None
    highest: Decimal | None = None
    is_whole: bool = False
    jump_percent: Decimal = JUMP_PERCENT
    tolerance_percent: Decimal = TOLERANCE_PERCENT
    decimals: int = 2
    is_share: bool = False

    @property
    def rule(self) -> NumberRule:
        """Return what a form takes that asks for such a value; finer digits than shown are kept."""
        has_fraction = self.decimals and not self.is_whole
        return NumberRule(
            digits=MOST_FRACTION if has_fraction else 0,  # then 1.500 is in no doubt
            lowest=self.lowest,
            highest=self.highest,
            is_percent=self.is_share,
        )


def impossible(value: Decimal, limits: Limits) -> Fault | None:
    """Return what no such figure can be: below the least, above the most, half a person."""
    if limits.lowest is not None and value < limits.lowest:
        text = f"{brief(value)} nhỏ hơn mức thấp nhất có thể là {brief(limits.lowest)}."
    elif limits.highest is not None and value > limits.highest:
        text = f"{brief(value)} lớn hơn mức cao nhất có thể là {brief(limits.highest)}."
    elif limits.is_whole and value != value.to_integral_value():
        text = f"{brief(value)} phải là số nguyên."
    else:
        return None
    return Fault(Rule.IMPOSSIBLE, text)


def parts_differ(whole: Decimal | None, parts: Sequence[Decimal | None]) -> Fault | None:
    """Return by how much the parts miss their whole; with one missing nothing can be said."""
    known = [part for part in parts if part is not None]
    if whole is None or not known or len(known) < len(parts):
        return None
    together = sum(known, Decimal(0))
    if together == whole:
        return None
    listed = " + ".join(shown(part, 0) for part in known)
    return Fault(
        Rule.PARTS,
        f"Tổng công bố {shown(whole, 0)} nhưng các phần {listed} cộng lại {shown(together, 0)},"
        f" lệch {shown(abs(whole - together), 0)}.",
    )


def jumped(value: Decimal, before: Decimal | None, limits: Limits) -> Fault | None:
    if before is None or not before:
        return None
    grown = share(value - before, abs(before)) or Decimal(0)
    if abs(grown) <= limits.jump_percent:
        return None
    word = "tăng" if grown > 0 else "giảm"
    by = f"{shown(abs(grown), 1)} %"
    if limits.is_share:  # a share changes by points, not by percent of itself
        by = f"{shown(abs(value - before), limits.decimals)} điểm %"
    return Fault(
        Rule.JUMP,
        f"{word.capitalize()} {by} so với kỳ trước, từ"
        f" {shown(before, limits.decimals)} {'lên' if grown > 0 else 'xuống'}"
        f" {shown(value, limits.decimals)}.",
    )


def copied(value: Decimal, before: Decimal | None) -> Fault | None:
    digits = len("".join(map(str, value.normalize().as_tuple().digits)).strip("0"))
    if before is None or value != before or digits < DIGITS_OF_A_COPY or value == HUNDRED:
        return None
    return Fault(Rule.COPY, f"Giống hệt số kỳ trước: {brief(value)}.")


def late(reported_at: datetime, closing_at: datetime, *, is_edit: bool) -> Fault | None:
    """Return whether it came, or was changed, after the period had closed."""
    if reported_at <= closing_at:
        return None
    if is_edit:
        closed = written_with_time(closing_at)
        return Fault(Rule.EDITED, f"Số đã báo cáo bị sửa sau khi khóa kỳ lúc {closed}.")
    return Fault(Rule.LATE, f"Báo cáo sau hạn {_term(closing_at)}.")


def _term(closing_at: datetime) -> str:
    """Return a term as people say it: the midnight after the 16th is the end of the 16th."""
    day = day_of(closing_at)
    if closing_at == midnight(day):
        return f"hết ngày {written(day - timedelta(days=1))}"
    return written_with_time(closing_at)


def differs(reported: Decimal | None, counted: Decimal | None, limits: Limits) -> Fault | None:
    """Return how far the reported value lies from the counted one."""
    if reported is None or counted is None:
        return None
    apart = abs(reported - counted)
    of_counted = share(apart, abs(counted))
    if not apart or (of_counted is not None and of_counted <= limits.tolerance_percent):
        return None
    return Fault(
        Rule.DIFFERENT,
        f"Đơn vị báo cáo {shown(reported, limits.decimals)}, hệ thống đếm được"
        f" {shown(counted, limits.decimals)}, lệch {shown(apart, limits.decimals)}.",
    )
