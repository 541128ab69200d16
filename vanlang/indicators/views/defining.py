"""Writing a definition: a draft that can be read as a sentence, then published for good."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from vanlang.identity.api import officials_only
from vanlang.indicators import permissions
from vanlang.indicators.actions import defining
from vanlang.indicators.forms.definitions import Draft, NewDraft, initial_of
from vanlang.indicators.models import Definition
from vanlang.indicators.permissions import DEFINES
from vanlang.indicators.queries import definitions, units
from vanlang.indicators.rules import sentences
from vanlang.indicators.views.one import asked
from vanlang.kernel import measures
from vanlang.kernel.refusals import Refusal
from vanlang.ui.requests import Request


@officials_only
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    owners = units.agencies_where(request.actor, *DEFINES)
    if not owners:
        raise Http404
    at = timezone.now()
    form = NewDraft(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            defining.begin(code, form.wanted(), owner=owners[0], by=request.actor, at=at)
            return redirect("indicators-draft", code)
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
    return _shown(request, form, None)


@officials_only
@require_http_methods(["GET", "POST"])
def edit(request: Request, code: str) -> HttpResponse:
    """Change the draft; of a definition in force the next version is begun."""
    row = asked(request, code)
    owner = row.indicator.owner
    if not permissions.may_define(request.actor, owner.agency_id or owner.pk):
        raise Http404
    at = timezone.now()
    draft = definitions.draft_of(row.indicator) or row
    following = definitions.period_at(row, timezone.localdate(at)).next().start
    form = Draft(request.POST or None, initial=initial_of(draft, on=following))
    if request.method == "POST" and form.is_valid():
        try:
            defining.draft(code, form.wanted(), owner=owner, by=request.actor, at=at)
            return redirect("indicators-draft", code)
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
    return _shown(request, form, draft)


def _shown(request: Request, form: Draft, row: Definition | None) -> HttpResponse:
    is_draft = row is not None and row.published_at is None
    context = {
        "form": form,
        "row": row,
        "is_draft": is_draft,
        "sentence": definitions.as_sentence(row, reader=request.actor) if row is not None else "",
        "may_publish": row is not None
        and is_draft
        and permissions.may_publish(request.actor, row.indicator),
        "measures": measures.registered(),
        "functions": sentences.FUNCTIONS,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/draft.html", context, status=status)


@officials_only
@require_POST
def publish(request: Request, code: str) -> HttpResponse:
    row = definitions.draft_of(asked(request, code).indicator)
    if row is None or not definitions.visible_to(request.actor).filter(pk=row.pk).exists():
        raise Http404
    defining.publish(row, by=request.actor, at=timezone.now())
    return redirect("indicators-indicator", code)


@officials_only
@require_POST
def discard(request: Request, code: str) -> HttpResponse:
    row = definitions.draft_of(asked(request, code).indicator)
    if row is None or not definitions.visible_to(request.actor).filter(pk=row.pk).exists():
        raise Http404
    defining.discard(row, by=request.actor, at=timezone.now())
    return redirect("indicators-home")
