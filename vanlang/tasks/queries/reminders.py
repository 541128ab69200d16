from collections.abc import Iterator
from datetime import datetime

from vanlang.tasks.models import Task
from vanlang.tasks.rules.states import OPEN, Kind, State

AT_ONCE = 500


def near_their_term(*, before: datetime) -> Iterator[Task]:
    """Yield the tasks still to be done that are due before a moment, with what was reminded."""
    found = Task.objects.filter(
        kind=Kind.TASK, state__in=(State.ASSIGNED, State.STARTED), due_at__lt=before
    )
    return found.order_by("due_at", "pk").prefetch_related("reminders").iterator(AT_ONCE)


def unfinished() -> Iterator[Task]:
    """Yield every open task with its units."""
    found = Task.objects.filter(kind=Kind.TASK, state__in=OPEN).select_related("lead", "giver")
    return found.order_by("pk").iterator(AT_ONCE)
