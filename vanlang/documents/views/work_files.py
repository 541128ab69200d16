"""Hồ sơ công việc: the list, one file, and the steps to the archive."""

from collections.abc import Callable
from contextlib import closing
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.documents.actions import work_files as actions
from vanlang.documents.forms.work_files import OpenFile
from vanlang.documents.models import WorkFile
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.queries import documents, places, work_files
from vanlang.documents.rules import packages
from vanlang.documents.rules.packages import Report
from vanlang.documents.rules.states import WORK_FILE_STATE_NAMES, WorkFileState
from vanlang.documents.views.inbox import may_see, text_of
from vanlang.identity.api import officials_only
from vanlang.kernel import files
from vanlang.kernel.refusals import refuse_unless
from vanlang.tasks import api as tasks
from vanlang.ui.jinja import with_query
from vanlang.ui.requests import Request, page_number

PAGE = 50
LARGEST_PACKAGE = 500 * 2**20


@officials_only
@require_GET
def listing(request: Request) -> HttpResponse:
    may_see(request)
    found = work_files.visible_to(request.actor)
    state, number = request.GET.get("trang_thai", ""), page_number(request)
    if state in set(WorkFileState):
        found = found.filter(state=state)
    start = (number - 1) * PAGE
    rows = list(
        work_files.with_counts(found).order_by("-opened_at", "pk")[start : start + PAGE + 1]
    )
    context = {
        "rows": rows[:PAGE],
        "state": state,
        "states": [("", "Mọi trạng thái"), *WORK_FILE_STATE_NAMES.items()],
        "may_open": bool(request.actor.agencies_where(*permissions.AT_WORK)),
        "previous": with_query(request, trang=number - 1) if number > 1 else "",
        "next": with_query(request, trang=number + 1) if len(rows) > PAGE else "",
    }
    return render(request, "documents/work_files.html", context)


@officials_only
def new(request: Request) -> HttpResponse:
    agencies = places.agencies_of(request.actor, *permissions.AT_WORK)
    refuse_unless(bool(agencies))
    form = OpenFile(
        request.POST if request.method == "POST" else None,
        agencies=[(str(unit.pk), unit.name) for unit in agencies],
    )
    if form.is_valid():
        unit = next(u for u in agencies if str(u.pk) == form.cleaned_data["unit"])
        made = actions.open_file(form.opening(), unit=unit, by=request.actor, at=timezone.now())
        return redirect("documents-work-file", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "documents/work_file_new.html", {"form": form}, status=status)


def _visible(request: Request, pk: UUID) -> WorkFile:
    return get_object_or_404(work_files.visible_to(request.actor), pk=pk)


@officials_only
@require_GET
def detail(request: Request, pk: UUID) -> HttpResponse:
    found = _visible(request, pk)
    checked = work_files.check_kept(found) if "kiem-tra" in request.GET else None
    return _show(request, found, checked)


def _show(request: Request, found: WorkFile, checked: Report | None) -> HttpResponse:
    actor = request.actor
    keeps = permissions.may_keep_work_file(actor, found)
    is_open = found.state == WorkFileState.OPEN
    words = text_of(request)
    context = {
        "file": found,
        "contents": work_files.contents(actor, found),
        "keeps": keeps and is_open,
        "may_reopen": keeps and found.state == WorkFileState.CLOSED,
        "may_submit": found.state == WorkFileState.CLOSED
        and permissions.may_submit_to_archive(actor, found),
        "words": words,
        "candidates": documents.to_file(actor, found, words) if keeps and is_open else [],
        "tasks_about": work_files.tasks_about(actor, found) if keeps and is_open else [],
        "tasks": work_files.tasks_to_file(actor, found, words) if keeps and is_open else [],
        "checked": checked,
    }
    return render(request, "documents/work_file.html", context)


Verb = Callable[[Request, WorkFile], object]


def _add(request: Request, found: WorkFile) -> object:
    try:
        key = UUID(request.POST.get("document", ""))
    except ValueError:
        raise Http404 from None
    document = get_object_or_404(documents.visible_to(request.actor), pk=key)
    return actions.add_document(found, document, by=request.actor, at=timezone.now())


def _add_task(request: Request, found: WorkFile) -> object:
    try:
        key = UUID(request.POST.get("task", ""))
    except ValueError:
        raise Http404 from None
    task = get_object_or_404(tasks.visible_to(request.actor), pk=key)
    return actions.add_task(found, task, by=request.actor, at=timezone.now())


@officials_only
@require_POST
def take_in(request: Request, pk: UUID) -> HttpResponse:
    """Đưa văn bản vào hồ sơ: from the document's own page."""
    document = get_object_or_404(documents.visible_to(request.actor), pk=pk)
    try:
        chosen = UUID(request.POST.get("file", ""))
    except ValueError:
        raise Http404 from None
    actions.add_document(_visible(request, chosen), document, by=request.actor, at=timezone.now())
    return redirect("documents-document", pk)


def _remove(request: Request, found: WorkFile) -> object:
    text = request.POST.get("item", "")
    if not text.isascii() or not text.isdigit():
        raise Http404
    item = get_object_or_404(found.items.all(), pk=int(text))
    return actions.remove(item, by=request.actor, at=timezone.now())


VERBS: dict[str, Verb] = {
    "them": _add,
    "them-nhiem-vu": _add_task,
    "bo": _remove,
    "ket-thuc": lambda r, f: actions.close(
        f, paper_note=r.POST.get("paper_note", ""), by=r.actor, at=timezone.now()
    ),
    "mo-lai": lambda r, f: actions.reopen(f, by=r.actor, at=timezone.now()),
    "nop-luu-tru": lambda r, f: actions.submit(f, by=r.actor, at=timezone.now()),
}


@officials_only
@require_POST
def act(request: Request, pk: UUID, verb: str) -> HttpResponse:
    found = _visible(request, pk)
    if verb not in VERBS:
        raise Http404
    VERBS[verb](request, found)
    return redirect("documents-work-file", pk)


@officials_only
@require_GET
def package(request: Request, pk: UUID) -> HttpResponse:
    """The package that went to the archive; it holds every document, so its keeper fetches it."""
    found = _visible(request, pk)
    if found.package is None:
        raise Http404
    refuse_unless(permissions.may_submit_to_archive(request.actor, found))
    with closing(files.open(found.package)) as kept:
        response = HttpResponse(kept.read(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="ho-so-{found.code}.zip"'
    return response


@officials_only
def check(request: Request) -> HttpResponse:
    """Kiểm tra gói lưu trữ: a package from anywhere, by its own list of hashes."""
    may_see(request)
    upload, report, error = request.FILES.get("package"), None, ""
    if request.method == "POST":
        if not isinstance(upload, UploadedFile):
            error = "Chọn tệp gói hồ sơ (.zip)."
        elif (upload.size or 0) > LARGEST_PACKAGE:
            error = f"Gói quá lớn: tối đa {LARGEST_PACKAGE // 2**20} MB."
        else:
            report = packages.check(upload.read())
    context = {
        "report": report,
        "error": error,
        "name": upload.name if isinstance(upload, UploadedFile) else "",
        "largest": LARGEST_PACKAGE,
    }
    return render(request, "documents/package_check.html", context, status=422 if error else 200)
