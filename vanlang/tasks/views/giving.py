"""Give a task: by itself, to many units, or as a part of another."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from vanlang.identity.api import Unit, officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.tasks import permissions
from vanlang.tasks.actions import assigning
from vanlang.tasks.forms.giving import Give
from vanlang.tasks.models import Task
from vanlang.tasks.queries import tasks as queries
from vanlang.tasks.rules.states import State, may_move
from vanlang.ui.requests import Request


@officials_only
def give(request: Request) -> HttpResponse:
    """In whose name: the agency asked for, or the first that the actor leads."""
    agencies = queries.agencies_of(request.actor)
    code = request.GET.get("co-quan", "")
    giver = get_object_or_404(agencies, code=code) if code else agencies.first()
    if giver is None:
        raise Http404
    return _form(request, giver, None, list(agencies))


@officials_only
def divide(request: Request, key: UUID) -> HttpResponse:
    """Give a part of a task to an office or a colleague of one's own agency."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=key)
    refuse_unless(permissions.may_divide(request.actor, task))
    if not may_move(State(task.state), "divide"):
        raise Http404
    return _form(request, task.lead_agency, task, [])


def _form(request: Request, giver: Unit, parent: Task | None, agencies: list[Unit]) -> HttpResponse:
    form = Give(giver, request.POST or None)
    if form.is_valid():
        at = timezone.now()
        try:
            if len(form.leads) == 1:
                task = assigning.assign(form.order(), by=request.actor, at=at, parent=parent)
            else:
                task = assigning.assign_to_each(
                    form.order(), form.leads, by=request.actor, at=at, parent=parent
                )
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
        else:
            return redirect("tasks-task", task.pk)
    context = {"form": form, "giver": giver, "parent": parent, "agencies": agencies}
    return render(request, "tasks/give.html", context, status=422 if form.errors else 200)
