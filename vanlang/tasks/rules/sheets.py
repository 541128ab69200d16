"""A programme as rows of a sheet: what each column means, and everything that is wrong with a row.

Pure: cells come in as the file holds them, and go out as lines that can be given, or as faults
that name row and column. Nothing of a file with a fault is taken.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vanlang.kernel import numbers
from vanlang.kernel.cells import PercentageCell, UnusableCell
from vanlang.kernel.numbers import NumberRule, UnreadableNumber
from vanlang.tasks.rules.states import Kind

Cell = str | int | float | Decimal | date | datetime | bool | UnusableCell | None

CODE_AS_NUMBER = (
    "Mã ghi dạng số hoặc ngày: 1.10 và 1.1 thành như nhau. Hãy định dạng ô là Văn bản (Text) rồi "
    "gõ lại mã."
)
ROWS_AT_MOST = 2000
FAULTS_SHOWN = 200
COLUMNS = {
    "code": "Mã",
    "kind": "Loại",
    "above": "Thuộc mã",
    "title": "Rõ việc",
    "lead": "Đơn vị chủ trì",
    "supporting": "Đơn vị phối hợp",
    "in_charge": "Rõ người",
    "product": "Rõ sản phẩm",
    "due_on": "Rõ thời gian",
    "responsibility": "Rõ trách nhiệm",
    "authority": "Rõ thẩm quyền",
    "budget": "Kinh phí",
}
REQUIRED = ("code", "title", "lead", "product", "due_on")
KINDS = {
    "": Kind.TASK,
    "nhiệm vụ": Kind.TASK,
    "mục tiêu": Kind.OBJECTIVE,
    "dự án": Kind.PROJECT,
    "đề án": Kind.PROJECT,
}
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
AMOUNT = NumberRule(digits=0, lowest=Decimal(0))
LENGTHS = {"code": 30, "title": 500, "in_charge": 1000, "product": 1000}
LENGTHS |= {"responsibility": 1000, "authority": 1000}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the row as the sheet numbers it, the column's name, the words."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    code: str
    kind: Kind
    above: str
    title: str
    lead: str
    supporting: tuple[str, ...]
    in_charge: str
    product: str
    due_on: date
    responsibility: str
    authority: str
    budget: int | None


class Unreadable(ValueError):
    """The cell does not hold what its column asks for; says what it should hold."""


def head_of(cells: Sequence[Cell]) -> tuple[dict[str, int], list[Fault]]:
    """Return where each column stands by its heading; a needed one that is not there is a fault."""
    named = {_plain(cell): place for place, cell in reversed(list(enumerate(cells)))}
    places = {
        column: named[_plain(name)] for column, name in COLUMNS.items() if _plain(name) in named
    }
    missing = [
        name for column, name in COLUMNS.items() if column in REQUIRED and column not in places
    ]
    return places, [Fault(1, name, "Thiếu cột này ở dòng tiêu đề.") for name in missing]


def read(
    rows: Iterable[tuple[int, Sequence[Cell]]], places: dict[str, int]
) -> tuple[list[Line], list[Fault]]:
    """Return the lines of a sheet in their order, each after the one it belongs to, and faults."""
    lines: list[Line] = []
    faults: list[Fault] = []
    known: set[str] = set()
    for number, cells in rows:
        found = {column: _at(cells, place) for column, place in places.items()}
        if not any(_text(cell) for cell in found.values()):
            continue
        line, wrong = _line(number, found)
        faults += wrong
        code, above = _text(found.get("code")), _text(found.get("above"))
        if code in known:
            faults.append(Fault(number, COLUMNS["code"], f"Mã “{code}” đã có ở dòng trên."))
        if above and above not in known:
            text = f"Không có mã “{above}” ở dòng nào phía trên."
            faults.append(Fault(number, COLUMNS["above"], text))
        known.add(code)
        if line is not None:
            lines.append(line)
    if not lines and not faults:
        faults.append(Fault(2, COLUMNS["title"], "Tệp không có dòng nào."))
    return lines, faults


def _line(number: int, found: dict[str, Cell]) -> tuple[Line | None, list[Fault]]:
    faults = [
        Fault(number, COLUMNS[column], cell.text)
        for column, cell in found.items()
        if isinstance(cell, UnusableCell)
    ]
    faults += [
        Fault(number, COLUMNS[column], CODE_AS_NUMBER)
        for column in ("code", "above")
        if _is_doubtful_code(found.get(column))
    ]
    if faults:
        return None, faults
    faults += [
        Fault(number, COLUMNS[column], "Không được để trống.")
        for column in REQUIRED
        if not _text(found.get(column))
    ]
    faults += [
        Fault(number, COLUMNS[column], f"Dài quá {most} ký tự.")
        for column, most in LENGTHS.items()
        if len(_text(found.get(column))) > most
    ]
    due_on, budget, kind = None, None, Kind.TASK
    try:
        kind = _kind(found.get("kind"))
    except Unreadable as problem:
        faults.append(Fault(number, COLUMNS["kind"], str(problem)))
    try:
        due_on = day(found.get("due_on"))
    except Unreadable as problem:
        faults.append(Fault(number, COLUMNS["due_on"], str(problem)))
    try:
        budget = money(found.get("budget"))
    except Unreadable as problem:
        faults.append(Fault(number, COLUMNS["budget"], str(problem)))
    if faults or due_on is None:
        return None, faults
    words = {column: _text(found.get(column)) for column in COLUMNS}
    return Line(
        row=number,
        code=words["code"],
        kind=kind,
        above=words["above"],
        title=words["title"],
        lead=words["lead"],
        supporting=tuple(
            part.strip() for part in re.split("[;\n]", words["supporting"]) if part.strip()
        ),
        in_charge=words["in_charge"],
        product=words["product"],
        due_on=due_on,
        responsibility=words["responsibility"],
        authority=words["authority"],
        budget=budget,
    ), faults


def day(cell: Cell) -> date | None:
    """Return a day as Excel holds it, or as people write it: 31/12/2026.

    Raises:
        Unreadable: it is no day, or one with the year left out.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise Unreadable(f"“{text[:40]}” không phải ngày; hãy ghi ngày/tháng/năm, ví dụ 31/12/2026.")


def money(cell: Cell) -> int | None:
    """Return whole đồng; 1.500.000 is a million and a half, as written here.

    Raises:
        Unreadable: it is no amount, or one with a part of a đồng, where a comma may be meant.
    """
    number_format = "0%" if isinstance(cell, PercentageCell) else ""
    try:
        amount = numbers.read_cell(cell, number_format, AMOUNT)
    except UnreadableNumber as no:
        raise Unreadable(f"{no.message} Ghi số tiền bằng đồng, ví dụ 1.500.000.") from no
    return None if amount is None else int(amount)


def _is_doubtful_code(cell: Cell) -> bool:
    """Excel holds 1.10 typed as a number as 1.1, and 1.12 now and then as a day."""
    return isinstance(cell, date) or (isinstance(cell, float) and not cell.is_integer())


def _kind(cell: Cell) -> Kind:
    text = _text(cell).lower()
    if text not in KINDS:
        raise Unreadable("Chỉ có: Mục tiêu, Dự án, Đề án, Nhiệm vụ.")
    return KINDS[text]


def _at(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a code typed as a number
    return " ".join(unicodedata.normalize("NFC", str(cell)).split(" ")).strip()


def _plain(cell: Cell) -> str:
    return " ".join(_text(cell).lower().split())
