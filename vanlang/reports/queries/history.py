"""What happened to a report, in words: every cell's values, every step."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from vanlang.kernel import journal
from vanlang.reports.models import CellEntry, Submission
from vanlang.reports.rules import findings, numbers, places
from vanlang.reports.rules.states import EVENT_NAMES, Event, Standing

STANDING_NAMES = {
    Standing.KEPT: "",
    Standing.CROSSED: "để riêng: ô này đã được sửa trong lúc nhập",
    Standing.TOO_LATE: "để riêng: báo cáo hoặc đợt đã đóng",
}


@dataclass(frozen=True, slots=True)
class Line:
    entry: CellEntry
    name: str
    before: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Step:
    what: str
    who: str
    at: datetime
    note: str


def lines(report: Submission, entries: Iterable[CellEntry]) -> list[Line]:
    return [
        Line(
            one,
            named(report, one.place),
            shown(report, one.place, one.before),
            shown(report, one.place, one.value),
            STANDING_NAMES[Standing(one.standing)] or one.origin_name,
        )
        for one in entries
        if one.place != places.COVERS
    ]


def named(report: Submission, place: str) -> str:
    return findings.names_of(report.round.definition, place, report.covers)


def shown(report: Submission, place: str, value: str) -> str:
    if not value:
        return "–"
    column = report.round.definition.column_at(place) if places.is_cell(place) else None
    return numbers.shown(value, column.kind, column.digits) if column else value


def steps(report: Submission) -> Iterator[Step]:
    """Yield the steps of a report, the newest first; single saves stand with the cells."""
    for entry in journal.history(report).reverse():
        if entry.kind == Event.SAVED or entry.kind not in EVENT_NAMES:
            continue
        who = ", ".join(part for part in (entry.actor_name, entry.unit_name) if part)
        note = str(entry.payload.get("reason") or "")
        if entry.payload.get("late") is True:
            note = "gửi muộn"
        yield Step(EVENT_NAMES[Event(entry.kind)], who, entry.at, note)
