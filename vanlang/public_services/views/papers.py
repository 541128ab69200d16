"""The papers of a dossier in the making: what a page sends of them, and a look at each."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from vanlang.identity.api import record_access
from vanlang.kernel import files
from vanlang.kernel.refusals import Refusal
from vanlang.public_services.actions import drafts, pages, papers
from vanlang.public_services.actions.consenting import AT_THE_COUNTER
from vanlang.public_services.forms.papers import handed_in, page_change
from vanlang.public_services.models import Draft
from vanlang.public_services.queries import dossiers
from vanlang.public_services.queries.papers import page_of
from vanlang.public_services.rules.states import PaperOrigin
from vanlang.public_services.views.inbox import ONE_LOOK
from vanlang.ui import photographs
from vanlang.ui.requests import Request

# The buttons that change papers and stay on the page.
CHANGES = {"keep", "remove", "page_up", "page_down", "page_out"}
BROUGHT = {PaperOrigin.UPLOAD, PaperOrigin.SCAN}


def keep_papers(request: Request, draft: Draft) -> dict[str, str]:
    """Keep every paper of the request that is right; return what is wrong with the others."""
    problems: dict[str, str] = {}
    by, now = request.actor, timezone.now()
    change_page(request, draft)
    for number, spec in enumerate(drafts.definition_of(draft).papers):
        sent = handed_in(request, number)
        try:
            if sent.uploads:
                refused = papers.add_all(draft, spec.code, sent.uploads, by=by, at=now)
                problems |= {spec.code: " ".join(refused)} if refused else {}
            elif sent.item_id:
                papers.reuse_paper(draft, spec.code, sent.item_id, by=by, at=now)
            elif sent.is_removed:
                papers.remove_paper(draft, spec.code, by=by, at=now)
        except Refusal as refusal:
            problems[spec.code] = refusal.message
    return problems


def change_page(request: Request, draft: Draft) -> None:
    """Do what the button beside a photograph asks for, if one was pressed."""
    change = page_change(request)
    if change is None:
        return
    by, now = request.actor, timezone.now()
    if change.by_places:
        papers.move_page(draft, change.page_id, by_places=change.by_places, by=by, at=now)
    else:
        papers.remove_page(draft, change.page_id, by=by, at=now)


def brought(request: Request, key: UUID, number: int) -> HttpResponse | FileResponse:
    """Show a paper as it will be handed in: the file that was brought, or the photographs bound."""
    draft = _draft(request, key)
    paper = get_object_or_404(draft.papers.all(), pk=number, source__in=BROUGHT)
    if paper.file is not None:
        return FileResponse(
            files.open(paper.file), filename=paper.file_name, content_type=paper.file.content_type
        )
    return HttpResponse(pages.bound(paper), content_type="application/pdf")


def photograph(request: Request, key: UUID, number: int) -> HttpResponse:
    """Show one photograph of a paper, small beside its row."""
    draft = _draft(request, key)
    page = page_of(draft, number)
    if page is None:
        raise Http404
    jpeg = files.read(page.file)
    whole = "lon" in request.GET
    return HttpResponse(jpeg if whole else photographs.small(jpeg), content_type="image/jpeg")


def _draft(request: Request, key: UUID) -> Draft:
    draft = dossiers.drafts_of(request.actor).filter(pk=key).first()
    if draft is None:
        raise Http404
    if draft.applicant is not None and draft.applicant_id != request.actor.person_id:
        record_access(
            draft.applicant,
            by=request.actor,
            purpose=f"{AT_THE_COUNTER}: xem giấy tờ vừa số hóa",
            about=str(draft.pk),
            at=timezone.now(),
            once_within=ONE_LOOK,
        )
    return draft
