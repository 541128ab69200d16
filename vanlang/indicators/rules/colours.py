"""Green, amber, red or not known: by thresholds, direction and target, with the rule in words.

The thresholds of the central monitoring of Resolution 57-NQ/TW are not published in what could be
read [GK]; they stand in each definition, so that the province sets them.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from vanlang.indicators.rules.numbers import brief, rounded, share
from vanlang.kernel.refusals import Refusal


class Colour(StrEnum):
    """As the style sheet names them."""

    GREEN = "good"
    AMBER = "warn"
    RED = "bad"
    UNKNOWN = "none"


COLOUR_NAMES = {
    Colour.GREEN: "Xanh",
    Colour.AMBER: "Vàng",
    Colour.RED: "Đỏ",
    Colour.UNKNOWN: "Chưa đủ số liệu",
}


class Direction(StrEnum):
    MORE = "more"
    LESS = "less"


DIRECTION_NAMES = {Direction.MORE: "Càng cao càng tốt", Direction.LESS: "Càng thấp càng tốt"}


class Basis(StrEnum):
    """What thresholds are held against: the value itself, or its share of the target."""

    VALUE = "value"
    TARGET = "target"


BASIS_NAMES = {Basis.VALUE: "Giá trị của chỉ số", Basis.TARGET: "Phần trăm so với mục tiêu"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Ngưỡng màu: from where on it is green, from where on amber; none where none is set."""

    green: Decimal | None = None
    amber: Decimal | None = None
    direction: Direction = Direction.MORE
    basis: Basis = Basis.VALUE

    def check(self) -> None:
        """Refuse thresholds that cannot be.

        Raises:
            Refusal: amber is better than green, or stands alone.
        """
        if self.amber is not None and self.green is None:
            raise Refusal("Đặt ngưỡng xanh trước ngưỡng vàng.", field="green")
        if self.green is None or self.amber is None:
            return
        is_worse = (
            self.amber > self.green if self.direction == Direction.MORE else self.amber < self.green
        )
        if is_worse:
            raise Refusal("Ngưỡng vàng phải kém hơn ngưỡng xanh.", field="amber")


@dataclass(frozen=True, slots=True)
class Verdict:
    colour: Colour
    rule: str  # in words, as it is kept with every change of colour


def judge(value: Decimal | None, thresholds: Thresholds, target: Decimal | None = None) -> Verdict:
    """Return the colour and why; missing is never red, and never green."""
    if value is None:
        return Verdict(Colour.UNKNOWN, "Chưa có số liệu.")
    if thresholds.green is None:
        return Verdict(Colour.UNKNOWN, "Chưa đặt ngưỡng màu.")
    held, what = value, "giá trị"
    if thresholds.basis == Basis.TARGET:
        if target is None:
            return Verdict(Colour.UNKNOWN, "Chưa giao mục tiêu.")
        of_target = share(value, target)
        if of_target is None:
            return Verdict(Colour.UNKNOWN, "Mục tiêu bằng 0, không so được.")
        held, what = of_target, f"so với mục tiêu {brief(target)}, đạt phần trăm"
    for colour, limit in ((Colour.GREEN, thresholds.green), (Colour.AMBER, thresholds.amber)):
        if limit is not None and _reaches(held, limit, thresholds.direction):
            return Verdict(colour, _words(colour, what, held, limit, thresholds))
    last = thresholds.green if thresholds.amber is None else thresholds.amber
    return Verdict(Colour.RED, _words(Colour.RED, what, held, last, thresholds))


def _reaches(value: Decimal, limit: Decimal, direction: Direction) -> bool:
    return value >= limit if direction == Direction.MORE else value <= limit


def _words(colour: Colour, what: str, held: Decimal, limit: Decimal, by: Thresholds) -> str:
    better, worse = ("từ", "dưới") if by.direction == Direction.MORE else ("không quá", "trên")
    side = worse if colour == Colour.RED else better
    said = rounded(held, 2)
    if said in {by.green, by.amber}:  # 89.996 is not told as 90 where green begins with 90
        said = held
    return f"{COLOUR_NAMES[colour]}: {what} {brief(said)}, {side} {brief(limit)}."


def rule_of(thresholds: Thresholds) -> str:
    """Return the thresholds as a sentence."""
    if thresholds.green is None:
        return "Chưa đặt ngưỡng màu."
    is_more = thresholds.direction == Direction.MORE
    of_target = "% so với mục tiêu" if thresholds.basis == Basis.TARGET else ""
    side, other = ("từ", "dưới") if is_more else ("không quá", "trên")
    green = f"Xanh khi {side} {brief(thresholds.green)}{of_target}"
    if thresholds.amber is None:
        return f"{green}; đỏ khi {other} mức đó; thiếu số liệu thì không tô màu."
    amber = f"vàng khi {side} {brief(thresholds.amber)}{of_target}"
    return f"{green}; {amber}; đỏ khi {other} mức đó; thiếu số liệu thì không tô màu."


# What counts towards the worst of several: red before amber before not known before green.
GRAVITY = (Colour.RED, Colour.AMBER, Colour.UNKNOWN, Colour.GREEN)


def worst(colours: list[Colour]) -> Colour:
    return min(colours, key=GRAVITY.index, default=Colour.UNKNOWN)
