"""What an old province published: whether it can be so, and for which periods it is asked."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from vanlang.indicators.rules import numbers, quality
from vanlang.indicators.rules.paths import Merging
from vanlang.indicators.rules.periods import Frequency, Period, back_from, period_of
from vanlang.indicators.rules.quality import Limits
from vanlang.kernel.refusals import Refusal

# About ten years; what was published by the month or quarter is hardly found further back.
PERIODS_BACK = {
    Frequency.MONTH: 36,
    Frequency.QUARTER: 36,
    Frequency.HALF: 20,
    Frequency.NINE_MONTHS: 10,
    Frequency.YEAR: 10,
}


@dataclass(frozen=True, slots=True)
class Former:
    """What one old province published for a period, and where."""

    province: str
    value: Decimal | None
    weight: Decimal | None = None
    source: str = ""

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.weight is None and not self.source


def check(part: Former, how: Merging, limits: Limits) -> None:
    """Refuse what no province can have published, and what nobody could look up.

    Raises:
        Refusal: at the field that is wrong: value, weight or source.
    """
    if part.is_blank:
        return
    if part.value is None:
        raise Refusal("Ghi giá trị, hoặc để trống mọi ô của tỉnh này.", field="value")
    fault = quality.impossible(numbers.check(part.value), _of_a_part(limits, how))
    if fault is not None:
        raise Refusal(fault.text, field="value")
    if part.weight is not None:
        if how != Merging.WEIGHTED:
            raise Refusal("Chỉ số này cộng ba tỉnh cũ, không theo quy mô.", field="weight")
        if numbers.check(part.weight, field="weight") <= 0:
            raise Refusal("Quy mô phải lớn hơn 0.", field="weight")
    if not part.source:
        raise Refusal("Ghi nguồn đã công bố số này.", field="source")


def check_whole(value: Decimal | None, how: Merging, limits: Limits) -> None:
    """Refuse a sum that the province cannot have had; an average lies between what was checked."""
    fault = quality.impossible(value, limits) if value is not None and how == Merging.SUM else None
    if fault is not None:
        raise Refusal(f"Cộng ba tỉnh cũ: {fault.text}")


def _of_a_part(limits: Limits, how: Merging) -> Limits:
    """Of a sum the parts may be less than the least that the whole can be."""
    if how != Merging.SUM or limits.lowest is None:
        return limits
    return replace(limits, lowest=min(limits.lowest, Decimal(0)))


def missing(parts: list[Former], how: Merging) -> list[str]:
    """Return the provinces for want of which there is no figure of the whole."""
    return [
        part.province
        for part in parts
        if part.value is None or (how == Merging.WEIGHTED and part.weight is None)
    ]


def periods_before(merged_on: date, frequency: Frequency, cut_off_day: int) -> list[Period]:
    """Return the periods that ended before the merger, the newest first."""
    last = period_of(merged_on, frequency, cut_off_day).previous()
    return list(reversed(list(back_from(last, PERIODS_BACK[frequency]))))
