"""Tasks for programs: the same door to the rows and the same action as the pages."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from vanlang.tasks.actions import working
from vanlang.tasks.models import Task
from vanlang.tasks.queries import tasks as queries
from vanlang.tasks.rules.states import State
from vanlang.ui.requests import actor_of

A_PAGE = 50
router = Router(tags=["tasks"])


class Given(Schema):
    """A task with its six "rõ" and how it stands."""

    key: UUID
    number: str
    title: str
    product: str
    in_charge: str
    responsibility: str
    authority: str
    giver: str = Field(description="Mã định danh đơn vị giao")
    lead: str = Field(description="Mã định danh đơn vị chủ trì")
    source: str = Field(description="Căn cứ giao")
    given_at: datetime
    original_due_at: datetime
    due_at: datetime
    state: State
    is_late: bool
    reported_at: datetime | None = None
    closed_at: datetime | None = None

    @staticmethod
    def of(task: Task, at: datetime) -> "Given":
        return Given(
            key=task.pk,
            number=task.number,
            title=task.title,
            product=task.product,
            in_charge=task.in_charge,
            responsibility=task.responsibility,
            authority=task.authority,
            giver=task.giver.code,
            lead=task.lead.code,
            source=task.source_label,
            given_at=task.given_at,
            original_due_at=task.original_due_at,
            due_at=task.due_at,
            state=State(task.state),
            is_late=task.is_late(at),
            reported_at=task.reported_at,
            closed_at=task.closed_at,
        )


class Found(Schema):
    count: int
    items: list[Given]


class Asked(Schema):
    """What to look for; every part narrows."""

    q: str = Field("", max_length=100)
    state: State | None = None
    page: int = Field(1, ge=1, le=10_000)


class HandedIn(Schema):
    """A report. `key` is the sender's own: the same key again changes nothing."""

    key: UUID
    text: str = Field(max_length=10_000)
    children_note: str = Field("", max_length=1000)


@router.get("", response=Found, url_name="tasks", summary="List tasks")
def search(request: HttpRequest, asked: Query[Asked]) -> Found:
    """Return the tasks one may see, the next due first."""
    found = queries.with_words(queries.visible_to(actor_of(request)), asked.q)
    if asked.state is not None:
        found = found.filter(state=asked.state)
    first, at = (asked.page - 1) * A_PAGE, timezone.now()
    listed = found.order_by("due_at", "pk")[first : first + A_PAGE]
    return Found(count=found.count(), items=[Given.of(task, at) for task in listed])


@router.get("/{uuid:key}", response=Given, url_name="task", summary="One task")
def one(request: HttpRequest, key: UUID) -> Given:
    return Given.of(_task(request, key), timezone.now())


@router.post("/{uuid:key}/reports", response=Given, url_name="task-report", summary="Report")
def report(request: HttpRequest, key: UUID, handed_in: HandedIn) -> Given:
    """Báo cáo kết quả: hand in the product in words."""
    by, at = actor_of(request), timezone.now()
    task = _task(request, key)
    working.report(
        task,
        key=handed_in.key,
        text=handed_in.text,
        children_note=handed_in.children_note,
        by=by,
        at=at,
    )
    return Given.of(_task(request, key), at)


def _task(request: HttpRequest, key: UUID) -> Task:
    task = queries.visible_to(actor_of(request)).filter(pk=key).first()
    if task is None:
        raise Http404
    return task
