"""What the lead unit does: begin, say who works on it, hand in the product."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from vanlang.kernel import file_checks, files, journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.tasks import permissions
from vanlang.tasks.actions.assigning import facts_of, name_at
from vanlang.tasks.models import Report, ReportFile, Task
from vanlang.tasks.queries.tasks import open_children
from vanlang.tasks.rules.states import Event, State, move
from vanlang.ui import photographs

FILES_AT_MOST = 10
PRODUCTS = (
    file_checks.PDF,
    file_checks.JPEG,
    file_checks.PNG,
    file_checks.DOCX,
    file_checks.XLSX,
)
OPEN_CHILDREN = "Còn {count} việc con chưa xong. Hoàn thành hết hoặc ghi rõ lý do báo cáo trước."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: BinaryIO


@transaction.atomic
def start(task: Task, *, by: Actor, at: datetime) -> Task:
    """Begin the work."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    refuse_unless(permissions.may_work(by, task))
    task.state, task.started_at = move(State(task.state), "start"), at
    task.save(update_fields=["state", "started_at"])
    journal.record(Event.STARTED, about=task, by=by, at=at, payload=facts_of(task))
    return task


@transaction.atomic
def entrust(task: Task, *, person_id: UUID, by: Actor, at: datetime) -> Task:
    """Say who at the lead unit is in charge; the work counts as begun with that."""
    task = Task.objects.select_for_update(of=("self",)).select_related("lead").get(pk=task.pk)
    refuse_unless(permissions.may_entrust(by, task))
    task.state = move(State(task.state), "entrust")
    task.in_charge, task.person_id = name_at(person_id, task.lead, at), person_id
    task.started_at = task.started_at or at
    task.save(update_fields=["state", "person", "in_charge", "started_at"])
    payload = facts_of(task) | {"in_charge": task.in_charge}
    journal.record(Event.ENTRUSTED, about=task, by=by, at=at, payload=payload)
    return task


@transaction.atomic
def report(  # noqa: PLR0913 one sentence, each word with its name
    task: Task,
    *,
    key: UUID,
    text: str,
    uploads: Sequence[Upload] = (),
    children_note: str = "",
    by: Actor,
    at: datetime,
) -> Task:
    """Hand the product to the unit that gave the task. The same `key` again changes nothing."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    refuse_unless(permissions.may_work(by, task))
    sent = Report.objects.filter(pk=key).first()
    if sent is not None:
        if sent.task_id != task.pk:
            raise Conflict("Mã gửi này đã được dùng cho một báo cáo khác.")
        return task
    task.state = move(State(task.state), "report")
    left = open_children(task).count()
    if left and not children_note.strip():
        raise Refusal(OPEN_CHILDREN.format(count=left), field="children_note")
    if not text.strip():
        raise Refusal("Ghi kết quả đã đạt được.", field="text")
    sent = Report.objects.create(
        id=key,
        task=task,
        text=text.strip(),
        children_note=children_note.strip() if left else "",
        sent_at=at,
        sent_by_id=by.person_id,
        sender_name=", ".join(part for part in (by.name, by.post) if part),
    )
    _keep(sent, uploads, by=by, at=at)
    task.reported_at, task.started_at = at, task.started_at or at
    task.save(update_fields=["state", "reported_at", "started_at"])
    payload = facts_of(task) | {"report": str(key)}
    journal.record(Event.REPORTED, about=task, by=by, at=at, payload=payload)
    return task


def _keep(report: Report, uploads: Sequence[Upload], *, by: Actor, at: datetime) -> None:
    """Keep the files of a report, each checked by what it is and not by its name."""
    if len(uploads) > FILES_AT_MOST:
        raise Refusal(f"Gửi tối đa {FILES_AT_MOST} tệp trong một lần.", field="files")
    rows = []
    for position, upload in enumerate(uploads, start=1):
        try:
            checked = photographs.check_upload(upload.content, upload.name, allowed=PRODUCTS)
        except Refusal as refusal:
            refusal.field = "files"
            refusal.message = f"{upload.name}: {refusal.message}"
            raise
        stored = files.store(checked.content, by=by, at=at)
        name = checked.name.replace("\\", "/").rpartition("/")[2][-200:]
        rows.append(ReportFile(report=report, position=position, file=stored, name=name))
    ReportFile.objects.bulk_create(rows)
