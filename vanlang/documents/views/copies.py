"""Sao văn bản: sao y, trích sao, sao lục of anything the agency has, signed by the agency."""

from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from vanlang.documents.actions import copying
from vanlang.documents.forms.outgoing import Copying
from vanlang.documents.queries import documents, outgoing
from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal
from vanlang.signing import api as signing
from vanlang.ui.requests import Request


@officials_only
def copy(request: Request, pk: UUID) -> HttpResponse:
    """One form for all three; only the clerk of an agency that has the document."""
    document = get_object_or_404(documents.visible_to(request.actor), pk=pk)
    unit = outgoing.clerk_of(request.actor)
    if unit is None:
        raise Http404
    form = Copying(request.POST or None, initial={"key": uuid4()})
    problem: Refusal | None = None
    if form.is_valid():
        facts = form.cleaned_data
        try:
            copied = signing.proving(
                lambda: copying.make_copy(
                    document,
                    key=facts["key"],
                    form=facts["form"],
                    pages=facts["pages"],
                    unit=unit,
                    by=request.actor,
                    at=timezone.now(),
                ),
                secret=request.POST.get("pin", ""),
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            problem = refusal
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return redirect("documents-outgoing", copied.pk)
    context = {
        "document": document,
        "form": form,
        "unit": unit,
        "problem": problem,
        "presence": signing.presence(request.actor, at=timezone.now(), seals=True),
        "here": request.path,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "documents/outgoing/copy.html", context, status=status)
