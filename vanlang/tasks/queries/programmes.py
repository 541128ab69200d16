"""A programme as one sees it: its tree, its money, the monthly words on its parts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from vanlang.kernel.actors import Actor
from vanlang.tasks.models import ProgressReport, Task
from vanlang.tasks.queries.tasks import given, visible_to
from vanlang.tasks.rules.states import Kind, State

SHOWN_AT_MOST = 400


@dataclass(frozen=True, slots=True)
class Money:
    budget: int
    spent: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a programme and how deep it hangs."""

    task: Task
    depth: int


def programmes(actor: Actor) -> QuerySet[Task]:
    return given(actor).filter(kind=Kind.PROGRAMME)


def parts_of(programme: Task, actor: Actor) -> QuerySet[Task]:
    """Return everything below a programme that the actor may see."""
    parts = visible_to(actor).filter(root=programme.pk).exclude(pk=programme.pk)
    return parts.order_by("position", "given_at", "pk")


def counted_in(programme: Task, actor: Actor) -> Q:
    """Return which tasks a programme's figures count: those of its tree one may see."""
    return Q(pk__in=parts_of(programme, actor).order_by().values("pk"))


def tree_of(programme: Task, actor: Actor) -> list[Branch]:
    """Return the parts in the order of the tree, each below what holds it."""
    below: dict[UUID | None, list[Task]] = defaultdict(list)
    for task in parts_of(programme, actor)[:SHOWN_AT_MOST]:
        below[task.parent_id].append(task)

    def walk(key: UUID, depth: int) -> Iterator[Branch]:
        for task in below.get(key, ()):
            yield Branch(task, depth)
            yield from walk(task.pk, depth + 1)

    return list(walk(programme.pk, 0))


def money_of(programme: Task, actor: Actor) -> Money:
    """Return what the parts were given and, by the last report sent of each, have spent."""
    sent = ProgressReport.objects.filter(
        task=OuterRef("pk"), sent_at__isnull=False, spent__isnull=False
    ).order_by("-month")
    parts = parts_of(programme, actor).exclude(state=State.CANCELLED).order_by()
    found = parts.annotate(last_spent=Subquery(sent.values("spent")[:1])).aggregate(
        budget=Sum("budget"), spent=Sum("last_spent")
    )
    return Money(found["budget"] or 0, found["spent"] or 0)


def progress_of(task: Task) -> QuerySet[ProgressReport]:
    return ProgressReport.objects.filter(task=task).order_by("-month")


def progress_in(task: Task, month: date) -> ProgressReport | None:
    return progress_of(task).filter(month=month).first()
