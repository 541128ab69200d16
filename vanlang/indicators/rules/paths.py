"""The path to a year's target: what is due by the end of each period on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from vanlang.indicators.rules.numbers import read_decimal, rounded, share, shown
from vanlang.indicators.rules.periods import MONTHS_A_YEAR, Period
from vanlang.indicators.rules.quality import Limits, impossible
from vanlang.kernel.refusals import Refusal


class Way(StrEnum):
    FULL = "full"  # the whole target from the first day on
    EVEN = "even"  # a straight line from where the year began
    POINTS = "points"  # as the plan says, month by month


WAY_NAMES = {
    Way.FULL: "Giữ mức mục tiêu suốt năm",
    Way.EVEN: "Tăng đều từ mức đầu năm",
    Way.POINTS: "Theo mốc của kế hoạch",
}


@dataclass(frozen=True, slots=True)
class Path:
    """Lộ trình: `base` is where the year began; `points` the months with a mark of their own."""

    target: Decimal
    way: Way = Way.FULL
    base: Decimal = Decimal(0)
    points: Mapping[int, Decimal] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse a path with marks at no month, or none at all.

        Raises:
            Refusal: says which mark.
        """
        if self.way == Way.POINTS and not self.points:
            raise Refusal("Ghi ít nhất một mốc, ví dụ 6: 45.", field="points")
        for month in self.points:
            if not 1 <= month <= MONTHS_A_YEAR:
                raise Refusal(f"Không có tháng {month}.", field="points")

    def refuse_outside(self, limits: Limits) -> None:
        """Refuse a target, a beginning or a mark that no such figure can ever reach.

        Raises:
            Refusal: says which, and the bound.
        """
        numbers = {"value": [self.target], "points": list(self.points.values())}
        numbers |= {"base": [self.base]} if self.way != Way.FULL else {}
        for field_name, marks in numbers.items():
            for mark in marks:
                fault = impossible(mark, limits)
                if fault is not None:
                    raise Refusal(fault.text, field=field_name)

    def due(self, period: Period) -> Decimal:
        """Return what should be reached by the end of the period."""
        month = period.last_month
        if self.way == Way.FULL:
            return self.target
        if self.way == Way.EVEN:
            return self.base + (self.target - self.base) * month / MONTHS_A_YEAR
        marks = {0: self.base, MONTHS_A_YEAR: self.target, **self.points}
        before = max(mark for mark in marks if mark <= month)
        after = min(mark for mark in marks if mark >= month)
        if before == after:
            return marks[before]
        part = Decimal(month - before) / (after - before)
        return marks[before] + (marks[after] - marks[before]) * part


def read_points(text: str, limits: Limits) -> dict[int, Decimal]:
    """Return marks written as “3: 20; 6: 45,5”.

    Raises:
        Refusal: a mark is none.
    """
    from_text: dict[int, Decimal] = {}
    for mark in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        month, _, value = mark.partition(":")
        month = month.strip()
        if not (month.isascii() and month.isdigit() and any(sign.isdigit() for sign in value)):
            raise _no_mark(mark)
        number = read_decimal(value, limits.rule, field="points")
        if number is not None:
            from_text[int(month)] = number
    return from_text


def _no_mark(mark: str) -> Refusal:
    return Refusal(
        f"“{mark[:40]}” không phải mốc; ghi tháng: giá trị, ví dụ 6: 45.", field="points"
    )


def against_last_year(
    value: Decimal | None, before: Decimal | None, *, is_share: bool = False
) -> Decimal | None:
    """Return the growth in percent, 8.5 for 8,5 % more; nothing to compare with is missing.

    A share does not grow by percent of itself but by points: 50 % after 40 % is 10 points more.
    """
    if value is None or before is None:
        return None
    return value - before if is_share else share(value - before, abs(before))


def grown_in_words(grown: Decimal | None, *, is_share: bool, decimals: int = 1) -> str:
    """+2,1 điểm %, or +8,5 %; nothing to compare with is a dash."""
    if grown is None:
        return "–"
    sign = "+" if rounded(grown, decimals) > 0 else ""
    return f"{sign}{shown(grown, decimals)} {'điểm %' if is_share else '%'}"


def against_plan(value: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Return how much of the plan is done, in percent."""
    return None if value is None or target is None else share(value, target)


class Merging(StrEnum):
    """How figures of the three old provinces become one of the new."""

    SUM = "sum"
    WEIGHTED = "weighted"
    NONE = "none"


MERGING_NAMES = {
    Merging.SUM: "Cộng ba tỉnh cũ",
    Merging.WEIGHTED: "Bình quân ba tỉnh cũ theo quy mô",
    Merging.NONE: "Không tính lại được",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of one old province, and the size it is weighed with."""

    value: Decimal | None
    weight: Decimal | None = None


def over_the_old(parts: list[Part], how: Merging, expected: int) -> Decimal | None:
    """Return the figure of the province as it would have been; one that is missing leaves a gap."""
    values = [part.value for part in parts if part.value is not None]
    if how == Merging.NONE or len(values) < expected:
        return None
    if how == Merging.SUM:
        return sum(values, Decimal(0))
    weights = [part.weight for part in parts if part.weight]
    if len(weights) < expected:
        return None
    weighed = sum((v * w for v, w in zip(values, weights, strict=True)), Decimal(0))
    return weighed / sum(weights)
