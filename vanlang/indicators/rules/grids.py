"""A set whose criteria are blocks at two levels is read as a grid: four rows, two columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

NAME = re.compile(r"Khối (?P<block>.+), cấp (?P<level>tỉnh|xã)")
LEVELS = ("tỉnh", "xã")
# As the papers of Resolution 57-NQ/TW name the four blocks; others follow in their own order.
BLOCKS = ("Đảng", "Ủy ban nhân dân", "Mặt trận Tổ quốc", "Hội đồng nhân dân")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One block: the place of its criterion at each level, None where the set has none."""

    block: str
    places: tuple[int | None, ...]


def of(names: Sequence[str]) -> list[GridRow]:
    """Return the rows of the grid, nothing where a name is not that of a block at a level."""
    matches = [NAME.fullmatch(name) for name in names]
    places = {
        (match["block"], match["level"]): place
        for place, match in enumerate(matches)
        if match is not None
    }
    if len(places) < len(names) or not names:
        return []
    blocks = sorted(
        dict.fromkeys(block for block, _ in places),
        key=lambda block: BLOCKS.index(block) if block in BLOCKS else len(BLOCKS),
    )
    return [
        GridRow(block, tuple(places.get((block, level)) for level in LEVELS)) for block in blocks
    ]
