"""My work: what I have to do, what waits for me, what we gave."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity.api import officials_only
from vanlang.tasks.actions import deciding
from vanlang.tasks.queries import tasks as queries
from vanlang.tasks.queries import workbook
from vanlang.tasks.views import lists
from vanlang.ui.requests import Request

MOST_AT_ONCE = 200


@officials_only
@require_GET
def show(request: Request) -> HttpResponse:
    return _page(request)


def _page(request: Request, outcome: deciding.Outcome | None = None) -> HttpResponse:
    actor, at = request.actor, timezone.now()
    name, tasks = lists.wanted(request)
    page = lists.page_of(tasks, request.GET.get("trang", "1"))
    late = queries.to_do(actor).filter(due_at__lt=at).count()
    counts = {
        lists.TO_DO: queries.to_do(actor).count(),
        lists.TO_ACCEPT: queries.to_accept(actor).count(),
        lists.GIVEN: None,
        lists.HELPED: queries.supported(actor).count(),
    }
    context = {
        "name": name,
        "names": lists.NAMES,
        "counts": counts,
        "late": late,
        "page": page,
        "lines": lists.lines(list(page), at=at, given=name in {lists.GIVEN, lists.TO_ACCEPT}),
        "words": request.GET.get("q", ""),
        "may_give": queries.agencies_of(actor).exists(),
        "outcome": outcome,
        "boards": bool(actor.agencies_where("leader", "viewer")),
    }
    return render(request, "tasks/mine.html", context, status=422 if outcome else 200)


@officials_only
@require_POST
def accept_several(request: Request) -> HttpResponse:
    """Accept what was ticked; what could not be says why and stays."""
    chosen = {key for text in request.POST.getlist("task")[:MOST_AT_ONCE] if (key := _uuid(text))}
    tasks = list(queries.to_accept(request.actor).filter(pk__in=chosen))
    outcome = deciding.accept_all(tasks, by=request.actor, at=timezone.now())
    if outcome.refused or not outcome.done:
        return _page(request, outcome)
    return redirect(f"{reverse('tasks-mine')}?muc={lists.TO_ACCEPT}&xong={len(outcome.done)}")


@officials_only
@require_GET
def export(request: Request) -> HttpResponse:
    """Download the list, as it is filtered, as an Excel file."""
    name, tasks = lists.wanted(request)
    at = timezone.now()
    content = workbook.of(tasks.select_related("lead", "giver"), title=lists.NAMES[name], at=at)
    response = HttpResponse(content, content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="nhiem-vu-{name}.xlsx"'
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
