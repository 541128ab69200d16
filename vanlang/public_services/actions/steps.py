"""From one step to the next: the one place where a dossier changes hands."""

from datetime import datetime
from uuid import UUID

from vanlang.kernel import calendars
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import NotPermitted
from vanlang.public_services.models.dossiers import Dossier, DossierStep
from vanlang.public_services.queries import agencies, documents
from vanlang.public_services.rules import states, steps
from vanlang.public_services.rules.states import State
from vanlang.public_services.rules.steps import Place

MOVED = (
    "state",
    "step_index",
    "step_role",
    "step_unit",
    "step_started_at",
    "step_due_at",
    "assignee",
)


def lock(dossier_id: UUID) -> Dossier:
    """Return the row, nobody else's until the commit; gone is the same as never there."""
    found = Dossier.objects.select_for_update(of=("self",)).filter(pk=dossier_id).first()
    if found is None:
        raise NotPermitted("Không có hồ sơ này.")
    return found


def move(dossier: Dossier, verb: str) -> None:
    dossier.state = int(states.move(State(dossier.state), verb))


def hand_to(  # noqa: PLR0913 a hand-over has these facts
    dossier: Dossier,
    place: Place,
    *,
    verb: str,
    by: Actor,
    at: datetime,
    note: str = "",
    starts_at: datetime | None = None,
) -> None:
    """Close the step the dossier is at and open another; the caller saves the fields MOVED."""
    begins = starts_at or at
    unit_id = dossier.receiving_unit_id if place.is_at_the_counter else dossier.competent_unit_id
    due_at = _due_at(dossier, place)
    close(dossier, verb=verb, by=by, at=at, note=note)
    DossierStep.objects.create(
        dossier=dossier,
        index=place.index,
        kind=place.kind,
        unit_id=unit_id,
        started_at=begins,
        due_at=due_at,
    )
    dossier.step_index, dossier.step_role = place.index, place.spec.role
    dossier.step_unit_id, dossier.step_started_at = unit_id, begins
    dossier.step_due_at = due_at
    dossier.assignee_id = None


def close(dossier: Dossier, *, verb: str, by: Actor, at: datetime, note: str = "") -> None:
    """Note who completed the step the dossier is at, and with which verb."""
    DossierStep.objects.filter(dossier=dossier, done_at__isnull=True).update(
        done_at=at, done_by_id=by.person_id, done_by_name=by.name, verb=verb, note=note
    )


def _due_at(dossier: Dossier, place: Place) -> datetime:
    if dossier.clock_started_at is None or dossier.due_at is None:
        raise AssertionError(f"{dossier.code} leaves the counter without a clock.")
    calendar = calendars.for_unit(agencies.agency(dossier.competent_unit_id).code)
    return steps.step_due(
        documents.definition_of(dossier),
        place.index,
        started=dossier.clock_started_at,
        due=dossier.due_at,
        calendar=calendar,
    )
