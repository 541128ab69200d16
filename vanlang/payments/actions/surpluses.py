"""Giving back what was paid too much: noted once, decided by the agency that holds the money."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from vanlang.kernel import calendars, deadlines, journal, numbering
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.payments import permissions, queries
from vanlang.payments.actions.orders import hold, locked
from vanlang.payments.models import Attempt, FeeOrder, Surplus
from vanlang.payments.rules import surpluses as rules
from vanlang.payments.rules.orders import Event, FeeLine
from vanlang.payments.rules.surpluses import SurplusState


@transaction.atomic
def give_back(  # noqa: PLR0913 one sentence, said once
    matter: UUID, lines: Sequence[FeeLine], *, reason: str, about: str, by: Actor, at: datetime
) -> list[Surplus]:
    """Order that this much of what was paid for `matter` goes back; the orders stay paid.

    Raises:
        Conflict: more would go back than is held.
    """
    hold(matter)
    parts = rules.taken_from(queries.held_lines(matter), lines)
    orders = {order.pk: order for order in queries.orders_of(matter)}
    surpluses = []
    for part in parts:
        order = orders[part.order]
        refuse_unless(permissions.may_order(by, order.payer_id))
        surplus = _note(order, part.line, reason=reason, about=about, at=at)
        payload: dict[str, journal.Fact] = {"surplus": surplus.pk, "amount": surplus.amount}
        journal.record(Event.SURPLUS_NOTED, about=order, by=by, at=at, payload=payload)
        surpluses.append(surplus)
    return surpluses


def note_attempt(order: FeeOrder, attempt: Attempt, *, at: datetime) -> Surplus:
    """Order that money which came twice, or with another sum, goes back; the journal knows why."""
    line = FeeLine("", order.purpose[:300], attempt.amount_received or attempt.amount)
    reason = f"{attempt.state_name}, mã giao dịch {attempt.transaction}."
    return _note(order, line, reason=reason, about=order.about, at=at, attempt=attempt)


@transaction.atomic
def confirm(surplus: Surplus, *, note: str, by: Actor, at: datetime) -> Surplus:
    """Record that the surplus was given back; `note` names the voucher it left with."""
    return _decide(surplus, "give_back", Event.SURPLUS_GIVEN_BACK, note=note, by=by, at=at)


@transaction.atomic
def refuse(surplus: Surplus, *, note: str, by: Actor, at: datetime) -> Surplus:
    """Keep the money, saying why: it counts as paid again."""
    return _decide(surplus, "refuse", Event.SURPLUS_REFUSED, note=note, by=by, at=at)


def _decide(  # noqa: PLR0913 one sentence, said once
    surplus: Surplus, verb: str, event: Event, *, note: str, by: Actor, at: datetime
) -> Surplus:
    order = locked(surplus.order)
    surplus = Surplus.objects.select_for_update().get(pk=surplus.pk)
    refuse_unless(permissions.may_decide_refund(by, order))
    if not note.strip():
        raise Refusal("Xin ghi số chứng từ hoàn trả, hoặc lý do không hoàn trả.", field="note")
    surplus.state = rules.move(SurplusState(surplus.state), verb)
    surplus.note, surplus.decided_by, surplus.decided_at = note.strip()[:500], by.name, at
    surplus.save(update_fields=["state", "note", "decided_by", "decided_at"])
    payload: dict[str, journal.Fact] = {"surplus": surplus.pk, "amount": surplus.amount}
    journal.record(event, about=order, by=by, at=at, payload=payload)
    return surplus


def _note(  # noqa: PLR0913 one sentence, said once
    order: FeeOrder,
    line: FeeLine,
    *,
    reason: str,
    about: str,
    at: datetime,
    attempt: Attempt | None = None,
) -> Surplus:
    year = day_of(at).year
    number = numbering.take(f"payments.surplus:{order.unit_id}", str(year))
    term = Term(settings.REFUND_DAYS, TermUnit.WORKING_DAYS)
    return Surplus.objects.create(
        order=order,
        number=f"HT-{year}-{number:05}",
        attempt=attempt,
        code=line.code,
        name=line.name,
        amount=line.amount,
        reason=reason[:500],
        about=about,
        arose_at=at,
        due_at=deadlines.due(at, term, calendars.for_unit(order.unit.code)),
    )
