"""The monthly word on how far a task has come: written, sent and locked, opened again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.tasks import permissions
from vanlang.tasks.actions.assigning import facts_of
from vanlang.tasks.models import ProgressReport, Task
from vanlang.tasks.rules.states import Event

LOCKED = "Báo cáo tháng {month} đã gửi và khóa. Đơn vị giao có thể mở lại."
ALL = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """What is said of a month; `spent` is all the money spent so far, none where none was given."""

    month: date
    percent: int
    spent: int | None = None
    text: str = ""
    obstacles: str = ""
    is_unchanged: bool = False


@transaction.atomic
def write(task: Task, said: Progress, *, send: bool, by: Actor, at: datetime) -> ProgressReport:
    """Keep the word on a month, and send it when it is finished; sent, it is locked."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    refuse_unless(permissions.may_work(by, task))
    month = said.month.replace(day=1)
    row = ProgressReport.objects.filter(task=task, month=month).first()
    if row is not None and row.is_locked:
        raise Conflict(LOCKED.format(month=f"{month:%m/%Y}"))
    _check(task, said, at=at, send=send)
    row = row or ProgressReport(task=task, month=month)
    row.percent, row.spent, row.is_unchanged = said.percent, said.spent, said.is_unchanged
    row.text, row.obstacles = said.text.strip(), said.obstacles.strip()
    row.written_at, row.writer_name = at, by.name
    row.sent_at = at if send else None
    row.save()
    if send:
        payload = facts_of(task) | {"month": f"{month:%Y-%m}", "percent": str(row.percent)}
        journal.record(Event.PROGRESS_SENT, about=task, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def reopen(row: ProgressReport, *, reason: str, by: Actor, at: datetime) -> ProgressReport:
    """Let a sent report be mended; who opened it and why stays in the journal."""
    row = (
        ProgressReport.objects.select_for_update(of=("self",)).select_related("task").get(pk=row.pk)
    )
    refuse_unless(permissions.may_decide(by, row.task))
    if not row.is_locked:
        raise Conflict("Báo cáo này chưa gửi nên chưa khóa.")
    if not reason.strip():
        raise Refusal("Ghi rõ lý do mở lại.", field="reason")
    payload = facts_of(row.task) | {
        "month": f"{row.month:%Y-%m}",
        "percent": str(row.percent),
        "spent": str(row.spent or ""),
        "reason": reason.strip(),
    }
    row.sent_at, row.reopened_at, row.reopening_word = None, at, reason.strip()
    row.save(update_fields=["sent_at", "reopened_at", "reopening_word"])
    journal.record(Event.PROGRESS_REOPENED, about=row.task, by=by, at=at, payload=payload)
    return row


def _check(task: Task, said: Progress, *, at: datetime, send: bool) -> None:
    month, today = said.month.replace(day=1), day_of(at)
    if month > today.replace(day=1):
        raise Refusal("Chưa đến tháng này.", field="month")
    if month < day_of(task.given_at).replace(day=1):
        raise Refusal("Nhiệm vụ chưa được giao trong tháng này.", field="month")
    if not 0 <= said.percent <= ALL:
        raise Refusal("Tỷ lệ hoàn thành từ 0 đến 100.", field="percent")
    if send and not said.text.strip() and not said.is_unchanged:
        raise Refusal("Ghi kết quả trong tháng, hoặc đánh dấu không phát sinh.", field="text")
    before = (
        ProgressReport.objects.filter(task=task, month__lt=month, sent_at__isnull=False)
        .order_by("-month")
        .first()
    )
    if before and said.spent is not None and said.spent < (before.spent or 0):
        raise Refusal(
            f"Lũy kế giải ngân không được ít hơn tháng {before.month:%m/%Y}.", field="spent"
        )
