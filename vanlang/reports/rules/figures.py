"""What a report says: what was entered, and everything that follows from it by formula and total.

Nothing here is kept: the definition of a round never changes, so the same cells always give the
same figures, to the digit. Missing is not zero: a total of nothing is missing, a total of some
says that it is not whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from vanlang.reports.rules import formulas, numbers, places
from vanlang.reports.rules.definitions import Column, Definition, Row, Table
from vanlang.reports.rules.numbers import Kind

Cells = Mapping[str, str]
Units = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a cell: filled in by people or not, and whether any part of it lacks."""

    text: str
    is_entered: bool
    is_whole: bool = True


@dataclass(slots=True)
class Figures:
    """The values of every cell of every table, by place."""

    definition: Definition
    units: Units
    values: dict[str, Value] = field(default_factory=dict)

    def text(self, place: str) -> str:
        found = self.values.get(place)
        return found.text if found else ""

    def number(self, place: str) -> Decimal | None:
        return numbers.number(self.text(place))

    def shown(self, place: str) -> str:
        """Return a cell as people read it, a dash where nothing is known."""
        column = self.definition.column_at(place)
        text = self.text(place)
        if column is None or not text:
            return text or "–"
        return numbers.shown(text, column.kind, column.digits)


def compute(definition: Definition, cells: Cells, units: Units) -> Figures:
    """Return the figures of a report over these units (its own alone, or those rolled up)."""
    figures = Figures(definition, units)
    for table in definition.tables:
        _fill(figures, table, cells)
    return figures


def entered_places(definition: Definition, units: Units) -> list[str]:
    """Return the cells that people fill in, in the order in which a form shows them."""
    return [
        places.cell(table.code, row.code, column.code)
        for table in definition.tables
        for row in table.rows_for(units)
        for column in table.columns
        if is_entered(row, column)
    ]


def is_entered(row: Row, column: Column) -> bool:
    return not column.formula and (not row.is_total or column.kind == Kind.PERCENT)


def _fill(figures: Figures, table: Table, cells: Cells) -> None:
    rows = table.rows_for(figures.units)
    for row in rows:
        for column in table.columns:
            if is_entered(row, column):
                place = places.cell(table.code, row.code, column.code)
                figures.values[place] = Value(cells.get(place, ""), is_entered=True)
    for row in rows:
        if row.is_total:
            _total(figures, table, row, rows)
    known = table.formulas()
    order = formulas.order(known)
    for row in rows:
        for name in order:
            _formula(figures, table, row, name, known[name])


def _total(figures: Figures, table: Table, row: Row, rows: Sequence[Row]) -> None:
    parts = [one for one in rows if not one.is_total and (not row.parts or one.code in row.parts)]
    for column in table.columns:
        place = places.cell(table.code, row.code, column.code)
        if not column.is_summed:
            if not column.formula and column.kind == Kind.TEXT:
                figures.values[place] = Value("", is_entered=False)
            continue
        found = [figures.number(places.cell(table.code, one.code, column.code)) for one in parts]
        known = [value for value in found if value is not None]
        text = numbers.kept(sum(known, Decimal(0))) if known else ""
        figures.values[place] = Value(text, is_entered=False, is_whole=len(known) == len(found))


def _formula(
    figures: Figures, table: Table, row: Row, name: str, formula: formulas.Formula
) -> None:
    def look(code: str) -> Decimal | None:
        return figures.number(places.cell(table.code, row.code, code))

    column = table.column(name)
    value = formula.value(look)
    text = "" if value is None or column is None else numbers.kept(_rounded(value, column))
    whole = all(
        figures.values[place].is_whole
        for code in formula.names
        if (place := places.cell(table.code, row.code, code)) in figures.values
    )
    figures.values[places.cell(table.code, row.code, name)] = Value(
        text, is_entered=False, is_whole=whole
    )


def _rounded(value: Decimal, column: Column) -> Decimal:
    from_half_up = Decimal(1).scaleb(-column.digits)
    return value.quantize(from_half_up, "ROUND_HALF_UP")
