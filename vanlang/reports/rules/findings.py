"""What does not look right in a report: some of it stops it, the rest wants a word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from vanlang.reports.rules import figures, formulas, numbers, places
from vanlang.reports.rules.definitions import Check, Column, Definition, Row, Table
from vanlang.reports.rules.figures import Figures

SHORTEST_EXPLANATION = 10
FEW = Decimal(5)  # from 2 to 4 is no jump worth a word
HUNDRED = 100
CELLS_FOR_A_COPY = 6


class Sort(StrEnum):
    MISSING = "missing"
    UNBALANCED = "unbalanced"
    JUMP = "jump"
    DIFFERENCE = "difference"
    COPY = "copy"


SORT_NAMES = {
    Sort.MISSING: "Còn thiếu",
    Sort.UNBALANCED: "Không khớp",
    Sort.JUMP: "Tăng giảm bất thường",
    Sort.DIFFERENCE: "Khác số hệ thống đếm",
    Sort.COPY: "Trùng kỳ trước",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Chỗ cần xem lại: `code` is the same as long as the cell and the reason are."""

    sort: Sort
    place: str
    text: str
    is_hard: bool = False

    @property
    def code(self) -> str:
        return f"{self.sort}:{self.place}"

    @property
    def stops(self) -> bool:
        """Tell whether no explanation helps: a figure is missing, or a hard rule broken."""
        return self.sort == Sort.MISSING or self.is_hard


def find(report: Figures, *, counted: Mapping[str, str], before: Figures | None) -> list[Finding]:
    """Return everything worth a second look, in the order of the tables."""
    found = list(_find(report, counted, before))
    if before is not None:
        found += _copies(report, before)
    return found


def unexplained(found: list[Finding], cells: Mapping[str, str]) -> list[Finding]:
    """Return the findings that nobody has said enough about."""
    return [
        one
        for one in found
        if not one.stops
        and len(cells.get(places.explanation(one.code), "").strip()) < SHORTEST_EXPLANATION
    ]


def _find(report: Figures, counted: Mapping[str, str], before: Figures | None) -> Iterator[Finding]:
    for table in report.definition.tables:
        for row in table.rows_for(report.units):
            for column in table.columns:
                yield from _cell(report, table, row, column, counted, before)
        yield from _checks(report, table)


def _cell(  # noqa: PLR0913, PLR0917 one cell, seen from every side
    report: Figures,
    table: Table,
    row: Row,
    column: Column,
    counted: Mapping[str, str],
    before: Figures | None,
) -> Iterator[Finding]:
    place = places.cell(table.code, row.code, column.code)
    text = report.text(place)
    name = f"{row.title}, {column.title}"
    if not text:
        if column.required and figures.is_entered(row, column):
            yield Finding(
                Sort.MISSING, place, f"{name}: chưa có số liệu (không phát sinh thì ghi 0)."
            )
        return
    if place in counted and counted[place] != text:
        system = numbers.shown(counted[place], column.kind, column.digits)
        yield Finding(
            Sort.DIFFERENCE, place, f"{name}: báo cáo {report.shown(place)}, hệ thống đếm {system}."
        )
    if before is not None and column.jump_percent is not None and figures.is_entered(row, column):
        now, then = report.number(place), before.number(place)
        if now is not None and then is not None and _is_jump(now, then, column.jump_percent):
            yield Finding(
                Sort.JUMP,
                place,
                f"{name}: kỳ trước {before.shown(place)}, kỳ này {report.shown(place)}.",
            )


def _is_jump(now: Decimal, then: Decimal, percent: int) -> bool:
    change = abs(now - then)
    return change >= FEW and change * HUNDRED > abs(then) * percent


def _checks(report: Figures, table: Table) -> Iterator[Finding]:
    """A total that is odd only because a part of it is needs no second word."""
    rows = table.rows_for(report.units)
    for check in table.checks:
        parts = [
            one for row in rows if not row.is_total for one in _check(report, table, row, check)
        ]
        yield from parts
        if not parts:
            for row in rows:
                if row.is_total:
                    yield from _check(report, table, row, check)


def _check(report: Figures, table: Table, row: Row, check: Check) -> Iterator[Finding]:
    def look(code: str) -> Decimal | None:
        return report.number(places.cell(table.code, row.code, code))

    left = formulas.parse(check.left).value(look)
    right = formulas.parse(check.right).value(look)
    if left is None or right is None:
        return
    holds = {"=": left == right, "<=": left <= right, ">=": left >= right}[check.sign]
    if not holds:
        first = check.text[:1].upper() + check.text[1:]
        yield Finding(
            Sort.UNBALANCED,
            places.cell(table.code, row.code, f"{table.checks.index(check) + 1}"),
            f"{row.title}: {first}; ở đây {_said(left)} và {_said(right)}.",
            check.is_hard,
        )


def _said(value: Decimal) -> str:
    return numbers.shown(numbers.kept(value), numbers.Kind.DECIMAL)


def _copies(report: Figures, before: Figures) -> Iterator[Finding]:
    """A whole table that is the last one to the digit was perhaps never filled in anew."""
    for table in report.definition.tables:
        same = [
            (report.text(place), before.text(place))
            for row in table.rows_for(report.units)
            for column in table.columns
            if figures.is_entered(row, column) and not column.carried
            for place in [places.cell(table.code, row.code, column.code)]
        ]
        says = [now for now, _ in same if now not in {"", "0"}]
        if len(same) >= CELLS_FOR_A_COPY and says and all(now == then for now, then in same):
            place = places.cell(table.code, "bieu", "bieu")
            yield Finding(Sort.COPY, place, f"{table.title}: mọi ô giống hệt kỳ trước.")


def names_of(definition: Definition, place: str, units: figures.Units) -> str:
    """Return a cell as people call it: table, row, column."""
    if not places.is_cell(place):
        kind, _, rest = place.partition(places.SEPARATOR)
        if kind == places.EXPLANATION:
            return "Giải trình"
        section = next((one for one in definition.sections if one.code == rest), None)
        return f"Phần lời: {section.title}" if section else place
    table_code, row_code, column_code = places.parts(place)
    table = definition.table(table_code)
    if table is None:
        return place
    row = next((one for one in table.rows_for(units) if one.code == row_code), None)
    column = table.column(column_code)
    return " · ".join(
        (table.title, row.title if row else row_code, column.title if column else column_code)
    )
