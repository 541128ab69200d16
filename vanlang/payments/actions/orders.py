"""Ordering a fee, taking it at the counter, calling it off, and giving it back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.identity import api as identity
from vanlang.identity.api import Role
from vanlang.kernel import journal, numbering
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.payments import permissions, queries
from vanlang.payments.models import FeeOrder, FeeOrderLine
from vanlang.payments.rules import orders as rules
from vanlang.payments.rules.orders import Event, FeeLine, Method, State


@transaction.atomic
def order(  # noqa: PLR0913 one sentence, said once
    *,
    reference: UUID,
    payer_id: UUID | None,
    payer_name: str,
    purpose: str,
    lines: Sequence[FeeLine],
    unit_code: str,
    by: Actor,
    at: datetime,
    payer_identity_number: str = "",
    payer_address: str = "",
    about: str = "",
    return_path: str = "",
    matter: UUID | None = None,
) -> FeeOrder:
    """Ask a person for a fee; asking again for the same reference gives the same order.

    `about` is the dossier's code, `return_path` the page of ours that the payer comes back to;
    orders of one `matter` are reckoned together.
    """
    refuse_unless(permissions.may_order(by, payer_id))
    amount = rules.total(lines)
    if return_path and not (return_path.startswith("/") and not return_path.startswith("//")):
        raise ValueError("`return_path` is a path of ours.")
    counters = sorted(by.agencies_where(Role.RECEIVER))
    made = FeeOrder(
        reference=reference,
        matter=matter,
        payer_id=payer_id,
        payer_name=payer_name,
        payer_identity_number=payer_identity_number,
        payer_address=payer_address,
        purpose=purpose[:500],
        about=about,
        return_path=return_path,
        unit=identity.unit_by_code(unit_code),
        amount=amount,
        state=State.WAITING,
        ordered_at=at,
        counter_id=counters[0] if counters else None,
    )
    # Waits for whoever is making the same order now, and then finds theirs.
    FeeOrder.objects.bulk_create([made], ignore_conflicts=True)
    kept = FeeOrder.objects.select_for_update(of=("self",)).get(pk=reference)
    known = [FeeLine(line.code, line.name, line.amount) for line in kept.lines.all()]
    if known:
        _refuse_another(kept, known, lines, payer_id)
        return _ask_anew(kept, by=by, at=at)
    FeeOrderLine.objects.bulk_create(
        FeeOrderLine(
            order=kept, position=position, code=line.code, name=line.name, amount=line.amount
        )
        for position, line in enumerate(lines, 1)
    )
    journal.record(Event.ORDERED, about=kept, by=by, at=at, payload={"amount": amount})
    return kept


def _refuse_another(
    kept: FeeOrder, known: Sequence[FeeLine], lines: Sequence[FeeLine], payer_id: UUID | None
) -> None:
    if list(known) != list(lines) or kept.payer_id != payer_id:
        raise Conflict("Khoản thu này đã được lập với nội dung khác.")


def _ask_anew(kept: FeeOrder, *, by: Actor, at: datetime) -> FeeOrder:
    """Take up what was called off: the form went back to what it was before."""
    match State(kept.state):
        case State.CANCELLED:
            kept.state, event = rules.move(State.CANCELLED, "renew"), Event.ORDERED
            kept.cancelled_at = None
        case State.REFUND_REQUESTED:
            kept.state = rules.move(State.REFUND_REQUESTED, "withdraw_refund")
            event = Event.REFUND_WITHDRAWN
        case _:
            return kept
    kept.save(update_fields=["state", "cancelled_at"])
    journal.record(event, about=kept, by=by, at=at, payload={"amount": kept.amount})
    return kept


@transaction.atomic
def collect(
    order: FeeOrder, *, method: Method, by: Actor, at: datetime, note: str = ""
) -> FeeOrder:
    """Take the money at the counter, in cash or seen on the agency's account."""
    order = locked(order)
    refuse_unless(permissions.may_collect(by, order))
    if method == Method.ONLINE:
        raise Refusal("Tại quầy chỉ ghi nhận tiền mặt hoặc chuyển khoản.", field="method")
    settle(order, method=method, collector=by.name, by=by, at=at, note=note)
    return order


