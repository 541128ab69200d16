"""From below to above: sums of what was sent, each unit's row in its place, nothing guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from vanlang.reports.rules import figures, numbers, places
from vanlang.reports.rules.definitions import Definition, RowsAre


@dataclass(frozen=True, slots=True)
class Below:
    """A report from below that was sent: whose it is, over which units, with which cells."""

    units: tuple[tuple[str, str], ...]
    cells: Mapping[str, str]


def rolled_up(definition: Definition, below: Sequence[Below]) -> dict[str, str]:
    """Return the cells of the report above: what can be added up, added up.

    A share is no sum: a column of shares without a formula stays to be filled in above.
    """
    cells: dict[str, str] = {}
    for table in definition.tables:
        if table.rows_are == RowsAre.EACH_UNIT:
            for one in below:
                cells |= {
                    place: value
                    for place, value in one.cells.items()
                    if places.is_cell(place) and places.parts(place)[0] == table.code
                }
            continue
        for row in table.rows:
            for column in table.columns:
                if not figures.is_entered(row, column) or not column.is_summed:
                    continue
                place = places.cell(table.code, row.code, column.code)
                found = [numbers.number(one.cells.get(place, "")) for one in below]
                known = [value for value in found if value is not None]
                cells[place] = numbers.kept(sum(known, Decimal(0))) if known else ""
    return cells


def units_of(below: Sequence[Below]) -> list[tuple[str, str]]:
    return [unit for one in below for unit in one.units]
