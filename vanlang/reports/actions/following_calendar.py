"""A report due on a day laid down off later is due on the next working day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import calendars, deadlines, journal
from vanlang.kernel.actors import Actor
from vanlang.reports.models import Submission
from vanlang.reports.rules.states import Event, State


def follow_calendar(unit_code: str, on: date, *, ground: str, by: Actor, at: datetime) -> int:
    """Move the reports of a unit, and of those below it, off a day; return how many moved."""
    bounds = calendars.newly_off(unit_code, on)
    if bounds is None:
        return 0
    waiting = Submission.objects.filter(
        due_at__gte=bounds[0], due_at__lt=bounds[1], unit__code__startswith=unit_code
    ).exclude(state=State.SENT)
    return sum(
        _move(key, ground=ground, by=by, at=at) for key in waiting.values_list("pk", flat=True)
    )


@transaction.atomic
def _move(key: UUID, *, ground: str, by: Actor, at: datetime) -> bool:
    report = Submission.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key)
    before = report.due_at
    after = deadlines.off_days_off(before, calendars.for_unit(report.unit.code))
    if after == before or report.state == State.SENT:
        return False
    report.due_at = after
    report.save(update_fields=["due_at"])
    journal.record(
        Event.DUE_MOVED,
        about=report,
        by=by,
        at=at,
        payload={"before": before.isoformat(), "after": after.isoformat(), "reason": ground},
    )
    return True
