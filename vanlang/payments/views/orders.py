"""A fee order as the payer and the counter see it."""

from datetime import timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vanlang.identity.api import officials_only, record_access
from vanlang.payments import forms, permissions, queries
from vanlang.payments.actions import gateways, online
from vanlang.payments.actions import orders as deeds
from vanlang.payments.models import FeeOrder
from vanlang.payments.rules.orders import STATE_NAMES, State
from vanlang.ui.requests import Request, address_of

ON_A_PAGE = 50


ONE_LOOK = timedelta(hours=1)
LOOKED = "Xem khoản phí, lệ phí"
OPENED_RECEIPT = "Mở biên lai"


def _order(request: Request, reference: UUID, purpose: str = LOOKED) -> FeeOrder:
    """Return the order; the payer sees which official looked at it, once an hour."""
    visible = queries.with_lines(queries.visible_to(request.actor).select_related("payer"))
    order = get_object_or_404(visible, pk=reference)
    if request.actor.is_official and order.payer is not None:
        record_access(
            order.payer,
            by=request.actor,
            purpose=purpose,
            about=order.about or str(order.pk),
            at=timezone.now(),
            once_within=ONE_LOOK,
        )
    return order


@require_GET
def detail(request: Request, reference: UUID) -> HttpResponse:
    order, actor = _order(request, reference), request.actor
    waits = order.state == State.WAITING
    context = {
        "order": order,
        "left": queries.left_of(order),
        "attempts": list(order.attempts.all()),
        "may_pay": waits and permissions.may_pay(actor, order),
        "is_connected": gateways.is_connected(),
        "may_collect": waits and permissions.may_collect(actor, order),
        # A payer calls off by changing what made the order; the button is the counter's.
        "may_cancel": waits and permissions.may_collect(actor, order),
        "may_request_refund": order.state == State.PAID
        and permissions.may_request_refund(actor, order),
        "may_decide_surplus": permissions.may_decide_refund(actor, order),
        "may_decide_refund": order.state == State.REFUND_REQUESTED
        and permissions.may_decide_refund(actor, order),
    }
    return render(request, "payments/order.html", context)


@require_POST
def start(request: Request, reference: UUID) -> HttpResponse:
    """Lead the payer to the gateway."""
    order = _order(request, reference)
    ip = address_of(request)
    return HttpResponseRedirect(
        online.start(order, by=request.actor, at=timezone.now(), ip=ip), status=303
    )


@require_POST
def cancel(request: Request, reference: UUID) -> HttpResponse:
    deeds.cancel(_order(request, reference), by=request.actor, at=timezone.now())
    return redirect("payments-order", reference)


@require_GET
def receipt(request: Request, reference: UUID) -> HttpResponse:
    """The electronic receipt as PDF; before payment there is none."""
    order = _order(request, reference, OPENED_RECEIPT)
    paper = queries.receipt(order)
    if paper is None:
        raise Http404
    response = HttpResponse(paper.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bien-lai-{order.receipt_number}.pdf"'
    return response


@officials_only
def collect(request: Request, reference: UUID) -> HttpResponse:
    """Take cash or a transfer at the counter."""
    order = _order(request, reference)
    form = forms.Collect(request.POST or None)
    if form.is_valid():
        deeds.collect(order, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return redirect("payments-order", reference)
    return render(request, "payments/collect.html", {"order": order, "form": form})


def request_refund(request: Request, reference: UUID) -> HttpResponse:
    order = _order(request, reference)
    form = forms.RequestRefund(request.POST or None)
    if form.is_valid():
        deeds.request_refund(order, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return redirect("payments-order", reference)
    return render(request, "payments/request_refund.html", {"order": order, "form": form})


@officials_only
def decide_refund(request: Request, reference: UUID) -> HttpResponse:
    order = _order(request, reference)
    form = forms.DecideRefund(request.POST or None)
    if form.is_valid():
        given_back = form.cleaned_data["decision"] == forms.DecideRefund.REFUND
        decide = deeds.refund if given_back else deeds.refuse_refund
        decide(order, note=form.cleaned_data["note"], by=request.actor, at=timezone.now())
        return redirect("payments-order", reference)
    context = {"order": order, "form": form, "left": queries.left_of(order)}
    return render(request, "payments/decide_refund.html", context)


@require_GET
def listing(request: Request) -> HttpResponse:
    """What my agencies are owed and have received; for a citizen, what is asked of them."""
    state = request.GET.get("trang-thai", "")
    if request.actor.is_official:
        orders = queries.of_agencies(request.actor, state=state)
    else:
        orders = queries.visible_to(request.actor).order_by("-ordered_at", "pk")
    orders = queries.with_lines(orders)
    context = {
        "page": _page(orders, request.GET.get("trang", "1")),
        "wanted": state,
        "states": STATE_NAMES,
        "to_give_back": queries.to_give_back(request.actor).count(),
        "may_reconcile": permissions.may_reconcile(request.actor),
    }
    return render(request, "payments/orders.html", context)


def _page(orders: QuerySet[FeeOrder], number: str) -> Page[FeeOrder]:
    return Paginator(orders, ON_A_PAGE).get_page(number)
