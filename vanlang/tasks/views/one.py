"""One task: how it stands, what one may do now, and everything that happened to it."""

from collections.abc import Iterator
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.kernel import files
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.tasks import permissions
from vanlang.tasks.models import Task
from vanlang.tasks.queries import history, programmes
from vanlang.tasks.queries import reports as handed_in
from vanlang.tasks.queries import tasks as queries
from vanlang.tasks.rules.states import Kind, State, may_move
from vanlang.tasks.views import lists
from vanlang.ui.requests import Request


@officials_only
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    actor, at = request.actor, timezone.now()
    task = get_object_or_404(queries.visible_to(actor), pk=key)
    page = lists.page_of(queries.children_of(task, actor), request.GET.get("trang", "1"))
    below = queries.counts_below([task]).get(task.pk)
    context = {
        "task": task,
        "line": lists.line(task, at=at, given=True, parts=below),
        "children": lists.lines(list(page), at=at, given=True),
        "page": page,
        "below": below,
        "parent": queries.parent_of(task, actor),
        "supports": handed_in.supports_of(task),
        "reports": list(handed_in.reports_of(task)),
        "extensions": list(handed_in.extensions_of(task)),
        "waiting_extension": handed_in.waiting_extension(task),
        "progress_rows": list(programmes.progress_of(task)),
        "this_month": f"{day_of(at):%Y-%m}",
        "history": list(history.of(task)),
        "may": set(_may(actor, task)),
        "is_order": task.kind == Kind.ORDER,
    }
    return render(request, "tasks/task.html", context)


def _may(actor: Actor, task: Task) -> Iterator[str]:
    """Yield the steps that are open to the actor now."""
    state = State(task.state)
    works, decides = permissions.may_work(actor, task), permissions.may_decide(actor, task)
    allowed = {
        "start": works,
        "report": works,
        "extend": works,
        "entrust": permissions.may_entrust(actor, task),
        "divide": permissions.may_divide(actor, task),
        "accept": decides,
        "conclude": decides,
        "cancel": decides,
    }
    if task.kind != Kind.TASK:
        allowed |= dict.fromkeys(("start", "report", "extend", "entrust"), False)
    yield from (verb for verb, allows in allowed.items() if allows and may_move(state, verb))
    if decides and task.is_open:
        yield "decide_extension"
    if decides:
        yield "reopen"
    if works and task.is_open and task.kind in (Kind.TASK, Kind.PROJECT):
        yield "progress"


@officials_only
@require_GET
def product(request: Request, key: UUID, report: UUID, position: int) -> FileResponse:
    """Hand out a file of a report, never to be shown inside the page."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=key)
    found = handed_in.file_of(task, report, position)
    if found is None:
        raise Http404
    return FileResponse(
        files.open(found.file),
        as_attachment=True,
        filename=found.name,
        content_type=found.file.content_type,
    )
