"""A report as a file: the Excel sheet to fill in, taken back in; Word; PDF."""

from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import importing, writing
from vanlang.reports.actions.importing import Imported
from vanlang.reports.forms.uploads import Upload
from vanlang.reports.models import Submission
from vanlang.reports.queries import papers, reading, workbook
from vanlang.reports.queries import word as words
from vanlang.reports.rules.sheets import FAULTS_SHOWN
from vanlang.reports.views import report as one
from vanlang.ui.requests import Request

PDF = "application/pdf"


@officials_only
@require_GET
def template(request: Request, key: UUID) -> HttpResponse:
    """Hand out the sheet of this report, with what it says already."""
    found = one.visible(request, key)
    content = workbook.of(reading.of(found), set(writing.fillable(found)))
    return _download(content, workbook.CONTENT_TYPE, found, "xlsx")


@officials_only
def take_in(request: Request, key: UUID) -> HttpResponse:
    """Take the sheet back, filled in: all of it, or a list of what is wrong with it."""
    found = one.visible(request, key)
    refuse_unless(permissions.may_write(request.actor, found))
    form = Upload(request.POST or None, request.FILES or None)
    made = Imported()
    if form.is_valid():
        content = cast("BinaryIO", form.cleaned_data["file"])
        try:
            made = importing.import_sheet(
                found, content, key=form.cleaned_data["key"], by=request.actor, at=timezone.now()
            )
        except Refusal as no:
            form.add_error("file", no.message)
        else:
            if made.saved is not None and (made.saved.crossed or made.saved.set_aside):
                return one.after_upload(request, made.saved)
            if made.saved is not None:
                address = reverse("reports-report", args=[found.pk])
                return redirect(f"{address}?da-luu={made.saved.written}")
            form.add_error("file", f"Tệp có {len(made.faults)} chỗ cần sửa; chưa ghi gì.")
    context = {
        "report": found,
        "form": form,
        "faults": made.faults[:FAULTS_SHOWN],
        "count": len(made.faults),
    }
    return render(request, "reports/import.html", context, status=422 if form.errors else 200)


@officials_only
@require_GET
def word(request: Request, key: UUID) -> HttpResponse:
    found = one.visible(request, key)
    content = words.report(reading.of(found), at=timezone.now())
    return _download(content, words.CONTENT_TYPE, found, "docx")


@officials_only
@require_GET
def pdf(request: Request, key: UUID) -> HttpResponse:
    found = one.visible(request, key)
    content = papers.report(reading.of(found), at=timezone.now()).pdf
    return _download(content, PDF, found, "pdf", how="inline")


def _download(
    content: bytes, kind: str, found: Submission, ending: str, *, how: str = "attachment"
) -> HttpResponse:
    turn = found.round
    name = f"bao-cao-{turn.regime.code}-{turn.period_key}-{found.unit.code}.{ending}"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
