"""What a periodic report is, as data: Nghị định 09/2019/NĐ-CP, Điều 7 and 8.

Name, content, who reports, who receives, way, term, frequency, cut-off, outline, tables, guide. A
definition lies as JSON in a version of its regime; a draft may have defects, a published one none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from vanlang.kernel.deadlines import TermUnit
from vanlang.kernel.refusals import Refusal
from vanlang.reports.rules import formulas, periods, places
from vanlang.reports.rules.formulas import BadFormula, Formula
from vanlang.reports.rules.numbers import Kind
from vanlang.reports.rules.periods import Frequency

CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
MOST_TABLES, MOST_COLUMNS, MOST_ROWS, MOST_SECTIONS = 20, 60, 300, 20
MOST_CELLS = 900  # a form of more does not open on a weak computer, nor reach the server whole
SUMMED = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY}


class Reporters(StrEnum):
    """Đối tượng thực hiện báo cáo."""

    COMMUNES = "communes"
    DEPARTMENTS = "departments"
    PARTY = "party"
    COUNCIL = "council"
    FRONT = "front"


REPORTER_NAMES = {
    Reporters.COMMUNES: "Ủy ban nhân dân 148 xã, phường",
    Reporters.DEPARTMENTS: "Các sở, ban, ngành",
    Reporters.PARTY: "Đảng ủy 148 xã, phường",
    Reporters.COUNCIL: "Hội đồng nhân dân 148 xã, phường",
    Reporters.FRONT: "Ủy ban Mặt trận Tổ quốc 148 xã, phường",
}


class RowsAre(StrEnum):
    FIXED = "fixed"
    EACH_UNIT = "each_unit"  # one row a reporting unit; above, all of theirs below one another


class Part(StrEnum):
    """Which part of a measure goes into a cell."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    title: str
    kind: Kind = Kind.INTEGER
    digits: int = 0
    formula: str = ""
    required: bool = True
    carried: bool = False  # begins with what was reported the last time
    jump_percent: int | None = None  # from how great a change an explanation is asked for

    @property
    def is_summed(self) -> bool:
        return self.kind in SUMMED and not self.formula


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    title: str
    is_total: bool = False  # of `parts`, or of every row that is no total itself
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Số hệ thống đếm được: which measure fills a cell; row "*" means each unit's own."""

    row: str
    column: str
    measure: str
    part: Part = Part.NUMERATOR


@dataclass(frozen=True, slots=True)
class Feed:
    """Chỉ số nhận số liệu: what is reported here nobody types there; row "*" is the unit's own."""

    row: str
    column: str
    indicator: str


