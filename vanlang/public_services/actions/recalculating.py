"""Moves what falls due when the working calendar was amended. What was promised first stays."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import calendars, journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.deadlines import Calendar
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.dossiers import Dossier, DossierStep, DueChange
from vanlang.public_services.queries import clocks, documents
from vanlang.public_services.rules import steps
from vanlang.public_services.rules.states import Event


def follow_calendar(unit_code: str, *, ground: str, by: Actor, at: datetime) -> int:
    """Move the dossiers of a unit, and those below it, to their calendar; return how many moved.

    Safe to repeat: what stands where the calendar puts it is left alone.
    """
    calendars.forget()
    moved = 0
    for agency in clocks.covered(unit_code):
        calendar = calendars.for_unit(agency.code)
        for dossier, clock in clocks.running(agency):
            if clock.due_at(calendar) != dossier.due_at:
                _move(dossier.pk, calendar, ground=ground, by=by, at=at)
                moved += 1
    return moved


@transaction.atomic
def _move(dossier_id: UUID, calendar: Calendar, *, ground: str, by: Actor, at: datetime) -> None:
    dossier = moving.lock(dossier_id)
    before, after = dossier.due_at, clocks.clock_of(dossier).due_at(calendar)
    if before is None or before == after or dossier.finished_at is not None:
        return
    DueChange.objects.create(
        dossier=dossier,
        kind=clocks.BY_CALENDAR,
        ground=ground,
        due_before=before,
        due_after=after,
        by_id=by.person_id,
        at=at,
    )
    dossier.due_at, dossier.step_due_at = after, _step_due(dossier, after, calendar)
    dossier.save(update_fields=["due_at", "step_due_at"])
    DossierStep.objects.filter(dossier=dossier, done_at__isnull=True).update(
        due_at=dossier.step_due_at
    )
    journal.record(
        Event.DUE_MOVED,
        about=dossier,
        by=by,
        at=at,
        payload={"before": before.isoformat(), "due": after.isoformat(), "ground": ground},
    )


def _step_due(dossier: Dossier, due: datetime, calendar: Calendar) -> datetime:
    if dossier.clock_started_at is None:
        raise AssertionError(f"{dossier.code} has no clock yet.")
    return steps.step_due(
        documents.definition_of(dossier),
        dossier.step_index,
        started=dossier.clock_started_at,
        due=due,
        calendar=calendar,
    )
