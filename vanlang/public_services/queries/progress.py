"""Where a dossier is, told to people: the steps done, the one it is at, those to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vanlang.identity.api import Person
from vanlang.kernel import calendars, deadlines
from vanlang.kernel.days import day_of
from vanlang.public_services.models.dossiers import Dossier, DossierStep
from vanlang.public_services.queries import agencies, documents, dossiers
from vanlang.public_services.rules import steps
from vanlang.public_services.rules.parts import StepKind
from vanlang.public_services.rules.states import CLOSED, PAUSED, Channel, State
from vanlang.ui import wording


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list of steps, as `ui/parts.html` draws it."""

    title: str
    state: str
    note: str


def left(dossier: Dossier, *, at: datetime) -> timedelta | None:
    """Return the working time left until the promise; None when no clock runs."""
    if dossier.due_at is None or State(dossier.state) in PAUSED | CLOSED | {State.FINISHED}:
        return None
    return _left_until(dossier, dossier.due_at, at)


def step_left(dossier: Dossier, *, at: datetime) -> timedelta | None:
    """Return the working time left for the step it is at."""
    if State(dossier.state) in PAUSED | CLOSED:
        return None
    return _left_until(dossier, dossier.step_due_at, at)


def _named(unit_id: int, at: datetime) -> str:
    """Return who was in office then, by the name of that day."""
    day = day_of(at)
    return agencies.in_office(unit_id, on=day).as_of(day).short_name


def _left_until(dossier: Dossier, due: datetime, at: datetime) -> timedelta:
    calendar = calendars.for_unit(agencies.agency(dossier.step_unit_id).code)
    since = max(at, dossier.step_started_at)
    return deadlines.time_left(since, due, calendar)


def where(dossier: Dossier, *, at: datetime) -> str:
    """Say in a sentence who has it now."""
    if dossier.state == State.RETURNED:
        return f"Đã trả kết quả {wording.moment(dossier.returned_at)}"
    place = steps.place_at(documents.definition_of(dossier), dossier.step_index)
    unit = _named(dossier.step_unit_id, dossier.returned_at or at)
    if dossier.step_started_at > at:
        return f"{unit} nhận lúc {wording.moment(dossier.step_started_at)}"
    return f"{place.spec.name}, {unit}"


def steps_of(dossier: Dossier, *, at: datetime, with_names: bool = True) -> list[Shown]:
    """Return every step: who did it and when, who has it now, what is still to come."""
    definition = documents.definition_of(dossier)
    rows = dossiers.steps_of(dossier)
    filed = "người dân" if dossier.channel == Channel.ONLINE else "tại quầy"
    shown = [Shown("Nộp hồ sơ", "done", f"{wording.brief(dossier.filed_at)} · {filed}")]
    for row in rows:
        name = definition.steps[row.index].name
        if row.done_at:
            shown.append(
                Shown(_done_title(name, row), "done", _done_note(row, dossier, with_names))
            )
        else:
            shown.append(Shown(name, "now", _now_note(row, dossier, at, with_names)))
    reached = rows[-1].index if rows else -1
    if State(dossier.state) not in CLOSED:
        shown += [Shown(step.name, "todo", "") for step in definition.steps[reached + 1 :]]
    return shown


def _done_title(name: str, row: DossierStep) -> str:
    return f"{name}: trả lại để sửa" if row.verb == "send_back" else name


def _done_note(row: DossierStep, dossier: Dossier, with_names: bool) -> str:
    unit = _named(row.unit_id, row.done_at or dossier.filed_at)
    who = f"{row.done_by_name}, {unit}" if with_names and row.done_by_name else unit
    note = f"{wording.brief(row.done_at)} · {who}"
    if row.kind == StepKind.RECEIVE and dossier.handed_over_at and row.done_at:
        note += f", chuyển đi lúc {wording.brief(dossier.handed_over_at)}"
        if dossier.handed_over_at > row.done_at + timedelta(hours=1):
            note += ", đầu giờ làm việc tiếp theo"
    if row.note and with_names:
        note += f" · {row.note}"
    return note


def _now_note(row: DossierStep, dossier: Dossier, at: datetime, with_names: bool) -> str:
    unit = _named(row.unit_id, at)
    holder = unit
    if with_names and dossier.assignee_id:
        name = Person.objects.values_list("name", flat=True).get(pk=dossier.assignee_id)
        holder = f"{name}, {unit}"
    if row.started_at > at:
        return f"{holder} nhận lúc {wording.brief(row.started_at)}"
    remaining = step_left(dossier, at=at)
    if remaining is None:
        return f"đang ở {holder}"
    return f"đang ở {holder}, {wording.term_left(remaining)}"
