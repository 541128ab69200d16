"""One's own PIN, and the end of a signing session."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import Refusal
from vanlang.signing import forms
from vanlang.signing.actions import pins
from vanlang.signing.actions import sessions as actions
from vanlang.signing.queries import sessions
from vanlang.ui.requests import Request


@officials_only
def pin(request: Request) -> HttpResponse:
    """Set or change one's PIN; where one came from is offered again afterwards."""
    row = sessions.pin_of(request.actor.person_id) if request.actor.person_id else None
    has_pin = row is not None and bool(row.pin)
    form = forms.NewPin(request.POST or None, has_pin=has_pin)
    is_set = False
    if form.is_valid():
        typed = form.cleaned_data
        try:
            pins.set_pin(
                typed["pin"],
                typed["again"],
                proof=typed["proof"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            is_set, has_pin, form = True, True, forms.NewPin(has_pin=True)
    context = {
        "form": form,
        "is_set": is_set,
        "has_pin": has_pin,
        "is_locked": row is not None and row.locked_at is not None,
        "presence": sessions.presence(request.actor, at=timezone.now(), seals=True),
        "back": _back(request),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "signing/pin.html", context, status=status)


@officials_only
@require_POST
def end_session(request: Request) -> HttpResponse:
    actions.end(by=request.actor, at=timezone.now())
    return HttpResponseRedirect(_back(request) or reverse("signing-pin"))


def _back(request: Request) -> str:
    """Return the page of ours that the form or the link says one came from."""
    back = request.POST.get("back") or request.GET.get("ve", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if is_ours else ""
