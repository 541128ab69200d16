"""Where the gateway speaks to us, by itself and through the payer's browser."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity.api import login_not_required
from vanlang.payments import queries
from vanlang.payments.actions import online
from vanlang.payments.rules import messages
from vanlang.payments.rules.messages import FAILURE, SUCCESS
from vanlang.payments.rules.orders import AttemptState
from vanlang.ui.requests import Request

REFUSED = {AttemptState.WRONG_AMOUNT: 422}


@csrf_exempt
@login_not_required
@require_POST
def callback(request: Request) -> HttpResponse:
    """Take a message from the gateway itself; the same one again is answered the same."""
    attempt = online.receive(messages.read_json(request.body), at=timezone.now())
    status = REFUSED.get(AttemptState(attempt.state), 200)
    answer = {
        "MaLoi": SUCCESS if status == 200 else FAILURE,  # noqa: PLR2004 HTTP's "fine"
        "MoTaLoi": "" if attempt.state != AttemptState.WRONG_AMOUNT else attempt.state_name,
        "MaThamChieu": attempt.pk.hex,
    }
    return JsonResponse(answer, status=status)


@login_not_required
@require_GET
def back(request: Request) -> HttpResponse:
    """Take the payer back, with the same message: whichever of the two comes first settles."""
    attempt = online.receive(
        {name: str(text) for name, text in request.GET.items()}, at=timezone.now()
    )
    order = attempt.order
    if attempt.state == AttemptState.PAID and order.return_path:
        return HttpResponseRedirect(order.return_path)
    return redirect(queries.checkout_url(order))
