from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.days import midnight
from vanlang.payments import permissions
from vanlang.payments.models import Attempt, FeeOrder, Listing
from vanlang.payments.rules.orders import AttemptState, State
from vanlang.payments.rules.reconciliation import Recorded
from vanlang.payments.rules.wording import in_words
from vanlang.ui import papers, wording
from vanlang.ui.papers import Paper

AT_WORK = (Role.RECEIVER, Role.PROCESSOR, Role.LEADER, Role.CLERK, Role.VIEWER, Role.AUDITOR)
MONEY_CAME = (AttemptState.PAID, AttemptState.WRONG_AMOUNT, AttemptState.SURPLUS)


def visible_to(actor: Actor) -> QuerySet[FeeOrder]:
    """The only door from a screen to an order: one's own, or one's agency's."""
    orders = FeeOrder.objects.select_related("unit")
    if actor.kind == ActorKind.SYSTEM:
        return orders
    if not actor.is_signed_in:
        return orders.none()
    agencies = actor.agencies_where(*AT_WORK)
    return orders.filter(
        Q(payer_id=actor.person_id) | Q(unit_id__in=agencies) | Q(counter_id__in=agencies)
    )


def of_agencies(actor: Actor, *, state: str = "") -> QuerySet[FeeOrder]:
    """Return what is owed to the actor's agencies, the newest first."""
    agencies = actor.agencies_where(*AT_WORK)
    orders = visible_to(actor).filter(Q(unit_id__in=agencies) | Q(counter_id__in=agencies))
    if state in set(State):
        orders = orders.filter(state=state)
    return orders.order_by("-ordered_at", "pk")


def with_lines(orders: QuerySet[FeeOrder]) -> QuerySet[FeeOrder]:
    attempts = Attempt.objects.order_by("-started_at")
    return orders.prefetch_related("lines", Prefetch("attempts", queryset=attempts))


def order_with(reference: UUID) -> FeeOrder | None:
    return FeeOrder.objects.filter(pk=reference).first()


def is_settled(reference: UUID) -> bool:
    """Tell whether the money for `reference` is in hand, and nobody has asked for it back."""
    return FeeOrder.objects.filter(pk=reference, state=State.PAID).exists()


def last_try(reference: UUID) -> Attempt | None:
    """Return the latest try to pay an order at the gateway."""
    return Attempt.objects.filter(order_id=reference).order_by("-started_at").first()


def checkout_url(order: FeeOrder) -> str:
    """Return the path of the page on which the payer sees the order and pays."""
    return reverse("payments-order", args=[order.pk])


def receipt(order: FeeOrder) -> Paper | None:
    """Return the electronic receipt (biên lai) of a paid order; the same bytes every time.

    [GK] Form number and symbol of the receipt are the tax office's to give; see settings.
    """
    if order.paid_at is None or not order.receipt_number:
        return None
    address = f"{settings.PUBLIC_URL}{checkout_url(order)}"
    return papers.render(
        "payments/fee_receipt",
        {
            "at": order.paid_at,
            "title": f"Biên lai {order.receipt_number}",
            "agency": order.unit.name,
            "unit_code": order.unit.code,
            "symbol": settings.RECEIPT_SYMBOL,
            "form": settings.RECEIPT_FORM,
            "number": order.receipt_number,
            "payer": order.payer_name,
            "identity_number": order.payer_identity_number,
            "address": order.payer_address,
            "purpose": order.purpose,
            "about": order.about,
            "lines": [
                {"name": line.name, "code": line.code, "amount": wording.number(line.amount)}
                for line in order.lines.all()
            ],
            "amount": wording.money(order.amount),
            "in_words": in_words(order.amount),
            "method": order.method_name,
            "transaction": _transaction_of(order),
            "paid_at": order.paid_at,
            "collector": order.collector,
            "qr": address,
            "check": f"Xem khoản thu này tại {address}",
        },
    )


def _transaction_of(order: FeeOrder) -> str:
    paid = order.attempts.filter(state=AttemptState.PAID).first()
    return paid.transaction if paid else ""


def to_give_back(actor: Actor) -> QuerySet[Attempt]:
    """Return money that came wrongly or twice: no order holds it, somebody must return it."""
    return Attempt.objects.filter(
        order__in=of_agencies(actor), state__in=[AttemptState.WRONG_AMOUNT, AttemptState.SURPLUS]
    ).select_related("order")


def recorded_on(day: date, gateway: str) -> list[Recorded]:
    """Return the tries that happened on a day, in Vietnamese time, or that the day left open."""
    start = midnight(day)
    end = start + timedelta(days=1)
    of_the_day = Q(happened_at__gte=start, happened_at__lt=end)
    unanswered = Q(happened_at__isnull=True, started_at__gte=start, started_at__lt=end)
    attempts = Attempt.objects.filter(of_the_day | unanswered, gateway=gateway)
    return [
        Recorded(
            attempt.transaction,
            attempt.pk.hex,
            attempt.amount_received if attempt.amount_received is not None else attempt.amount,
            attempt.state in MONEY_CAME,
        )
        for attempt in attempts
    ]


def listings(actor: Actor) -> QuerySet[Listing]:
    return Listing.objects.all() if permissions.may_reconcile(actor) else Listing.objects.none()
