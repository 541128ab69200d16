from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.days import midnight
from vanlang.payments import permissions
from vanlang.payments.models import Attempt, FeeOrder, Listing, Surplus
from vanlang.payments.rules.orders import AttemptState, FeeLine, State
from vanlang.payments.rules.reconciliation import Recorded
from vanlang.payments.rules.surpluses import LEAVING, HeldLine, SurplusState, by_code
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
    return orders.prefetch_related("lines", "surpluses", Prefetch("attempts", queryset=attempts))


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
    """Return the electronic receipt (biên lai) of a paid order; the same bytes every time, until
    part of the money goes back, which it then says.

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
            "returned": [
                f"{wording.money(surplus.amount)} theo lệnh số {surplus.number}, "
                f"{surplus.state_name.lower()}"
                for surplus in order.surpluses.all()
                if surplus.attempt_id is None and surplus.state in LEAVING
            ],
            "left": wording.money(left_of(order)),
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


def orders_of(matter: UUID) -> list[FeeOrder]:
    """Return all orders of one matter, the first first."""
    orders = FeeOrder.objects.select_related("unit").prefetch_related("lines", "surpluses")
    return list(orders.filter(matter=matter).order_by("ordered_at", "pk"))


def held_lines(matter: UUID) -> list[HeldLine]:
    """Return what each paid order of the matter still holds of each of its fees."""
    return [
        HeldLine(order.pk, FeeLine(line.code, line.name, line.amount - leaving.get(line.code, 0)))
        for order in orders_of(matter)
        if order.state == State.PAID
        for leaving in [_leaving(order)]
        for line in order.lines.all()
    ]


def held(matter: UUID) -> list[FeeLine]:
    """Return the money in hand for one matter, fee by fee: what was paid less what goes back."""
    return by_code(piece.line for piece in held_lines(matter))


def left_of(order: FeeOrder) -> int:
    """Return what the order holds or held once its surplus has gone."""
    return order.amount - sum(_leaving(order).values())


def _leaving(order: FeeOrder) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for surplus in order.surpluses.all():
        if surplus.attempt_id is None and surplus.state in LEAVING:
            amounts[surplus.code] = amounts.get(surplus.code, 0) + surplus.amount
    return amounts


def surpluses_of(matter: UUID) -> list[Surplus]:
    """Return what goes or went back of one matter."""
    rows = Surplus.objects.filter(order__matter=matter).select_related("order__unit")
    return list(rows)


def surplus_with(pk: int) -> Surplus:
    return Surplus.objects.get(pk=pk)


def surpluses(actor: Actor) -> QuerySet[Surplus]:
    """Return what the actor's agencies have to give back, or gave; nobody else's."""
    return Surplus.objects.filter(order__in=of_agencies(actor)).select_related("order__unit")


def to_give_back(actor: Actor) -> QuerySet[Surplus]:
    """Return the orders to give back that wait at the actor's agencies, the most urgent first."""
    return surpluses(actor).filter(state=SurplusState.WAITING).order_by("due_at", "pk")


def count_to_decide(actor: Actor) -> int:
    """Return how many sums wait for this very actor to be given back."""
    agencies = actor.agencies_where(Role.LEADER)
    waiting = Surplus.objects.filter(order__unit_id__in=agencies, state=SurplusState.WAITING)
    refunds = FeeOrder.objects.filter(unit_id__in=agencies, state=State.REFUND_REQUESTED)
    return waiting.count() + refunds.count() if agencies else 0


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
