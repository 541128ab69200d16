"""The journal brings what happened below to the boards: the agency is counted again at once."""

from uuid import UUID

from vanlang.indicators.actions import checking, counting
from vanlang.indicators.queries import agencies
from vanlang.kernel import journal
from vanlang.kernel.models import Entry

DOSSIERS = (
    "public_services.accepted",
    "public_services.finished",
    "public_services.returned",
)
TASKS = ("tasks.assigned", "tasks.started", "tasks.reported", "tasks.closed", "tasks.cancelled")
DOCUMENTS = (
    "documents.arrived",
    "documents.registered",
    "documents.directed",
    "documents.closed",
    "documents.issued",
    "documents.file_closed",
)


@journal.on(*DOSSIERS)
def count_the_competent_agency(entry: Entry) -> None:
    counting.mark_stale(agencies.of_dossier(entry.about_id), at=entry.at)


@journal.on(*TASKS)
def count_the_lead_agency(entry: Entry) -> None:
    counting.mark_stale(agencies.of_task(entry.about_id), at=entry.at)


@journal.on(*DOCUMENTS)
def count_the_acting_agency(entry: Entry) -> None:
    """An entry about a document says at which agency it happened."""
    counting.mark_stale(agencies.of_actor(entry.unit_id), at=entry.at)


@journal.on("tasks.closed")
def close_the_finding(entry: Entry) -> None:
    if entry.payload.get("source_system") == checking.SYSTEM:
        checking.close_with_task(UUID(entry.payload["source_key"]), at=entry.at)
