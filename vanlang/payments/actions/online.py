"""Paying at the gateway: leading the payer there, and believing what it proves."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from vanlang.kernel import journal
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.refusals import Conflict, refuse_unless
from vanlang.payments import permissions
from vanlang.payments.actions.gateways import gateway
from vanlang.payments.actions.orders import locked, settle
from vanlang.payments.actions.surpluses import note_attempt
from vanlang.payments.models import Attempt, FeeOrder
from vanlang.payments.rules import orders as rules
from vanlang.payments.rules.messages import Malformed, Opening, Party, Told
from vanlang.payments.rules.orders import (
    OPEN_TO_ANSWERS,
    AttemptState,
    Event,
    FeeLine,
    Method,
    State,
)

MONEY_TO_GIVE_BACK = {AttemptState.WRONG_AMOUNT, AttemptState.SURPLUS}
GATEWAY = Actor(None, "Cổng thanh toán", ActorKind.SYSTEM)
EVENTS = {
    AttemptState.FAILED: Event.FAILED,
    AttemptState.WRONG_AMOUNT: Event.MISMATCHED,
    AttemptState.SURPLUS: Event.MISMATCHED,
}


def start(order: FeeOrder, *, by: Actor, at: datetime, ip: str = "") -> str:
    """Begin a try to pay and return the address that the payer goes to.

    The try is kept before the gateway hears of it: whatever it answers later finds its row.
    """
    attempt = _begin(order, by=by, at=at)
    order = attempt.order
    return gateway().start(
        Opening(
            reference=attempt.pk,
            amount=attempt.amount,
            purpose=order.purpose,
            lines=[FeeLine(line.code, line.name, line.amount) for line in order.lines.all()],
            party=Party(
                order.unit.code,
                order.unit.name,
                order.payer_name,
                order.payer_identity_number,
                order.payer_address,
            ),
            about=order.about,
            return_to=f"{settings.PUBLIC_URL}{reverse('payments-return')}",
            at=at,
            ip=ip,
        )
    )


@transaction.atomic
def _begin(order: FeeOrder, *, by: Actor, at: datetime) -> Attempt:
    order = locked(order)
    refuse_unless(permissions.may_pay(by, order))
    rules.move(State(order.state), "settle")
    return Attempt.objects.create(
        id=uuid4(), order=order, gateway=gateway().name, amount=order.amount, started_at=at
    )


def receive(fields: Mapping[str, str], *, at: datetime) -> Attempt:
    """Take in a message of the gateway, brought by itself or by the payer's browser.

    A repeated message changes nothing; a forged one is refused before anything is looked up.
    """
    return _apply(gateway().parse_callback(fields), at=at)


@transaction.atomic
def _apply(told: Told, *, at: datetime) -> Attempt:
    found = Attempt.objects.filter(pk=told.reference).select_related("order").first()
    if found is None:
        raise Malformed("Không có lần thanh toán nào mang mã tham chiếu này.")
    order = locked(found.order)  # always the order first, then its tries
    attempt = Attempt.objects.select_for_update().get(pk=found.pk)
    attempt.order = order
    if attempt.state not in OPEN_TO_ANSWERS or (
        attempt.state == AttemptState.FAILED and not told.succeeded
    ):
        return attempt
    others = Attempt.objects.filter(gateway=attempt.gateway, transaction=told.transaction)
    if told.transaction and others.exclude(pk=attempt.pk).exists():
        raise Conflict("Mã giao dịch này thuộc một lần thanh toán khác.")
    state = rules.outcome(
        State(order.state), asked=attempt.amount, came=told.amount, succeeded=told.succeeded
    )
    attempt.state, attempt.transaction, attempt.reason = state, told.transaction, told.reason
    attempt.amount_received = told.amount if told.succeeded else None
    attempt.told_at, attempt.happened_at = at, told.at
    attempt.save(
        update_fields=[
            *("state", "transaction", "reason", "amount_received", "told_at", "happened_at")
        ]
    )
    if state == AttemptState.PAID:
        settle(order, method=Method.ONLINE, collector=GATEWAY.name, by=GATEWAY, at=at)
    else:
        if state in MONEY_TO_GIVE_BACK:
            note_attempt(order, attempt, at=at)
        payload: dict[str, journal.Fact] = {
            "reason": told.reason,
            "came": told.amount,
            "asked": attempt.amount,
        }
        journal.record(EVENTS[state], about=order, by=GATEWAY, at=at, payload=payload)
    return attempt
