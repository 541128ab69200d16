"""Terms over time as bars: drawn on the server, every bar a link to its task."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from markupsafe import Markup

from vanlang.tasks.models import Task
from vanlang.tasks.queries.programmes import Branch
from vanlang.tasks.rules.states import Kind, State
from vanlang.ui import charts, wording

NARROWEST = 1.5
INDENT = "\u2003"


def drawn(branches: Sequence[Branch], title: str, *, at: datetime) -> Markup:
    """Draw one bar a part from when it was given to when it is due; a tick stands for now."""
    if not branches:
        return Markup("")
    start = min(branch.task.given_at for branch in branches)
    end = max(branch.task.due_at for branch in branches)
    whole = (end - start).total_seconds() or 1

    def place(moment: datetime) -> float:
        return 100 * (moment - start).total_seconds() / whole

    now = charts.rectangle(place(at), 0.4, "bad") if start <= at <= end else ""
    lines = []
    for branch in branches:
        task = branch.task
        left, right = place(task.given_at), place(task.due_at)
        bar = charts.rectangle(left, max(right - left, NARROWEST), fill(task, at=at))
        name = charts.linked(task.title, task.get_absolute_url())
        lines.append(
            f'<li><span class="name">{INDENT * branch.depth}{name}</span>'
            f"{charts.track(bar + now)}<b>{escape(wording.day(task.due_at))}</b></li>"
        )
    return charts.drawing(f'<ul class="bars" aria-label="{escape(title)}">{"".join(lines)}</ul>')


def fill(task: Task, *, at: datetime) -> str:
    if task.kind != Kind.TASK or task.state == State.CANCELLED:
        return "none"
    if task.is_late(at):
        return "two" if task.state == State.CLOSED else "bad"
    return {State.CLOSED: "good", State.ASSIGNED: "warn"}.get(State(task.state), "one")