@dataclass(frozen=True, slots=True)
class Check:
    """Quan hệ giữa các cột: what must hold in every row, `left` sign `right`.

    A report that breaks it is sent with an explanation, unless its author made it hard.
    """

    text: str
    left: str
    sign: str
    right: str
    is_hard: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    code: str
    title: str
    columns: tuple[Column, ...] = ()
    rows_are: RowsAre = RowsAre.FIXED
    rows: tuple[Row, ...] = ()
    sources: tuple[Source, ...] = ()
    feeds: tuple[Feed, ...] = ()
    checks: tuple[Check, ...] = ()
    note: str = ""

    def column(self, code: str) -> Column | None:
        return next((column for column in self.columns if column.code == code), None)

    def formulas(self) -> dict[str, Formula]:
        return {one.code: formulas.parse(one.formula) for one in self.columns if one.formula}

    def rows_for(self, units: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
        """Return the rows of a report over these units (code and name): fixed, or one each."""
        if self.rows_are == RowsAre.FIXED:
            return self.rows
        own = tuple(Row(code, name) for code, name in units)
        total = (Row("tong", "Tổng cộng", is_total=True),) if len(units) > 1 else ()
        return (*own, *total)


@dataclass(frozen=True, slots=True)
class Section:
    """Mục của đề cương: its words begin as `template`, with {table.row.column} filled in."""

    code: str
    title: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Thời hạn gửi sau ngày chốt số liệu, by level. [GK] where no regulation was seen."""

    reporters: int = 2
    collector: int = 5
    top: int = 8
    unit: TermUnit = TermUnit.WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Definition:
    name: str
    content: str = ""
    basis: str = ""
    reporters: Reporters = Reporters.COMMUNES
    collector: str = ""  # code of the department that gathers; empty: straight to the Committee
    recipients: tuple[str, ...] = ()  # whom the province's report goes to, outside
    way: str = "Qua hệ thống thông tin báo cáo"
    frequency: Frequency = Frequency.MONTH
    cut_off: int = periods.USUAL_CUT_OFF
    terms: Terms = field(default_factory=Terms)
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    guide: str = ""
    with_document: bool = False  # sent only with a signed and issued document

    def table(self, code: str) -> Table | None:
        return next((table for table in self.tables if table.code == code), None)

    def column_at(self, place: str) -> Column | None:
        """Return the column a cell stands in; none where a table has no such cell."""
        table_code, _, column = places.parts(place)
        table = self.table(table_code)
        return table.column(column) if table else None


_adapter = TypeAdapter(Definition)


def of_json(content: Mapping[str, object]) -> Definition:
    """Read a definition.

    Raises:
        Refusal: it is none; says where.
    """
    try:
        return _adapter.validate_python(content)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = " → ".join(str(part) for part in first["loc"])
        raise Refusal(f"Định nghĩa chế độ báo cáo không đọc được ở “{where}”.") from problem


def to_json(definition: Definition) -> dict[str, object]:
    found: dict[str, object] = _adapter.dump_python(definition, mode="json")
    return found


def defects(definition: Definition) -> list[str]:
    """Return everything that keeps a definition from being published, in words."""
    return [*_general(definition), *_tables(definition)]


def _general(definition: Definition) -> Iterator[str]:
    for text, words in (
        (definition.name, "tên chế độ báo cáo"),
        (definition.content, "nội dung báo cáo"),
        (definition.basis, "văn bản quy định chế độ báo cáo"),
        (definition.guide, "hướng dẫn thực hiện"),
    ):
        if not text.strip():
            yield f"Chưa ghi {words}."
    if not 1 <= definition.cut_off <= periods.LAST_CUT_OFF:
        yield f"Ngày chốt số liệu phải từ 1 đến {periods.LAST_CUT_OFF}."
    terms = definition.terms
    if not 0 < terms.reporters <= terms.collector <= terms.top:
        yield "Thời hạn gửi phải lớn hơn 0 và cấp trên không sớm hơn cấp dưới."
    if not definition.tables and not definition.sections:
        yield "Chế độ báo cáo cần ít nhất một biểu số liệu hoặc một mục đề cương."
    if len(definition.tables) > MOST_TABLES or len(definition.sections) > MOST_SECTIONS:
        yield f"Tối đa {MOST_TABLES} biểu và {MOST_SECTIONS} mục."
    yield from _codes("biểu", [table.code for table in definition.tables])
    yield from _codes("mục", [section.code for section in definition.sections])
    if places.SECTION in {table.code for table in definition.tables}:
        yield f"Mã biểu không được là “{places.SECTION}”."
    if (
        sum(len(table.columns) * max(len(table.rows), 1) for table in definition.tables)
        > MOST_CELLS
    ):
        yield f"Các biểu có quá {MOST_CELLS} ô."


def _tables(definition: Definition) -> Iterator[str]:
    for table in definition.tables:
        for text in _table(table):
            yield f"Biểu “{table.title or table.code}”: {text}"


def _table(table: Table) -> Iterator[str]:
    if not table.columns:
        yield "chưa có cột nào."
    if table.rows_are == RowsAre.FIXED and not table.rows:
        yield "chưa có dòng nào."
    if len(table.columns) > MOST_COLUMNS or len(table.rows) > MOST_ROWS:
        yield f"tối đa {MOST_COLUMNS} cột và {MOST_ROWS} dòng."
    columns = [column.code for column in table.columns]
    rows = {row.code for row in table.rows}
    yield from _codes("cột", columns)
    yield from _codes("dòng", [row.code for row in table.rows])
    yield from (f"cột “{one.code}” chưa có tên." for one in table.columns if not one.title.strip())
    yield from _formulas(table)
    for row in table.rows:
        yield from (
            f"dòng tổng “{row.code}” cộng dòng “{part}” không có hoặc cũng là dòng tổng."
            for part in row.parts
            if part not in rows or any(r.code == part and r.is_total for r in table.rows)
        )
    for source in table.sources:
        if source.column not in columns or (source.row != "*" and source.row not in rows):
            yield f"ô được đếm {source.row}/{source.column} không có trong biểu."
    yield from _feeds(table)
    for check in table.checks:
        yield from _check(check, columns)


def _feeds(table: Table) -> Iterator[str]:
    rows = {row.code for row in table.rows}
    for feed in table.feeds:
        column = table.column(feed.column)
        is_own = feed.row == "*" and table.rows_are == RowsAre.EACH_UNIT
        if column is None or (not is_own and feed.row not in rows):
            yield f"ô cho chỉ số {feed.row}/{feed.column} không có trong biểu."
        elif column.kind == Kind.TEXT:
            yield f"cột chữ “{feed.column}” không cho số liệu vào chỉ số được."


def _formulas(table: Table) -> Iterator[str]:
    known = {column.code: column.kind for column in table.columns}
    found: dict[str, Formula] = {}
    for column in table.columns:
        if not column.formula:
            continue
        try:
            found[column.code] = formulas.parse(column.formula)
        except BadFormula as problem:
            yield str(problem)
            continue
        for name in sorted(found[column.code].names):
            if name not in known:
                yield f"công thức của cột “{column.code}” dùng cột “{name}” không có."
            elif known[name] == Kind.TEXT:
                yield f"công thức của cột “{column.code}” dùng cột chữ “{name}”."
    try:
        formulas.order(found)
    except BadFormula as problem:
        yield str(problem)


def _check(check: Check, columns: Sequence[str]) -> Iterator[str]:
    if check.sign not in {"=", "<=", ">="}:
        yield f"quan hệ “{check.text}” cần dấu =, <= hoặc >=."
    for side in (check.left, check.right):
        try:
            unknown = formulas.parse(side).names - set(columns)
        except BadFormula as problem:
            yield str(problem)
        else:
            yield from (f"quan hệ “{check.text}” dùng cột “{one}” không có." for one in unknown)


def _codes(what: str, codes: Sequence[str]) -> Iterator[str]:
    for code in codes:
        if not CODE.fullmatch(code):
            yield f"mã {what} “{code}” chỉ gồm chữ thường không dấu, số và gạch dưới."
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"mã {what} “{code}” có hai lần."
