"""Ending an indicator: a question of its own, since it cannot be taken back."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from vanlang.identity.api import officials_only
from vanlang.indicators import permissions
from vanlang.indicators.actions import retiring as actions
from vanlang.indicators.forms.retiring import Retiring
from vanlang.indicators.queries import definitions, retiring
from vanlang.indicators.rules.periods import forward_from
from vanlang.indicators.views.one import asked
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal
from vanlang.ui.requests import Request

OFFERED = 12


@officials_only
@require_http_methods(["GET", "POST"])
def retire(request: Request, code: str) -> HttpResponse:
    """Lay down the last day of an indicator that is in force."""
    definition, at = asked(request, code), timezone.now()
    is_going_on = definition.published_at is not None and definition.last_date is None
    if not (is_going_on and permissions.may_publish(request.actor, definition.indicator)):
        raise Http404
    since = max(day_of(at), definition.effective_from)
    periods = list(forward_from(definitions.period_at(definition, since), OFFERED))
    form = Retiring(request.POST or None, row=definition, periods=periods)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retire(definition.indicator, by=request.actor, at=at, **form.cleaned_data)
            return redirect("indicators-indicator", code)
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
    context = {
        "definition": definition,
        "form": form,
        "users": retiring.users_of(code),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/retire.html", context, status=status)
