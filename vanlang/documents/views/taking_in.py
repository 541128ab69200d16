"""Taking in what came on paper or by e-mail."""

from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from vanlang.documents.actions import uploads
from vanlang.documents.forms import incoming as forms
from vanlang.documents.queries import incoming, places
from vanlang.documents.rules.arrivals import Duplicate
from vanlang.identity.api import Role, Unit, officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui.requests import Request


def _agencies(request: Request) -> dict[str, Unit]:
    found = {str(unit.pk): unit for unit in places.agencies_of(request.actor, Role.CLERK)}
    refuse_unless(bool(found), "Chỉ văn thư của cơ quan tiếp nhận văn bản đến.")
    return found


@officials_only
def paper(request: Request) -> HttpResponse:
    """Văn bản giấy: what stands on it, and its scan."""
    agencies = _agencies(request)
    choices = [(pk, unit.name) for pk, unit in agencies.items()]
    form = forms.Paper(request.POST if request.method == "POST" else None, agencies=choices)
    problem: Refusal | None = None
    if form.is_valid():
        scans = [
            (scan.name or "", cast("BinaryIO", scan.file))
            for scan in request.FILES.getlist("scans")
        ]
        try:
            entry = uploads.take_in_paper(
                form.arrival(),
                scans,
                unit=agencies[form.cleaned_data["unit"]],
                is_another=form.cleaned_data.get("is_another", False),
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("documents-document", entry.document_id)
        except Refusal as refusal:
            problem = refusal
            if refusal.field in form.fields:
                form.add_error(refusal.field, refusal.message)
    twin = None
    if isinstance(problem, Duplicate):
        twin = incoming.visible_to(request.actor).filter(pk=UUID(problem.entry_id)).first()
    context = {
        "form": form,
        "problem": problem,
        "twin": twin,
        "scans_error": problem.message if problem and problem.field == "scans" else "",
    }
    failed = request.method == "POST"
    return render(request, "documents/take_in.html", context, status=422 if failed else 200)


@officials_only
def letter(request: Request) -> HttpResponse:
    """Thư điện tử: one .eml file."""
    agencies = _agencies(request)
    choices = [(pk, unit.name) for pk, unit in agencies.items()]
    sent = request.method == "POST"
    form = forms.Letter(
        request.POST if sent else None, request.FILES if sent else None, agencies=choices
    )
    if form.is_valid():
        try:
            entry = uploads.take_in_letter(
                form.content(),
                unit=agencies[form.cleaned_data["unit"]],
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("documents-document", entry.document_id)
        except Refusal as refusal:
            form.add_error("message", refusal.message)
    return render(
        request, "documents/take_in_letter.html", {"form": form}, status=422 if sent else 200
    )
