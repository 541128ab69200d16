"""Hồ sơ công việc: opened, filled, closed, and handed to the archive; Điều 28 to 30."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from vanlang.documents.models import Document, WorkFile, WorkFileItem
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.queries import documents, work_files
from vanlang.documents.rules import packages
from vanlang.documents.rules.states import UNISSUED, Event, WorkFileState, move_work_file
from vanlang.identity.api import Unit
from vanlang.kernel import files, journal, numbering
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.tasks import api as tasks


@dataclass(frozen=True, slots=True)
class Opening:
    """What is said of a work file when it is opened."""

    title: str
    maintenance: str
    notation: str = ""
    description: str = ""
    is_restricted: bool = False
    key: UUID | None = None


@transaction.atomic
def open_file(opening: Opening, *, unit: Unit, by: Actor, at: datetime) -> WorkFile:
    """Open a file for a matter; whoever opens it keeps it. The same key gives the same file."""
    refuse_unless(permissions.may_open_work_file(by, unit.pk) and by.person_id is not None)
    assert by.person_id is not None  # noqa: S101 as just asked
    known = WorkFile.objects.filter(sent_key=opening.key).first() if opening.key else None
    if known:
        return known
    if not opening.title.strip():
        raise Refusal("Hãy ghi tiêu đề hồ sơ.", field="title")
    today = day_of(at)
    number = numbering.take(f"documents.work_file:{unit.pk}", str(today.year))
    made = WorkFile.objects.create(
        unit=unit,
        office_id=by.unit_id,
        year=today.year,
        number=number,
        code=f"{unit.code}.{today.year}.{number:04}",
        notation=opening.notation.strip()[:20],
        title=opening.title.strip()[:500],
        maintenance=opening.maintenance,
        description=opening.description.strip()[:500],
        is_restricted=opening.is_restricted,
        owner_id=by.person_id,
        state=WorkFileState.OPEN,
        started_on=today,
        opened_at=at,
        sent_key=opening.key,
    )
    journal.record(Event.FILE_OPENED, about=made, by=by, at=at, payload={"code": made.code})
    return made


@transaction.atomic
def add_document(work_file: WorkFile, document: Document, *, by: Actor, at: datetime) -> WorkFile:
    """Put a document into a file; there already, nothing changes."""
    work_file = _for_keeping(work_file, by, "gather")
    refuse_unless(documents.visible_to(by).filter(pk=document.pk).exists())
    if document.state in UNISSUED:
        raise Conflict("Chỉ đưa văn bản đã ban hành vào hồ sơ, dự thảo thì chưa.")
    _add(work_file, by=by, at=at, document=document, title=document.subject)
    return work_file


@transaction.atomic
def add_task(work_file: WorkFile, task: tasks.Task, *, by: Actor, at: datetime) -> WorkFile:
    """Put a task into a file, by its reference."""
    work_file = _for_keeping(work_file, by, "gather")
    refuse_unless(tasks.visible_to(by).filter(pk=task.pk).exists())
    _add(work_file, by=by, at=at, task_id=task.pk, title=task.title)
    return work_file


@transaction.atomic
def remove(item: WorkFileItem, *, by: Actor, at: datetime) -> None:
    """Take what does not belong there out of an open file; the journal keeps that it was in."""
    work_file = _for_keeping(item.work_file, by, "gather")
    payload = {"document": str(item.document_id or ""), "task": str(item.task_id or "")}
    if not WorkFileItem.objects.filter(pk=item.pk, work_file=work_file).delete()[0]:
        raise Conflict("Mục này không còn trong hồ sơ.")
    journal.record(Event.UNFILED, about=work_file, by=by, at=at, payload=payload)


@transaction.atomic
def close(work_file: WorkFile, *, paper_note: str = "", by: Actor, at: datetime) -> WorkFile:
    """End the work on a file, and say whether all of it was done on the network.

    It was not if a document came to the agency on paper, or if a part is kept on paper.
    """
    work_file = _for_keeping(work_file, by, "close")
    if not work_file.items.exists():
        raise Refusal("Hồ sơ chưa có văn bản nào.")
    work_file.state = move_work_file(WorkFileState(work_file.state), "close")
    work_file.ended_on = day_of(at)
    work_file.paper_note = paper_note.strip()[:300]
    work_file.is_wholly_online = not work_file.paper_note and not work_files.came_on_paper(
        work_file
    )
    work_file.save(update_fields=["state", "ended_on", "paper_note", "is_wholly_online"])
    payload = {"is_wholly_online": work_file.is_wholly_online}
    journal.record(Event.FILE_CLOSED, about=work_file, by=by, at=at, payload=payload)
    return work_file


@transaction.atomic
def reopen(work_file: WorkFile, *, by: Actor, at: datetime) -> WorkFile:
    """Take up a closed file again, before it went to the archive."""
    work_file = _for_keeping(work_file, by, "reopen")
    work_file.state = move_work_file(WorkFileState(work_file.state), "reopen")
    work_file.ended_on, work_file.is_wholly_online = None, None
    work_file.save(update_fields=["state", "ended_on", "is_wholly_online"])
    journal.record(Event.FILE_REOPENED, about=work_file, by=by, at=at)
    return work_file


@transaction.atomic
def submit(work_file: WorkFile, *, by: Actor, at: datetime) -> WorkFile:
    """Hand a closed file to the archive as a package, checked before it is kept."""
    work_file = _locked(work_file)
    refuse_unless(permissions.may_submit_to_archive(by, work_file))
    state = move_work_file(WorkFileState(work_file.state), "submit")
    content = work_files.package(work_file)
    report = packages.check(content)
    if not report.is_whole:
        raise Conflict(f"Gói hồ sơ không đạt kiểm tra: {report.problems[0]}")
    work_file.state, work_file.submitted_at = state, at
    work_file.package = files.store(content, by=by, at=at)
    work_file.save(update_fields=["state", "submitted_at", "package"])
    journal.record(
        Event.FILE_SUBMITTED,
        about=work_file,
        by=by,
        at=at,
        payload={"sha256": work_file.package_id, "files": report.count},
    )
    return work_file


def _add(  # noqa: PLR0913 one sentence, said once
    work_file: WorkFile,
    *,
    by: Actor,
    at: datetime,
    title: str,
    document: Document | None = None,
    task_id: UUID | None = None,
) -> None:
    if work_file.items.filter(document=document, task_id=task_id).exists():
        return
    last = work_file.items.aggregate(last=Max("position"))["last"] or 0
    WorkFileItem.objects.create(
        work_file=work_file,
        position=last + 1,
        document=document,
        task_id=task_id,
        title="" if document is not None and document.is_restricted else title[:500],
        added_by_name=by.name,
        added_at=at,
    )
    payload = {"document": str(document.pk) if document else "", "task": str(task_id or "")}
    journal.record(Event.FILED, about=work_file, by=by, at=at, payload=payload)


def _for_keeping(work_file: WorkFile, by: Actor, verb: str) -> WorkFile:
    """Return the locked row to who keeps the file, in a state from which the verb starts."""
    work_file = _locked(work_file)
    refuse_unless(permissions.may_keep_work_file(by, work_file))
    move_work_file(WorkFileState(work_file.state), verb)
    return work_file


def _locked(work_file: WorkFile) -> WorkFile:
    return (
        WorkFile.objects.select_for_update(of=("self",))
        .select_related("unit", "owner")
        .get(pk=work_file.pk)
    )
