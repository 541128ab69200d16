"""Answering a sender who wants a document back, or changed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from vanlang.documents.actions.exchange import changes
from vanlang.documents.forms.exchange import Answering
from vanlang.documents.queries import exchange as queries
from vanlang.documents.rules.exchange import ChangeState
from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal
from vanlang.ui.requests import Request


@officials_only
@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.changes_visible_to(request.actor), pk=pk)
    form = Answering(request.POST or None)
    if request.method == "POST" and form.is_valid() and found.entry is not None:
        try:
            changes.answer(
                found,
                agreed=form.cleaned_data["agreed"] == "yes",
                note=form.cleaned_data["note"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as problem:
            form.add_error(problem.field or None, problem.message)
        else:
            return redirect("documents-document", found.entry.document_id)
    context = {
        "change": found,
        "entry": found.entry,
        "is_waiting": found.state == ChangeState.WAITING and found.entry is not None,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "documents/change.html", context, status=status)
