"""How a task stands, in a shape and a few words."""

from datetime import datetime

from vanlang.kernel import calendars
from vanlang.kernel.deadlines import time_left
from vanlang.tasks.models import Task
from vanlang.tasks.rules.states import STATE_NAMES, State
from vanlang.ui import wording


def badge(task: Task, *, at: datetime) -> tuple[str, str]:
    """Return shape and words: what state it is in, and how long there is."""
    if task.state == State.CANCELLED:
        return "none", task.state_name
    if task.state == State.CLOSED:
        return (
            ("bad", "Hoàn thành, quá hạn") if task.is_late(at) else ("good", "Hoàn thành đúng hạn")
        )
    if task.state == State.REPORTED:
        return "now", "Chờ nghiệm thu" + (", nộp quá hạn" if task.is_late(at) else "")
    calendar = calendars.for_unit(task.lead.code)
    left = time_left(at, task.due_at, calendar)
    return wording.term_kind(left), f"{task.state_name}, {wording.term_left(left)}"


def badge_then(task: Task, *, at: datetime) -> tuple[str, str]:
    """Return shape and words of a row of a figure, as it stood when the figure was counted."""
    stopped: datetime = getattr(task, "stopped")  # noqa: B009 of `measures.figures.rows`
    due: datetime = getattr(task, "due_then")  # noqa: B009 likewise
    is_late = stopped > due
    if task.closed_at is not None and task.closed_at <= at:
        return ("bad", "Hoàn thành, quá hạn") if is_late else ("good", "Hoàn thành đúng hạn")
    has_begun = task.started_at is not None and task.started_at <= at
    name = STATE_NAMES[State.STARTED if has_begun else State.ASSIGNED]
    return ("bad", f"{name}, quá hạn") if is_late else ("now", f"{name}, trong hạn")
