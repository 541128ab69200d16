from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from vanlang.identity.api import Unit
from vanlang.kernel import search
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.tasks.models import Support, Task
from vanlang.tasks.permissions import SEES_WHAT_IS_DONE, SEES_WHAT_IS_GIVEN
from vanlang.tasks.rules.states import OPEN, Kind, State


def visible_to(actor: Actor) -> QuerySet[Task]:
    """The only door from a screen to a task.

    Who gave it and the leaders and viewers of that agency; those at work at the lead agency and at
    the supporting ones; the person in charge. To everybody else it is not there.
    """
    tasks = Task.objects.select_related("lead", "giver", "person")
    if actor.kind == ActorKind.SYSTEM:
        return tasks
    if not actor.is_official:
        return tasks.none()
    at_work = actor.agencies_where(*SEES_WHAT_IS_DONE)
    supported = Support.objects.filter(agency__in=at_work).values("task_id")
    return tasks.filter(
        Q(person=actor.person_id)
        | Q(given_by=actor.person_id)
        | Q(lead_agency__in=at_work)
        | Q(giver_agency__in=actor.agencies_where(*SEES_WHAT_IS_GIVEN))
        | Q(pk__in=supported)
    )


def to_do(actor: Actor) -> QuerySet[Task]:
    """Return what the actor's agencies, or the actor in person, still have to do; next due first.

    Orders to many units are followed, not done: they are among those given.
    """
    at_work = actor.agencies_where(*SEES_WHAT_IS_DONE)
    mine = Q(person=actor.person_id) | Q(lead_agency__in=at_work)
    open_ones = visible_to(actor).filter(mine, state__in=(State.ASSIGNED, State.STARTED))
    return open_ones.filter(kind=Kind.TASK).order_by("due_at", "pk")


def in_person(tasks: QuerySet[Task], actor: Actor) -> QuerySet[Task]:
    return tasks.filter(person=actor.person_id)


def supported(actor: Actor) -> QuerySet[Task]:
    """Return what the actor's agencies help others with."""
    at_work = actor.agencies_where(*SEES_WHAT_IS_DONE)
    found = visible_to(actor).filter(supports__agency__in=at_work, state__in=OPEN)
    return found.distinct().order_by("due_at", "pk")


def to_accept(actor: Actor) -> QuerySet[Task]:
    """Return what was handed in and waits for the actor's word; longest waiting first."""
    decides = Q(given_by=actor.person_id) | Q(giver_agency__in=actor.agencies_where("leader"))
    waiting = given(actor).filter(decides, state=State.REPORTED, kind=Kind.TASK)
    return waiting.order_by("reported_at", "pk")


def has_work(actor: Actor, _at: datetime) -> bool:
    """Tell whether there is anything for the actor to do or to accept."""
    return to_do(actor).exists() or to_accept(actor).exists()


def given(actor: Actor) -> QuerySet[Task]:
    """Return what the actor or their agencies gave, the newest first."""
    agencies = actor.agencies_where(*SEES_WHAT_IS_GIVEN)
    mine = Q(given_by=actor.person_id) | Q(giver_agency__in=agencies)
    return visible_to(actor).filter(mine).order_by("-given_at", "number", "pk")


def with_words(tasks: QuerySet[Task], words: str) -> QuerySet[Task]:
    return search.matches(tasks, "folded", words) if words.strip() else tasks


def of_source(system: str, key: str) -> QuerySet[Task]:
    """Return the tasks that something above this system gave rise to, each unit's own."""
    return (
        Task.objects.filter(source_system=system, source_key=key)
        .select_related("lead", "giver")
        .order_by("lead__position", "number", "pk")
    )


def open_children(task: Task) -> QuerySet[Task]:
    return Task.objects.filter(parent=task, state__in=OPEN)


def descendants(tasks: Iterable[UUID]) -> list[UUID]:
    """Return the keys of all that hangs below these tasks, level by level."""
    found: list[UUID] = []
    level = list(tasks)
    while level:
        level = list(Task.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found


def counts_below(tasks: Collection[Task]) -> dict[UUID, tuple[int, int]]:
    """Return for each task how many children it has that were not cancelled, and how many done."""
    rows = (
        Task.objects.filter(parent__in=[task.pk for task in tasks])
        .exclude(state=State.CANCELLED)
        .values_list("parent_id")
        .annotate(count=Count("pk"), done=Count("pk", filter=Q(state=State.CLOSED)))
    )
    return {parent: (count, done) for parent, count, done in rows}


def agencies_of(actor: Actor) -> QuerySet[Unit]:
    """Return the agencies in whose name the actor may give tasks."""
    return Unit.objects.filter(pk__in=actor.agencies_where("leader")).order_by("path")


def children_of(task: Task, actor: Actor) -> QuerySet[Task]:
    """Return the parts of a task that the actor may see: those not done first, as given."""
    has_ended = Q(state__in=(State.CLOSED, State.CANCELLED))
    parts = visible_to(actor).filter(parent=task)
    return parts.annotate(has_ended=ExpressionWrapper(has_ended, BooleanField())).order_by(
        "has_ended", "position", "given_at", "pk"
    )


def parent_of(task: Task, actor: Actor) -> Task | None:
    """Return what a task is part of, where the actor may see it."""
    return visible_to(actor).filter(children=task.pk).first()
