"""The counter takes a dossier in; the clock starts where it will be settled."""

from datetime import datetime

from django.db import transaction

from vanlang.kernel import calendars, deadlines, journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import refuse_unless
from vanlang.public_services.actions import claims
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.dossiers import Dossier, DossierPaper
from vanlang.public_services.models.store import StoreItem
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, documents
from vanlang.public_services.rules import steps
from vanlang.public_services.rules.parts import StepKind
from vanlang.public_services.rules.states import Event, PaperOrigin

CLOCK = ("accepted_at", "handed_over_at", "clock_started_at", "original_due_at", "due_at")


@transaction.atomic
def accept(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    """Take the dossier in as complete and correct, and hand it to the agency that settles it.

    The clock starts when the competent agency has it (Nghị định 118/2025, Điều 17 khoản 3): at
    once when that is the receiving one, otherwise with the hand-over, which for what came after
    15:00 is the beginning of the next working day (Điều 18 khoản 2).
    """
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    definition = documents.definition_of(dossier)
    claims.require_settled(dossier, at=at)
    moving.move(dossier, "accept")
    steps.require(definition, dossier.step_index, StepKind.RECEIVE)
    dossier.accepted_at = dossier.clock_started_at = at
    if dossier.receiving_unit_id != dossier.competent_unit_id:
        here = calendars.for_unit(agencies.agency(dossier.receiving_unit_id).code)
        dossier.handed_over_at = deadlines.handover_at(at, here)
        dossier.clock_started_at = dossier.handed_over_at
    there = calendars.for_unit(agencies.agency(dossier.competent_unit_id).code)
    dossier.due_at = deadlines.due(dossier.clock_started_at, definition.term, there)
    dossier.original_due_at = dossier.due_at
    moving.hand_to(
        dossier,
        steps.next_after(definition, dossier.step_index),
        verb="accept",
        by=by,
        at=at,
        starts_at=dossier.clock_started_at,
    )
    dossier.save(update_fields=[*moving.MOVED, *CLOCK])
    _keep_in_store(dossier, at=at)
    journal.record(
        Event.ACCEPTED,
        about=dossier,
        by=by,
        at=at,
        payload={"code": dossier.code, "due": dossier.due_at.isoformat()},
    )
    return dossier


def _keep_in_store(dossier: Dossier, *, at: datetime) -> None:
    """Keep what was accepted for the person's next dossier (Nghị định 45/2020, kho dữ liệu)."""
    papers = DossierPaper.objects.filter(
        dossier=dossier, file__isnull=False, source__in=[PaperOrigin.UPLOAD, PaperOrigin.SCAN]
    )
    today = day_of(at)
    receiving = agencies.in_office(dossier.receiving_unit_id, on=today).as_of(today).name
    StoreItem.objects.bulk_create(
        (
            StoreItem(
                owner_id=dossier.applicant_id,
                code=paper.code,
                name=paper.name,
                file=paper.file,
                file_name=paper.file_name,
                provenance=f"{receiving} tiếp nhận ngày {written(at)} cùng hồ sơ {dossier.code}",
                dossier=dossier,
                added_at=at,
            )
            for paper in papers
        ),
        ignore_conflicts=True,
    )
