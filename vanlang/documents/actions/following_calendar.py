"""Terms of arrivals that would end on a day laid down off later end on the next working day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from vanlang.documents.models import IncomingEntry
from vanlang.documents.rules.states import OPEN, Event
from vanlang.kernel import calendars, deadlines, journal
from vanlang.kernel.actors import Actor

TERMS = ("present_due_at", "due_at")


def follow_calendar(unit_code: str, on: date, *, ground: str, by: Actor, at: datetime) -> int:
    """Move what waits at an agency, and at those below it, off a day; return how many moved."""
    bounds = calendars.newly_off(unit_code, on)
    if bounds is None:
        return 0
    falls_due = Q()
    for term in TERMS:
        falls_due |= Q(**{f"{term}__gte": bounds[0], f"{term}__lt": bounds[1]})
    waiting = IncomingEntry.objects.filter(
        falls_due, state__in=sorted(OPEN), unit__code__startswith=unit_code
    )
    return sum(
        _move(key, ground=ground, by=by, at=at) for key in waiting.values_list("pk", flat=True)
    )


@transaction.atomic
def _move(key: UUID, *, ground: str, by: Actor, at: datetime) -> bool:
    entry = IncomingEntry.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key)
    calendar = calendars.for_unit(entry.unit.code)
    moved: dict[str, str] = {}
    for term in TERMS:
        before = getattr(entry, term)
        after = deadlines.off_days_off(before, calendar) if before else before
        if after != before:
            setattr(entry, term, after)
            moved[term] = after.isoformat()
    if not moved:
        return False
    entry.save(update_fields=list(moved))
    journal.record(Event.DUE_MOVED, about=entry, by=by, at=at, payload={**moved, "reason": ground})
    return True
