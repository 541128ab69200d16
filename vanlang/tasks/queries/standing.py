"""How a task stands, in a shape and a few words."""

from datetime import datetime

from vanlang.kernel import calendars
from vanlang.kernel.deadlines import working_time_between
from vanlang.tasks.models import Task
from vanlang.tasks.rules.states import State
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
    left = working_time_between(at, task.due_at, calendar)
    return wording.term_kind(left), f"{task.state_name}, {wording.term_left(left)}"
