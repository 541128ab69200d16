"""A programme out of an Excel file: all of it, or nothing and a list of every fault."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.kernel import search
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import TooLarge
from vanlang.tasks.actions import assigning
from vanlang.tasks.actions.assigning import Order
from vanlang.tasks.models import Task
from vanlang.tasks.queries import units
from vanlang.tasks.rules import sheets
from vanlang.tasks.rules.sheets import COLUMNS, Fault, Line
from vanlang.tasks.rules.states import Kind
from vanlang.ui import workbooks

FILE_BYTES_AT_MOST = 5 * 2**20
COLUMNS_AT_MOST = 50


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
    lines, faults = _read(content)
    names = {} if faults else _units(whole.giver)
    faults += [fault for line in lines for fault in _unknown_units(line, names)] if names else []
    if faults:
        return Imported(faults=sorted(faults, key=lambda fault: fault.row))
    return _make(whole, lines, names, by=by, at=at)


def _read(content: BinaryIO) -> tuple[list[Line], list[Fault]]:
    book = workbooks.read(content, max_bytes=FILE_BYTES_AT_MOST)
    name = book.first_visible
    rows = _bounded(workbooks.rows(book.sheets[name], columns=COLUMNS_AT_MOST))
    at, head = next(rows, (1, ()))
    places, faults = sheets.head_of(head)
    if faults:
        where = f"Trang tính “{name}”: "
        return [], [Fault(at, one.column, where + one.text) for one in faults]
    return sheets.read(rows, places)


def _bounded(rows: Iterator[workbooks.Row]) -> Iterator[workbooks.Row]:
    for count, row in enumerate(rows):
        if count > sheets.ROWS_AT_MOST:
            raise TooLarge(f"Tệp có quá {sheets.ROWS_AT_MOST} dòng. Hãy chia nhỏ.", field="file")
        yield row


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
