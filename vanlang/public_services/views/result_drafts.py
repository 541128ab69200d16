"""Soạn kết quả: the form as the law has it, kept while one types, a file instead, a preview."""

from typing import BinaryIO, cast

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.public_services.actions import result_drafts, sealing, settling
from vanlang.public_services.actions.papers import Upload
from vanlang.public_services.forms.results import Drafting
from vanlang.public_services.models import Dossier
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import documents, dossiers
from vanlang.public_services.rules.results import ResultRefused
from vanlang.public_services.views.inbox import PDF, note_look, tasks_of, visible
from vanlang.ui.requests import Request

DRAFTING = "Soạn kết quả hồ sơ"
DRAFT_PAGE = "public_services-draft"


@officials_only
def draft(request: Request, code: str) -> HttpResponse:
    """Soạn kết quả: filled in from the form; the official completes it and passes it on."""
    dossier = visible(request, code)
    refuse_unless(
        "submit" in tasks_of(request.actor, dossier),
        "Hồ sơ không ở bước soạn kết quả của bạn.",
    )
    if request.method == "POST":
        return _write(request, dossier)
    known = dossiers.result_of(dossier)
    first = known.fields if known else documents.prefilled_result(dossier, at=timezone.now())
    return _page(request, dossier, first)


def _write(request: Request, dossier: Dossier) -> HttpResponse:
    known = dossiers.result_of(dossier)
    values = {key: text for key, text in request.POST.items() if isinstance(text, str)}
    if known is not None and known.attached_file_id:
        values = dict(known.fields)  # the page shows the file alone, and sends no fields
    try:
        after = _step(request, dossier, values)
    except ResultRefused as refused:
        return _page(request, dossier, values, problems=refused.problems)
    except Refusal as refusal:
        if refusal.field != result_drafts.FILE:
            raise
        return _page(request, dossier, values, problems={result_drafts.FILE: refusal.message})
    if "X-Draft" in request.headers:
        return HttpResponse(status=204)
    return redirect(after, dossier.code)


def _step(request: Request, dossier: Dossier, values: dict[str, str]) -> str:
    """Do what the pressed button says; return the page that follows."""
    by, at, uploads = request.actor, timezone.now(), _uploads(request)
    pressed = {"keep", "preview", "detach", "attach"} & request.POST.keys()
    if not (pressed or uploads or "X-Draft" in request.headers):
        settling.submit(dossier, fields=values, by=by, at=at)
        return "public_services-officer-dossier"
    result_drafts.keep(dossier, fields=values, by=by, at=at)
    if "X-Draft" in request.headers:  # kept while the officer still writes: vanlang.js
        return DRAFT_PAGE
    if uploads:
        result_drafts.attach(dossier, uploads, by=by, at=at)
    elif "detach" in pressed:
        result_drafts.detach(dossier, by=by, at=at)
    elif "attach" in pressed:
        raise Refusal("Bạn chưa chọn tệp nào.", field=result_drafts.FILE)
    return "public_services-preview" if "preview" in pressed else DRAFT_PAGE


def _page(
    request: Request,
    dossier: Dossier,
    values: dict[str, str],
    *,
    problems: dict[str, str] | None = None,
) -> HttpResponse:
    note_look(request, dossier, DRAFTING)
    definition = documents.definition_of(dossier)
    problems = dict(problems) if problems is not None else None
    context = {
        "dossier": dossier,
        "definition": definition,
        "result": dossiers.result_of(dossier),
        "sent_back": dossiers.sent_back(dossier),
        "file_problem": problems.pop(result_drafts.FILE, "") if problems else "",
        "form": Drafting(definition, values, answers=dossier.form, problems=problems),
    }
    status = 200 if problems is None else 422
    return render(request, "public_services/officer/draft.html", context, status=status)


def _uploads(request: Request) -> list[Upload]:
    return [
        Upload(cast("BinaryIO", sent.file), sent.name or "")
        for sent in request.FILES.getlist(result_drafts.FILE)
    ]


@officials_only
def preview(request: Request, code: str) -> HttpResponse:
    """Bản thảo: the result as it will look, neither numbered nor signed."""
    dossier = visible(request, code)
    result = dossiers.result_of(dossier)
    if result is None or not permissions.may_preview_result(request.actor, result):
        raise Http404
    note_look(request, dossier, DRAFTING)
    issued = result.file or result.signed_file
    if issued is None and result.signed_elsewhere:
        issued = result.attached_file
    if issued is not None and "seal" in tasks_of(request.actor, dossier):
        issued = sealing.look(dossier, by=request.actor, at=timezone.now())
    if issued is not None:
        return HttpResponse(documents.read(issued), content_type=PDF)
    paper = documents.result_paper(dossier, result, at=timezone.now(), reader=request.actor)
    return HttpResponse(paper.pdf, content_type=PDF)