def settle(  # noqa: PLR0913 one sentence, said once
    order: FeeOrder, *, method: Method, collector: str, by: Actor, at: datetime, note: str = ""
) -> None:
    """Turn a locked order into a paid one, with the next receipt number of its agency."""
    order.state = rules.move(State(order.state), "settle")
    year = day_of(at).year
    number = numbering.take(f"payments.receipt:{order.unit_id}", str(year))
    order.method, order.collector, order.paid_at = method, collector, at
    order.receipt_number = f"{year}-{number:07}"
    order.save(update_fields=["state", "method", "collector", "paid_at", "receipt_number"])
    journal.record(
        Event.PAID,
        about=order,
        by=by,
        at=at,
        payload={
            "amount": order.amount,
            "method": method.value,
            "receipt": order.receipt_number,
            "note": note,
        },
    )


@transaction.atomic
def cancel(order: FeeOrder, *, by: Actor, at: datetime) -> FeeOrder:
    """Call off an order that nobody has paid."""
    order = locked(order)
    refuse_unless(permissions.may_cancel(by, order))
    order.state = rules.move(State(order.state), "cancel")
    order.cancelled_at = at
    order.save(update_fields=["state", "cancelled_at"])
    journal.record(Event.CANCELLED, about=order, by=by, at=at)
    return order


@transaction.atomic
def request_refund(order: FeeOrder, *, reason: str, by: Actor, at: datetime) -> FeeOrder:
    """Ask for the money back, saying why."""
    order = locked(order)
    refuse_unless(permissions.may_request_refund(by, order))
    if not reason.strip():
        raise Refusal("Xin ghi lý do đề nghị hoàn trả.", field="reason")
    if not queries.left_of(order):
        raise Conflict("Toàn bộ số tiền của khoản thu này đã có lệnh hoàn trả.")
    order.state = rules.move(State(order.state), "request_refund")
    order.refund_reason, order.refund_requested_at = reason.strip()[:500], at
    order.save(update_fields=["state", "refund_reason", "refund_requested_at"])
    journal.record(Event.REFUND_REQUESTED, about=order, by=by, at=at)
    return order


@transaction.atomic
def refuse_refund(order: FeeOrder, *, note: str, by: Actor, at: datetime) -> FeeOrder:
    """Keep the money, saying why."""
    order = locked(order)
    refuse_unless(permissions.may_decide_refund(by, order))
    if not note.strip():
        raise Refusal("Xin ghi lý do không hoàn trả.", field="note")
    order.state = rules.move(State(order.state), "refuse_refund")
    order.refund_note = note.strip()[:500]
    order.save(update_fields=["state", "refund_note"])
    journal.record(Event.REFUND_REFUSED, about=order, by=by, at=at)
    return order


@transaction.atomic
def refund(order: FeeOrder, *, note: str, by: Actor, at: datetime) -> FeeOrder:
    """Record that the money was given back; `note` names the voucher it left with.

    What is on its way back already, as a surplus, is not given back twice.
    """
    order = locked(order)
    refuse_unless(permissions.may_decide_refund(by, order))
    if not note.strip():
        raise Refusal("Xin ghi số chứng từ hoàn trả.", field="note")
    order.state = rules.move(State(order.state), "refund")
    order.refund_note, order.refunded_at = note.strip()[:500], at
    order.save(update_fields=["state", "refund_note", "refunded_at"])
    payload: dict[str, journal.Fact] = {"amount": queries.left_of(order)}
    journal.record(Event.REFUNDED, about=order, by=by, at=at, payload=payload)
    return order


def hold(matter: UUID) -> None:
    """Keep every order of the matter until the commit: nobody pays it now, nor asks it back."""
    list(FeeOrder.objects.select_for_update(of=("self",)).filter(matter=matter).order_by("pk"))


def locked(order: FeeOrder) -> FeeOrder:
    return FeeOrder.objects.select_for_update(of=("self",)).select_related("unit").get(pk=order.pk)
