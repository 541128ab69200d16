"""A term that would end on a day laid down off later ends on the next working day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import calendars, deadlines, journal
from vanlang.kernel.actors import Actor
from vanlang.tasks.models import Task
from vanlang.tasks.rules.states import OPEN, Event


def follow_calendar(unit_code: str, on: date, *, ground: str, by: Actor, at: datetime) -> int:
    """Move the open tasks of a unit, and of those below it, off a day; return how many moved.

    Safe to repeat: what stands on a working day is left alone. `original_due_at` stays.
    """
    bounds = calendars.newly_off(unit_code, on)
    if bounds is None:
        return 0
    due_then = Task.objects.filter(
        state__in=OPEN,
        due_at__gte=bounds[0],
        due_at__lt=bounds[1],
        lead__code__startswith=unit_code,
    )
    return sum(
        _move(key, ground=ground, by=by, at=at) for key in due_then.values_list("pk", flat=True)
    )


@transaction.atomic
def _move(key: UUID, *, ground: str, by: Actor, at: datetime) -> bool:
    task = Task.objects.select_for_update(of=("self",)).select_related("lead").get(pk=key)
    before = task.due_at
    after = deadlines.off_days_off(before, calendars.for_unit(task.lead.code))
    if after == before or task.state not in OPEN:
        return False
    task.due_at = after
    task.save(update_fields=["due_at"])
    journal.record(
        Event.DUE_MOVED,
        about=task,
        by=by,
        at=at,
        payload={"before": before.isoformat(), "after": after.isoformat(), "reason": ground},
    )
    return True
