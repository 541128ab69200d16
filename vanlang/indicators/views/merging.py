"""The time before the merger: what three provinces published, and the figure over all of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from vanlang.identity.api import officials_only
from vanlang.indicators import permissions
from vanlang.indicators.actions import merging as actions
from vanlang.indicators.forms.merging import OldProvinces
from vanlang.indicators.models import Definition
from vanlang.indicators.queries import merging
from vanlang.indicators.queries.units import OLD_PROVINCES
from vanlang.indicators.rules.paths import MERGING_NAMES, Merging
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.views.one import asked
from vanlang.kernel.refusals import Refusal
from vanlang.ui.requests import Request


@officials_only
@require_http_methods(["GET", "POST"])
def before_merger(request: Request, code: str) -> HttpResponse:
    """Read what the old provinces published; who answers for the indicator enters and corrects."""
    definition = asked(request, code)
    at = timezone.now()
    unit = merging.recomputed_for(definition, on=timezone.localdate(at))
    may_enter = permissions.may_verify(request.actor, definition.indicator)
    if unit is None or (request.method == "POST" and not may_enter):
        raise Http404
    periods = merging.periods(definition)
    period = _chosen(request, periods)
    form = _form(request, definition, period, periods) if may_enter else None
    if form is not None and form.is_valid():
        chosen = form.cleaned_data["period"]
        judging = merging.judged_by(definition, chosen)
        try:
            actions.recompute(judging, chosen, form.parts, by=request.actor, at=at)
            page = reverse("indicators-before-merger", args=[code])
            return redirect(f"{page}?ky={chosen.key}")
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.message)
    since = merging.defined_since(definition)
    context = {
        "definition": definition,
        "unit": unit,
        "how": MERGING_NAMES[Merging(definition.merging)],
        "is_weighted": definition.merging == Merging.WEIGHTED,
        "provinces": OLD_PROVINCES,
        "rows": merging.rows(definition, unit, request.actor),
        "defined_since": since if periods[-1].start < since else None,
        "period": period,
        "periods": [(one.key, one.name) for one in periods],
        "history": merging.history(definition.indicator, period),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/before_merger.html", context, status=status)


def _chosen(request: Request, periods: list[Period]) -> Period:
    """Return the period that the page is opened for; one that is none is the newest."""
    key = request.POST.get("period", request.GET.get("ky", ""))
    return next((one for one in periods if one.key == key), periods[0])


def _form(
    request: Request, definition: Definition, period: Period, periods: list[Period]
) -> OldProvinces:
    kept = merging.in_force(definition.indicator, [period]).get(period.key, {})
    return OldProvinces(
        request.POST or None,
        definition=definition,
        periods=periods,
        kept=kept,
        initial={"period": period.key},
    )
