"""What an agency has to give back, as work that ends."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import refuse_unless
from vanlang.payments import forms, permissions, queries
from vanlang.payments.actions import surpluses as deeds
from vanlang.payments.rules.orders import State
from vanlang.ui.requests import Request

SHOWN = 200


@officials_only
@require_GET
def waiting(request: Request) -> HttpResponse:
    """Orders to give back that wait, the most urgent first, and orders asked back whole."""
    context = {
        "surpluses": list(queries.to_give_back(request.actor)[:SHOWN]),
        "asked": [
            (order, queries.left_of(order))
            for order in queries.with_lines(
                queries.of_agencies(request.actor, state=State.REFUND_REQUESTED)
            )[:SHOWN]
        ],
    }
    return render(request, "payments/refunds.html", context)


@officials_only
def decide(request: Request, pk: int) -> HttpResponse:
    """Note that a surplus was given back, or why it was not."""
    surplus = get_object_or_404(queries.surpluses(request.actor), pk=pk)
    refuse_unless(permissions.may_decide_refund(request.actor, surplus.order))
    form = forms.DecideRefund(request.POST or None)
    if form.is_valid():
        given_back = form.cleaned_data["decision"] == forms.DecideRefund.REFUND
        decide_it = deeds.confirm if given_back else deeds.refuse
        decide_it(surplus, note=form.cleaned_data["note"], by=request.actor, at=timezone.now())
        return redirect("payments-refunds")
    status = 422 if form.errors else 200
    context = {"surplus": surplus, "order": surplus.order, "form": form}
    return render(request, "payments/surplus.html", context, status=status)
