"""Sửa thông tin hồ sơ: one page with what stands there, what it should say, and why."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.public_services.actions import correcting
from vanlang.public_services.forms.corrections import CorrectionForm
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import corrections, documents
from vanlang.public_services.rules.answers import FormRefused
from vanlang.public_services.views.inbox import note_look, visible
from vanlang.ui.requests import Request

PURPOSE = "Sửa thông tin hồ sơ"


@officials_only
def correct(request: Request, code: str) -> HttpResponse:
    """Show the answers that may be set right, and set them right with a reason."""
    dossier = visible(request, code)
    refuse_unless(permissions.may_correct(request.actor, dossier))
    note_look(request, dossier, PURPOSE)
    definition = documents.definition_of(dossier)
    specs = corrections.fields_of(dossier, definition)
    given = {spec.key: request.POST.get(spec.key, "") for spec in specs}
    problems: dict[str, str] = {}
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            correcting.correct(dossier, given, reason=reason, by=request.actor, at=timezone.now())
        except FormRefused as refused:
            problems = refused.problems
        except Refusal as refusal:
            if not refusal.field:
                raise
            problems = {refusal.field: refusal.message}
        else:
            return redirect("public_services-officer-dossier", dossier.code)
        given["reason"] = reason
    posted = request.method == "POST"
    form = CorrectionForm(specs, given if posted else dossier.form, problems=problems or None)
    context = {
        "dossier": dossier,
        "definition": definition,
        "form": form,
        "specs": specs,
        "nothing": correcting.NOTHING_TO_CORRECT,
        "stays": corrections.papers_signed(dossier),
    }
    status = 422 if problems else 200
    return render(request, "public_services/officer/correct.html", context, status=status)
