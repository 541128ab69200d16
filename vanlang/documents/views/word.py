"""Soạn bằng Word: the text comes as a file, the rest is asked as for any draft."""

from typing import BinaryIO, cast
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.documents.actions import word_drafts
from vanlang.documents.actions.word_drafts import Word
from vanlang.documents.forms import outgoing as forms
from vanlang.documents.models import Document
from vanlang.documents.permissions import outgoing as permissions
from vanlang.documents.queries import conversion, outgoing, papers, word_papers
from vanlang.documents.rules import types
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import RELATION_VERBS
from vanlang.documents.rules.types import DocumentType
from vanlang.documents.views.drafts import (
    author_of,
    facts_of,
    put_error,
    related_to,
    settle_answer,
    visible,
)
from vanlang.identity.api import Role, Unit, officials_only
from vanlang.kernel import file_checks, search
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui.requests import Request


@officials_only
def begin(request: Request) -> HttpResponse:
    """A new document, its text from a Word file or a PDF."""
    author, related = author_of(request), related_to(request)
    code = request.GET.get("loai", "") or (outgoing.usual_type(*related) if related else "")
    if not code:
        return redirect("documents-draft")
    kind = types.find(code, author.block)
    start = outgoing.beginning(kind, author, related)
    initial = {"subject": start.subject, "key": uuid4()}
    form = forms.WordDrafting(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        try:
            made = word_drafts.begin(
                _converted(request),
                key=form.cleaned_data["key"],
                author=author,
                type_code=kind.code,
                text=Draft(subject=form.cleaned_data["subject"]),
                facts=facts_of(form),
                related=related,
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_error(form, refusal)
        else:
            settle_answer(made, related, request)
            return redirect("documents-outgoing", made.pk)
    context: dict[str, object] = {
        "related": related,
        "relation": RELATION_VERBS[related[0]] if related else "",
        "query": request.GET.urlencode(),
    }
    return _show(request, form, author, kind, context)


@officials_only
@require_GET
def template(request: Request) -> HttpResponse:
    """A Word file with the head and the end of this kind, prefilled as the form would be."""
    author, related = author_of(request), related_to(request)
    code = request.GET.get("loai", "") or (outgoing.usual_type(*related) if related else "")
    if not code:
        return redirect("documents-draft")
    kind = types.find(code, author.block)
    now = timezone.now()
    leaders = outgoing.colleagues(author, (Role.LEADER,), at=now)
    made = word_papers.template(
        author,
        kind,
        outgoing.beginning(kind, author, related),
        symbol=_symbol(request, author, kind),
        leader=(leaders[0].name, outgoing.title_of(leaders[0].pk, author, at=now))
        if leaders
        else None,
        year=timezone.localdate().year,
    )
    answer = HttpResponse(made, content_type=file_checks.DOCX)
    answer["Content-Disposition"] = (
        f'attachment; filename="mau-{search.fold(kind.name).replace(" ", "-")}.docx"'
    )
    return answer


@officials_only
def revise(request: Request, pk: UUID) -> HttpResponse:
    """Another file, or other facts about the one that is there."""
    document = visible(request, pk)
    refuse_unless(permissions.may_revise(request.actor, document))
    author, before = document.author, outgoing.draft_of(document)
    if author is None:
        raise Http404
    if not before.word:
        return redirect("documents-draft-revise", document.pk)
    known = {
        "key": uuid4(),
        "subject": document.subject,
        "urgency": document.urgency,
        "access": document.access,
        "due_on": document.due_on,
        "is_directive": document.is_directive,
    }
    form = forms.WordDrafting(
        request.POST or None, request.FILES or None, initial=known, is_file_needed=False
    )
    if form.is_valid():
        try:
            word_drafts.revise(
                document,
                Draft(subject=form.cleaned_data["subject"]),
                word=_converted(request) if request.FILES.get("file") else None,
                facts=facts_of(form),
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_error(form, refusal)
        else:
            return redirect("documents-outgoing", document.pk)
    kind = types.find(document.type_code, author.block)
    return _show(request, form, author, kind, {"before": before}, document=document)


def _symbol(request: Request, author: Unit, kind: DocumentType) -> str:
    """Return what will stand behind the number of a document begun by the actor."""
    unsaved = Document(author=author, drafting_unit_id=request.actor.unit_id, type_code=kind.code)
    return papers.symbol_of(unsaved)


def _converted(request: Request) -> Word:
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise Refusal("Chọn tệp Word (.docx) hoặc PDF.", field="file")
    return word_drafts.convert(cast("BinaryIO", upload.file), name=upload.name or "")


def _show(  # noqa: PLR0913 what the page shows
    request: Request,
    form: forms.WordDrafting,
    author: Unit,
    kind: DocumentType,
    context: dict[str, object],
    *,
    document: Document | None = None,
) -> HttpResponse:
    agency = papers.agency_of(author)
    context |= {
        "form": form,
        "document": document,
        "author": author,
        "kind": kind,
        "has_office": conversion.program() is not None,
        "separator": "-" if agency.is_party else "/",
        "symbol": papers.symbol_of(document) if document else _symbol(request, author, kind),
        "place": agency.place,
        "year": timezone.localdate().year,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "documents/outgoing/word.html", context, status=status)
