"""Lists of tasks: which one is asked for, its page, and how each line reads."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from vanlang.kernel.actors import Actor
from vanlang.tasks.models import Task
from vanlang.tasks.queries import tasks as queries
from vanlang.tasks.queries.standing import badge, badge_then
from vanlang.tasks.rules.states import Kind
from vanlang.ui import wording
from vanlang.ui.requests import Request

ON_A_PAGE = 50
TO_DO, TO_ACCEPT, GIVEN, HELPED = "phai-lam", "nghiem-thu", "da-giao", "phoi-hop"
NAMES = {
    TO_DO: "Phải làm",
    TO_ACCEPT: "Chờ nghiệm thu",
    GIVEN: "Đã giao",
    HELPED: "Phối hợp",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A task as a list shows it: its badge's shape and words beside it."""

    task: Task
    note: str
    kind: str
    words: str
    parts: tuple[int, int] | None = None


def wanted(request: Request) -> tuple[str, QuerySet[Task]]:
    """Return which list is asked for, and its tasks."""
    asked = request.GET.get("muc", "")
    actor = request.actor
    lists = {
        TO_DO: queries.to_do,
        TO_ACCEPT: queries.to_accept,
        GIVEN: queries.given,
        HELPED: queries.supported,
    }
    name = asked if asked in lists else first(actor)
    tasks = lists[name](actor)
    if name == GIVEN and request.GET.get("goc") != "khong":
        # An order to 148 units is one line; its tasks stand on its own page.
        tasks = tasks.exclude(parent__kind=Kind.ORDER)
    if name == TO_DO and request.GET.get("ai") == "toi":
        tasks = queries.in_person(tasks, actor)
    return name, queries.with_words(tasks, request.GET.get("q", "")[:100])


def first(actor: Actor) -> str:
    """Return the list that has something in it, beginning with what one has to do."""
    if queries.to_do(actor).exists():
        return TO_DO
    return (
        TO_ACCEPT
        if queries.to_accept(actor).exists()
        else GIVEN
        if queries.given(actor).exists()
        else TO_DO
    )


def page_of(tasks: QuerySet[Task], number: str) -> Page[Task]:
    return Paginator(tasks, ON_A_PAGE).get_page(number)


def lines(tasks: list[Task], *, at: datetime, given: bool) -> list[Line]:
    below = queries.counts_below(tasks)
    return [line(task, at=at, given=given, parts=below.get(task.pk)) for task in tasks]


def lines_then(tasks: list[Task], *, at: datetime, given: bool) -> list[Line]:
    """Return the rows of a figure as they stood when it was counted, not as they stand now."""
    lines = []
    for task in tasks:
        other = task.lead.short_name if given else f"{task.giver.short_name} giao"
        due: datetime = getattr(task, "due_then")  # noqa: B009 of `measures.figures.rows`
        note = f"Số {task.number} · {other} · hạn {wording.moment(due)}"
        lines.append(Line(task, note, *badge_then(task, at=at)))
    return lines


def line(task: Task, *, at: datetime, given: bool, parts: tuple[int, int] | None = None) -> Line:
    other = task.lead.short_name if given else f"{task.giver.short_name} giao"
    if task.kind == Kind.ORDER and parts:
        other = f"{wording.number(parts[0])} đơn vị"
    note = f"Số {task.number} · {other} · hạn {wording.moment(task.due_at)}"
    if task.person is not None and not given:
        note += f" · {task.person.name}"
    kind, words = badge(task, at=at)
    if task.kind == Kind.ORDER and parts:
        words = f"{wording.number(parts[1])}/{wording.number(parts[0])} xong"
        kind = "good" if parts[0] == parts[1] else "bad" if task.is_late(at) else "warn"
    return Line(task, note, kind, words, parts)
