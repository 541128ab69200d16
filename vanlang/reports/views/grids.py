"""The tables of a report as a page shows them: every cell with what stands beside it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from vanlang.reports.actions.writing import Crossed
from vanlang.reports.queries.reading import Reading
from vanlang.reports.rules import numbers, places
from vanlang.reports.rules.definitions import Column, Row, Table
from vanlang.reports.rules.numbers import Kind
from vanlang.reports.rules.states import ORIGIN_NAMES, Origin

SAID = {Origin.COUNTED, Origin.CARRIED, Origin.SHEET}


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: an input where `is_open`, else words; `notes` are what to compare it with."""

    place: str
    label: str
    text: str
    is_open: bool
    is_text: bool
    notes: tuple[str, ...] = ()
    error: str = ""
    crossed: Crossed | None = None
    mine: str = ""
    theirs: str = ""

    @property
    def name(self) -> str:
        return f"o:{self.place}"

    @property
    def id(self) -> str:
        return "o-" + self.place.replace("/", "-").replace(".", "-")


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    is_total: bool
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Grid:
    table: Table
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page knows besides the report: who may type, and what just went wrong."""

    fillable: Collection[str] = ()
    raw: Mapping[str, str] = field(default_factory=dict)  # as typed, where it was not kept
    errors: Mapping[str, str] = field(default_factory=dict)
    crossed: Mapping[str, Crossed] = field(default_factory=dict)


def of(read: Reading, shown: Shown) -> list[Grid]:
    return [
        Grid(table, [_line(read, shown, table, row) for row in table.rows_for(read.figures.units)])
        for table in read.report.round.definition.tables
    ]


def _line(read: Reading, shown: Shown, table: Table, row: Row) -> Line:
    boxes = [_box(read, shown, table, row, column) for column in table.columns]
    return Line(row.title, row.is_total, boxes)


def _box(read: Reading, shown: Shown, table: Table, row: Row, column: Column) -> Box:
    place = places.cell(table.code, row.code, column.code)
    kept = read.figures.text(place)
    is_open = place in shown.fillable
    text = _words(kept, column) if is_open else read.figures.shown(place)
    value = read.figures.values.get(place)
    if not is_open and value is not None and value.text and not value.is_whole:
        text += "*"
    crossed = shown.crossed.get(place)
    return Box(
        place=place,
        label=f"{row.title}, {column.title}",
        text=shown.raw.get(place, text),
        is_open=is_open,
        is_text=column.kind == Kind.TEXT,
        notes=tuple(_notes(read, place, column)),
        error=shown.errors.get(place, ""),
        crossed=crossed,
        mine=_words(crossed.conflict.mine, column) if crossed else "",
        theirs=_words(crossed.conflict.theirs, column) if crossed else "",
    )


def _words(kept: str, column: Column) -> str:
    return numbers.shown(kept, column.kind, column.digits)


def _notes(read: Reading, place: str, column: Column) -> list[str]:
    report, notes = read.report, []
    counted = report.counted.get(place)
    if counted is not None:
        same = counted == read.figures.text(place)
        notes.append("khớp số hệ thống đếm" if same else f"hệ thống đếm {_words(counted, column)}")
    cell = report.cells.get(place)
    if cell and cell[0] and cell[1] in SAID and counted is None:
        notes.append(ORIGIN_NAMES[Origin(cell[1])])
    if read.before is not None and column.kind != Kind.TEXT:
        before = read.before.text(place)
        if before:
            notes.append(f"kỳ trước {read.before.shown(place)}")
    return notes
