"""A programme out of an Excel file: all of it, or nothing and a list of every fault."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from uuid import UUID, uuid5

from django.db import transaction
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from vanlang.identity.api import Unit
from vanlang.kernel import file_checks, files, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, TooLarge, WrongType
from vanlang.tasks.actions import assigning
from vanlang.tasks.actions.assigning import Order
from vanlang.tasks.models import Task
from vanlang.tasks.queries import units
from vanlang.tasks.rules import sheets
from vanlang.tasks.rules.sheets import COLUMNS, Cell, Fault, Line
from vanlang.tasks.rules.states import Kind

FILE_BYTES_AT_MOST = 5 * 2**20
COLUMNS_AT_MOST = 50
CHUNK = 2**16
MERGED = b"<mergeCell "


@dataclass(frozen=True, slots=True)
class Imported:
    """The programme that was made, or what kept it from being made."""

    programme: Task | None = None
    count: int = 0
    faults: list[Fault] = field(default_factory=list)


def import_programme(whole: Order, content: BinaryIO, *, by: Actor, at: datetime) -> Imported:
    """Make the programme `whole` with every row of the file below it.

    Raises:
        Refusal: the file as such cannot be taken; its words say why.
    """
    known = Task.objects.filter(pk=whole.key).first()
    if known is not None:
        return Imported(known, Task.objects.filter(root=known.root_id).count() - 1)
    refuse_unfit(content)
    lines, faults = _read(content)
    names = {} if faults else _units(whole.giver)
    faults += [fault for line in lines for fault in _unknown_units(line, names)] if names else []
    if faults:
        return Imported(faults=sorted(faults, key=lambda fault: fault.row))
    return _make(whole, lines, names, by=by, at=at)


def refuse_unfit(content: BinaryIO) -> None:
    """Refuse what is no plain sheet: macros, merged cells, another kind of file, a bomb.

    Raises:
        Refusal: with the reason, for the person who sent it.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        names = []
    content.seek(0)
    if any("vbaProject" in name for name in names):
        raise WrongType("Tệp có macro. Hãy lưu lại thành .xlsx rồi tải lên.", field="file")
    try:
        files.check_upload(content, allowed=(file_checks.XLSX,), max_bytes=FILE_BYTES_AT_MOST)
    except Refusal as no:
        no.field = "file"
        raise
    content.seek(0)
    with zipfile.ZipFile(content) as archive:
        for name in sorted(name for name in names if name.startswith("xl/worksheets/")):
            if not name.endswith("/") and _holds(archive, name, MERGED):
                raise Refusal("Tệp có ô gộp. Hãy bỏ gộp ô (Unmerge) rồi tải lên.", field="file")
    content.seek(0)


def _holds(archive: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    before = b""
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            if wanted in before + chunk:
                return True
            before = chunk[-len(wanted) :]
    return False


def _read(content: BinaryIO) -> tuple[list[Line], list[Fault]]:
    try:
        book = load_workbook(content, read_only=True)
        rows = _rows(book.worksheets[0].iter_rows(max_col=COLUMNS_AT_MOST, values_only=True))
        _, head = next(rows, (1, ()))
        places, faults = sheets.head_of(head)
        return ([], faults) if faults else sheets.read(rows, places)
    except (InvalidFileException, KeyError, IndexError, ValueError) as problem:
        raise WrongType("Không đọc được bảng tính. Hãy lưu lại tệp.", field="file") from problem


def _rows(rows: Iterator[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    for number, cells in enumerate(rows, start=1):
        if number > sheets.ROWS_AT_MOST + 1:
            raise TooLarge(f"Tệp có quá {sheets.ROWS_AT_MOST} dòng. Hãy chia nhỏ.", field="file")
        yield number, cells


def _units(giver: Unit) -> dict[str, Unit]:
    """Return the units one may give to, by code, name and short name without accents."""
    found: dict[str, Unit] = {}
    for unit in units.under(giver):
        for name in (unit.name, unit.short_name, unit.code):
            found.setdefault(search.fold(name), unit)
    return found


def _unknown_units(line: Line, names: dict[str, Unit]) -> Iterator[Fault]:
    text = "Không có đơn vị “{}” trong số các đơn vị được giao."
    if search.fold(line.lead) not in names:
        yield Fault(line.row, COLUMNS["lead"], text.format(line.lead))
    for name in line.supporting:
        if search.fold(name) not in names:
            yield Fault(line.row, COLUMNS["supporting"], text.format(name))


@transaction.atomic
def _make(
    whole: Order, lines: list[Line], names: dict[str, Unit], *, by: Actor, at: datetime
) -> Imported:
    programme = assigning.assign(whole, by=by, at=at)
    parts = [(_order(line, whole, names), _key(whole, line.above), line.row) for line in lines]
    try:
        assigning.assign_below(
            programme, [(order, above) for order, above, _ in parts], by=by, at=at
        )
    except assigning.PartRefused as no:
        line = lines[no.place]
        column = COLUMNS.get(no.refusal.field, COLUMNS["title"])
        transaction.set_rollback(True)
        return Imported(faults=[Fault(line.row, column, no.refusal.message)])
    return Imported(programme, len(lines))


def _key(whole: Order, code: str) -> UUID:
    return uuid5(whole.key, code) if code else whole.key


def _order(line: Line, whole: Order, names: dict[str, Unit]) -> Order:
    return Order(
        key=_key(whole, line.code),
        title=line.title,
        product=line.product,
        giver=whole.giver,
        lead=names[search.fold(line.lead)],
        due_on=line.due_on,
        supporting=tuple(names[search.fold(name)] for name in line.supporting),
        in_charge=line.in_charge,
        responsibility=line.responsibility,
        authority=line.authority,
        source=whole.source,
        budget=line.budget,
        kind=Kind(line.kind),
    )
