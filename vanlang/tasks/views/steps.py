"""The steps of a task, each a form and one action."""

from typing import BinaryIO, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.tasks import permissions
from vanlang.tasks.actions import deciding, extending, working
from vanlang.tasks.actions.working import Upload
from vanlang.tasks.forms import working as written
from vanlang.tasks.forms.giving import Entrust
from vanlang.tasks.models import Task
from vanlang.tasks.queries import reports as handed_in
from vanlang.tasks.queries import tasks as queries
from vanlang.ui.requests import Request


def _task(request: Request, key: UUID) -> Task:
    return get_object_or_404(queries.visible_to(request.actor), pk=key)


def _page(
    request: Request, template: str, task: Task, form: forms.Form, **more: object
) -> HttpResponse:
    context = {"task": task, "form": form, **more}
    return render(request, f"tasks/{template}.html", context, status=422 if form.errors else 200)


def _refused(form: forms.Form, no: Refusal) -> None:
    """Show a refusal where it belongs; what belongs to no field of the form goes on top."""
    form.add_error(no.field if no.field in form.fields else None, no.message)


@officials_only
@require_POST
def start(request: Request, key: UUID) -> HttpResponse:
    working.start(_task(request, key), by=request.actor, at=timezone.now())
    return redirect("tasks-task", key)


@officials_only
def entrust(request: Request, key: UUID) -> HttpResponse:
    task, at = _task(request, key), timezone.now()
    refuse_unless(permissions.may_entrust(request.actor, task))
    form = Entrust(task, at, request.POST or None)
    if form.is_valid():
        person = form.cleaned_data["person"]
        working.entrust(task, person_id=person, by=request.actor, at=at)
        return redirect("tasks-task", key)
    return _page(request, "entrust", task, form)


@officials_only
def report(request: Request, key: UUID) -> HttpResponse:
    task = _task(request, key)
    refuse_unless(permissions.may_work(request.actor, task))
    left = queries.open_children(task).count()
    form = written.Report(request.POST or None, open_children=left)
    file_error = ""
    if form.is_valid():
        said = form.cleaned_data
        uploads = [
            Upload(file.name or "tep", cast("BinaryIO", file))
            for file in request.FILES.getlist("files")
        ]
        try:
            working.report(
                task,
                key=said["key"],
                text=said["text"],
                children_note=said.get("children_note", ""),
                uploads=uploads,
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as no:
            file_error = no.message if no.field == "files" else ""
            _refused(form, no)
        else:
            return redirect("tasks-task", key)
    return _page(request, "report", task, form, left=left, file_error=file_error)


@officials_only
def decide(request: Request, key: UUID) -> HttpResponse:
    """Accept the product, or send it back."""
    task = _task(request, key)
    refuse_unless(permissions.may_decide(request.actor, task))
    waiting = handed_in.waiting_report(task)
    if waiting is None:
        return redirect("tasks-task", key)
    form = written.Decide(request.POST or None)
    if form.is_valid():
        said, by, at = form.cleaned_data, request.actor, timezone.now()
        try:
            if said["decision"] == form.ACCEPT:
                deciding.accept(task, word=said["word"], by=by, at=at)
            else:
                deciding.send_back(task, reason=said["word"], by=by, at=at)
        except Refusal as no:
            _refused(form, no)
        else:
            return redirect("tasks-task", key)
    return _page(request, "decide", task, form, report=waiting)


@officials_only
def ask_extension(request: Request, key: UUID) -> HttpResponse:
    task = _task(request, key)
    refuse_unless(permissions.may_work(request.actor, task))
    form = written.AskExtension(request.POST or None)
    if form.is_valid():
        try:
            extending.ask(task, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except Refusal as no:
            _refused(form, no)
        else:
            return redirect("tasks-task", key)
    return _page(request, "ask_extension", task, form)


@officials_only
def decide_extension(request: Request, key: UUID) -> HttpResponse:
    task = _task(request, key)
    refuse_unless(permissions.may_decide(request.actor, task))
    asked = handed_in.waiting_extension(task)
    if asked is None:
        return redirect("tasks-task", key)
    form = written.DecideExtension(asked, request.POST or None)
    if form.is_valid():
        said, by, at = form.cleaned_data, request.actor, timezone.now()
        try:
            if said["decision"] == form.GRANT:
                extending.grant(asked, due_on=said["due_on"], word=said["word"], by=by, at=at)
            else:
                extending.refuse(asked, word=said["word"], by=by, at=at)
        except Refusal as no:
            _refused(form, no)
        else:
            return redirect("tasks-task", key)
    return _page(request, "decide_extension", task, form, asked=asked)


@officials_only
def conclude(request: Request, key: UUID) -> HttpResponse:
    task = _task(request, key)
    refuse_unless(permissions.may_decide(request.actor, task))
    form = written.Conclude(request.POST or None)
    if form.is_valid():
        word = form.cleaned_data["word"]
        deciding.conclude(task, word=word, by=request.actor, at=timezone.now())
        return redirect("tasks-task", key)
    left = queries.open_children(task).count()
    return _page(request, "conclude", task, form, left=left)


@officials_only
def cancel(request: Request, key: UUID) -> HttpResponse:
    task = _task(request, key)
    refuse_unless(permissions.may_decide(request.actor, task))
    form = written.Cancel(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        deciding.cancel(task, reason=reason, by=request.actor, at=timezone.now())
        return redirect("tasks-task", key)
    left = queries.open_children(task).count()
    return _page(request, "cancel", task, form, left=left)
