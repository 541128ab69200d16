"""A set that is laid out as a grid: each criterion in a row and a column, as the set says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """How the criteria of a set over one unit are read."""

    LIST = "list"
    GRID = "grid"


LAYOUT_NAMES = {
    Layout.LIST: "Danh sách tiêu chí",
    Layout.GRID: "Bảng hai chiều: mỗi tiêu chí ở một hàng, một cột",
}
Spot = tuple[str, str]  # row and column


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the place of its criterion in each column, None where the set has none."""

    name: str
    places: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


def of(spots: Sequence[Spot]) -> Grid:
    """Return the grid in which criteria stand, rows and columns in the order of the criteria."""
    places = {spot: place for place, spot in enumerate(spots)}
    columns = tuple(dict.fromkeys(column for _, column in spots))
    rows = dict.fromkeys(row for row, _ in spots)
    return Grid(
        columns,
        tuple(GridRow(row, tuple(places.get((row, column)) for column in columns)) for row in rows),
    )


def faults(leaves: Iterable[tuple[str, Spot]]) -> list[str]:
    """Return why criteria, each with its number, make no grid: without a place, or two at one."""
    wrong: list[str] = []
    taken: dict[Spot, str] = {}
    for number, (row, column) in leaves:
        if not (row and column):
            wrong.append(f"Tiêu chí {number} chưa ghi hàng và cột trong bảng.")
        elif (row, column) in taken:
            other = taken[row, column]
            wrong.append(f"Tiêu chí {other} và {number} cùng ở hàng “{row}”, cột “{column}”.")
        else:
            taken[row, column] = number
    return wrong
