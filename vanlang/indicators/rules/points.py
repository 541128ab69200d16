"""Sets of criteria as trees with points: what each gives, what the whole comes to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.numbers import brief, share


class Scoring(StrEnum):
    COLOUR = "colour"  # green gives all, amber half, red nothing
    TARGET = "target"  # in proportion to the target, at most all
    POINTS = "points"  # the indicator is in points already: self-score and verified score
    NONE = "none"  # counted, gives no points


SCORING_NAMES = {
    Scoring.COLOUR: "Xanh đủ điểm, vàng một nửa, đỏ không điểm",
    Scoring.TARGET: "Theo tỷ lệ so với mục tiêu, không quá điểm tối đa",
    Scoring.POINTS: "Chấm thẳng bằng điểm",
    Scoring.NONE: "Chỉ theo dõi, không tính điểm",
}
BY_COLOUR = {Colour.GREEN: Decimal(1), Colour.AMBER: Decimal("0.5"), Colour.RED: Decimal(0)}


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a criterion with an indicator has to show."""

    value: Decimal | None
    colour: Colour
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Tiêu chí trong cây: `points` may be None where the papers do not say."""

    key: int
    name: str
    points: Decimal | None
    scoring: Scoring = Scoring.COLOUR
    children: Sequence["Branch"] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Score:
    """What a branch came to: of how much, and how many leaves had something to show."""

    points: Decimal | None
    out_of: Decimal | None
    known: int
    leaves: int

    @property
    def is_enough(self) -> bool:
        return self.points is not None and self.known == self.leaves

    @property
    def share(self) -> Decimal | None:
        if self.points is None or not self.out_of:
            return None
        return share(self.points, self.out_of)

    @property
    def words(self) -> str:
        """Return “Được 766 trong 1.000 điểm”, and what is missing; nothing known is no score."""
        if self.points is None:
            return ""
        out_of = f" trong {brief(self.out_of)}" if self.out_of is not None else ""
        missing = self.leaves - self.known
        gap = f", còn {missing} tiêu chí chưa có số liệu" if missing else ""
        return f"Được {brief(self.points)}{out_of} điểm{gap}"


def score(branch: Branch, found: Mapping[int, Leaf]) -> Score:
    """Return the points of a branch: of a leaf by its scoring, of a node the sum of what is below.

    A leaf without data gives no points and is not counted as zero: the score says how many are
    missing.
    """
    if branch.children:
        below = [score(child, found) for child in branch.children]
        return replace(total(below), out_of=branch.points)
    leaf = found.get(branch.key)
    counts = 0 if branch.scoring == Scoring.NONE else 1
    if leaf is None or not counts:
        return Score(None, branch.points, 0, counts)
    points = _points(branch, leaf)
    return Score(points, branch.points, 0 if points is None else 1, 1)


def outline(
    branches: Sequence[Branch], found: Mapping[int, Leaf], depth: int = 0
) -> Iterator[tuple[Branch, int, Score]]:
    """Yield every branch in the order of the tree, how deep it stands, and what it came to."""
    for branch in branches:
        yield branch, depth, score(branch, found)
        yield from outline(branch.children, found, depth + 1)


def total(parts: Sequence[Score]) -> Score:
    """Return what parts come to together; nothing known of any is not zero."""
    known = [one.points for one in parts if one.points is not None]
    out_of = [one.out_of for one in parts if one.out_of is not None]
    return Score(
        sum(known, Decimal(0)) if known else None,
        sum(out_of, Decimal(0)) if out_of else None,
        sum(one.known for one in parts),
        sum(one.leaves for one in parts),
    )


def _points(branch: Branch, leaf: Leaf) -> Decimal | None:
    if branch.points is None or leaf.value is None:
        return None
    if branch.scoring == Scoring.POINTS:
        return min(max(leaf.value, Decimal(0)), branch.points)
    if branch.scoring == Scoring.TARGET:
        if not leaf.target:
            return None
        return min(max(leaf.value / leaf.target, Decimal(0)), Decimal(1)) * branch.points
    part = BY_COLOUR.get(leaf.colour)
    return None if part is None else part * branch.points


def faults(branches: Sequence[Branch], total: Decimal | None) -> list[str]:
    """Return what does not add up, and which leaves no points were laid down for."""
    return _sums(branches, total) or _without_points(branches, total)


def _without_points(branches: Sequence[Branch], total: Decimal | None) -> list[str]:
    """Where a set is scored at all, each leaf that counts has points of its own."""
    every = list(_every(branches))
    leaves = [branch for branch in every if not branch.children and branch.scoring != Scoring.NONE]
    is_scored = total is not None or any(branch.points is not None for branch in every)
    missing = [
        branch.name
        for branch in leaves
        if branch.points is None
        and (is_scored or branch.scoring in (Scoring.TARGET, Scoring.POINTS))
    ]
    if not missing:
        return []
    return [f"Còn {len(missing)} tiêu chí chưa có điểm: {'; '.join(missing[:3])}."]


def _every(branches: Sequence[Branch]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from _every(branch.children)


def _sums(branches: Sequence[Branch], total: Decimal | None) -> list[str]:
    """Return what does not add up: children to their parent, the main ones to the whole."""
    faults = []
    if total is not None:
        faults += _sum_fault("Cả bộ", branches, total)
    for branch in branches:
        if branch.children:
            if branch.points is not None:
                faults += _sum_fault(branch.name, branch.children, branch.points)
            faults += _sums(branch.children, None)
    return faults


def _sum_fault(name: str, branches: Sequence[Branch], total: Decimal) -> list[str]:
    points = [branch.points for branch in branches if branch.points is not None]
    if not points:
        if all(branch.scoring == Scoring.NONE for branch in branches):
            return []
        return [f"{name}: được {brief(total)} điểm mà chưa tiêu chí thành phần nào có điểm."]
    if len(points) < len(branches):
        return [f"{name}: còn {len(branches) - len(points)} tiêu chí chưa có điểm."]
    together = sum(points, Decimal(0))
    if together == total:
        return []
    return [f"{name}: các điểm thành phần cộng lại {brief(together)}, không phải {brief(total)}."]


def count(branches: Sequence[Branch]) -> tuple[int, int]:
    """Return how many main criteria there are and how many leaves: 8 and 47 of the DTI."""

    def leaves(branch: Branch) -> int:
        return sum(leaves(child) for child in branch.children) if branch.children else 1

    return len(branches), sum(leaves(branch) for branch in branches)
