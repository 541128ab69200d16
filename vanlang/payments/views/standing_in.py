"""The stand-in gateway's own page. Where stand-ins are not allowed it has no address."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vanlang.identity.api import login_not_required
from vanlang.payments.actions import gateways, standing_in
from vanlang.payments.rules.messages import Malformed
from vanlang.ui.requests import Request


# Like a gateway elsewhere it knows neither our sessions nor our tokens: what proves the payer's
# right to be here is the signed address.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def page(request: Request) -> HttpResponse:
    token = request.POST.get("phien") or request.GET.get("phien", "")
    opened = gateways.stand_in().opened(token)
    if request.method == "POST":
        choice = request.POST.get("chon", "")
        if choice not in standing_in.REASONS:
            raise Malformed("Chưa chọn thanh toán hay hủy.")
        address = standing_in.answer(token, choice=choice, at=timezone.now())
        return HttpResponseRedirect(address, status=303)
    context = {"token": token, "opened": opened, "amount": int(str(opened["SoTien"]))}
    return render(request, "payments/stand_in.html", context)
