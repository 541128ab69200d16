"""The clocks that run: what an amended calendar would move, and moves."""

from collections.abc import Iterator

from vanlang.kernel.deadlines import Clock
from vanlang.public_services.models.dossiers import Dossier, DueChange
from vanlang.public_services.queries import agencies, documents
from vanlang.public_services.queries.agencies import Agency
from vanlang.public_services.rules.states import AT_WORK

BY_CALENDAR = "calendar"  # a DueChange that comes of the calendar, and no pause or extension


def covered(unit_code: str) -> list[Agency]:
    """Return the agencies whose working time follows the rules of a unit; "" is the province."""
    found = agencies.register().by_code.values()
    return [one for one in found if f"{one.code}.".startswith(f"{unit_code}." if unit_code else "")]


def running(agency: Agency) -> Iterator[tuple[Dossier, Clock]]:
    """Yield what an agency is settling, with its clock.

    Those once paused or extended are left out: whoever adds pauses and extensions reads them into
    the clock here.
    """
    adjusted = DueChange.objects.exclude(kind=BY_CALENDAR).values("dossier")
    at_work = Dossier.objects.filter(
        competent_unit_id=agency.id,
        state__in=sorted(AT_WORK),
        due_at__isnull=False,
        finished_at__isnull=True,
    )
    for dossier in at_work.exclude(pk__in=adjusted).iterator():
        yield dossier, clock_of(dossier)


def clock_of(dossier: Dossier) -> Clock:
    """Return the clock of an accepted dossier: its term, and what was promised at first."""
    if dossier.clock_started_at is None or dossier.original_due_at is None:
        raise AssertionError(f"{dossier.code} has no clock yet.")
    term = documents.definition_of(dossier).term
    return Clock(dossier.clock_started_at, term, dossier.original_due_at)
