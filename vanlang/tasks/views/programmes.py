"""Programmes: laid down from an Excel file, seen as figures, money and terms; progress by month."""

from datetime import date, datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.kernel import measures
from vanlang.kernel.days import day_of
from vanlang.kernel.measures import Scope
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.tasks import permissions
from vanlang.tasks.actions import importing, progress
from vanlang.tasks.forms.programmes import ImportProgramme, Reopen, WriteProgress
from vanlang.tasks.measures import figures
from vanlang.tasks.queries import programmes as queries
from vanlang.tasks.queries import tasks, workbook
from vanlang.tasks.rules.sheets import FAULTS_SHOWN
from vanlang.tasks.rules.states import Kind
from vanlang.tasks.views import gantt, lists
from vanlang.ui.requests import Request

SHOWN = (figures.DONE, figures.IN_PROGRESS, figures.LATE, *figures.SIX)


@officials_only
@require_GET
def index(request: Request) -> HttpResponse:
    page = lists.page_of(queries.programmes(request.actor), request.GET.get("trang", "1"))
    context = {"page": page, "may_give": tasks.agencies_of(request.actor).exists()}
    return render(request, "tasks/programmes.html", context)


@officials_only
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """Show a programme; ?so-lieu=done lists the tasks behind that figure."""
    actor, at = request.actor, timezone.now()
    programme = get_object_or_404(tasks.visible_to(actor), pk=key, kind=Kind.PROGRAMME)
    scope = Scope(None, day_of(programme.given_at), day_of(at), at)
    which = {
        measure.code.partition(".")[2].replace("_", "-"): measure
        for measure in figures.within(queries.counted_in(programme, actor))
    }
    values = measures.values(list(which.values()), scope)
    opened = which.get(request.GET.get("so-lieu", ""))
    page = None
    if opened is not None:
        behind = measures.rows_behind(opened, scope).select_related("lead", "giver", "person")
        page = lists.page_of(behind.order_by("due_at", "pk"), request.GET.get("trang", "1"))
    wanted = {measure.code for measure in SHOWN}
    context = {
        "programme": programme,
        "given": values[figures.GIVEN.code].numerator,
        "done": values[figures.DONE.code].numerator,
        "in_progress": values[figures.IN_PROGRESS.code].numerator,
        "shown": [
            (slug, measure, measure.shown(values[measure.code]))
            for slug, measure in which.items()
            if measure.code in wanted
        ],
        "opened": opened,
        "said": opened.said(values[opened.code]) if opened else "",
        "page": page,
        "lines": lists.lines(list(page), at=at, given=True) if page else [],
        "money": queries.money_of(programme, actor),
        "gantt": gantt.drawn(queries.tree_of(programme, actor), "Tiến độ theo thời gian", at=at),
    }
    return render(request, "tasks/programme.html", context)


@officials_only
def import_file(request: Request) -> HttpResponse:
    """Take a programme from an Excel file, or say everything that is wrong with it."""
    giver = tasks.agencies_of(request.actor).first()
    if giver is None:
        raise Http404
    form = ImportProgramme(request.POST or None, request.FILES or None)
    faults: list[object] = []
    if form.is_valid():
        content = cast("BinaryIO", form.cleaned_data["file"])
        try:
            made = importing.import_programme(
                form.order(giver), content, by=request.actor, at=timezone.now()
            )
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
        else:
            if made.programme is not None:
                return redirect("tasks-programme", made.programme.pk)
            faults = list(made.faults)
            form.add_error("file", f"Tệp có {len(faults)} chỗ cần sửa; chưa có gì được ghi.")
    context = {"form": form, "giver": giver, "faults": faults[:FAULTS_SHOWN], "count": len(faults)}
    return render(request, "tasks/import.html", context, status=422 if form.errors else 200)


@officials_only
@require_GET
def template(_request: Request) -> HttpResponse:
    """Hand out an empty sheet with the headings that are understood."""
    response = HttpResponse(workbook.template(), content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="mau-chuong-trinh.xlsx"'
    return response


@officials_only
def write_progress(request: Request, key: UUID, month: str) -> HttpResponse:
    """Keep or send the word on one month."""
    task = get_object_or_404(tasks.visible_to(request.actor), pk=key)
    refuse_unless(permissions.may_work(request.actor, task))
    on = _month(month)
    row = queries.progress_in(task, on)
    if row is not None and row.is_locked:
        return redirect("tasks-task", key)
    fields = ("percent", "spent", "text", "obstacles", "is_unchanged")
    before = {name: getattr(row, name) for name in fields} if row else None
    form = WriteProgress(request.POST or None, initial=before)
    if form.is_valid():
        send = "send" in request.POST
        try:
            said = form.progress(on)
            progress.write(task, said, send=send, by=request.actor, at=timezone.now())
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
        else:
            return redirect("tasks-task", key)
    context = {"task": task, "form": form, "month": on, "row": row}
    return render(request, "tasks/progress.html", context, status=422 if form.errors else 200)


@officials_only
def reopen_progress(request: Request, key: UUID, month: str) -> HttpResponse:
    task = get_object_or_404(tasks.visible_to(request.actor), pk=key)
    refuse_unless(permissions.may_decide(request.actor, task))
    row = queries.progress_in(task, _month(month))
    if row is None or not row.is_locked:
        raise Http404
    form = Reopen(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        progress.reopen(row, reason=reason, by=request.actor, at=timezone.now())
        return redirect("tasks-task", key)
    context = {"task": task, "form": form, "month": row.month}
    return render(request, "tasks/reopen.html", context, status=422 if form.errors else 200)


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 a month has no zone
    except ValueError:
        raise Http404 from None
