from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from vanlang.identity.api import Person, Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import STRANGER
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.payments import api as payments
from vanlang.payments import queries
from vanlang.payments.actions import orders
from vanlang.payments.api import FeeLine, FeeOrder, Method, State
from vanlang.payments.models import FeeOrderLine
from vanlang.payments.rules.orders import MOVES, WrongState, move
from vanlang.payments.tests.conftest import LINES, MONDAY, REFERENCE, as_actor


def again(lan: Person, unit: Unit, lines: tuple[FeeLine, ...] = LINES) -> FeeOrder:
    return payments.order(
        reference=REFERENCE,
        payer_id=lan.pk,
        payer_name=lan.name,
        purpose="Cấp bản sao trích lục khai sinh",
        lines=lines,
        unit_code=unit.code,
        by=as_actor(lan),
        at=MONDAY,
    )


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_state_and_verb_is_decided(state: State, verb: str) -> None:
    starts, end = MOVES[verb]

    if state in starts:
        assert move(state, verb) == end
    else:
        with pytest.raises(WrongState):
            move(state, verb)


def test_order_asks_for_the_sum_of_its_lines(order: FeeOrder) -> None:
    assert order.amount == 10_000
    assert order.state == State.WAITING
    assert not payments.is_settled(REFERENCE)
    assert [entry.kind for entry in journal.history(order)] == ["payments.ordered"]


def test_order_twice_orders_once(order: FeeOrder, lan: Person, muong_bi: Unit) -> None:
    same = again(lan, muong_bi)

    assert same == order
    assert FeeOrderLine.objects.count() == len(LINES)
    assert journal.history(order).count() == 1


def test_order_of_the_same_reference_for_another_sum_is_refused(
    order: FeeOrder, lan: Person, muong_bi: Unit
) -> None:
    with pytest.raises(Conflict):
        again(lan, muong_bi, lines=(FeeLine("LP01", "Lệ phí", 1),))


def test_order_of_nothing_is_refused(lan: Person, muong_bi: Unit) -> None:
    for lines in ((), (FeeLine("A", "Miễn", 0),), (FeeLine("A", "Âm", -1), FeeLine("B", "B", 2))):
        with pytest.raises(Refusal):
            again(lan, muong_bi, lines=lines)

    assert not FeeOrder.objects.exists()


def test_order_is_refused_to_a_stranger(lan: Person, muong_bi: Unit, minh: Person) -> None:
    with pytest.raises(NotPermitted):
        payments.order(
            reference=uuid4(),
            payer_id=lan.pk,
            payer_name="Lan",
            purpose="Phí",
            lines=LINES,
            unit_code=muong_bi.code,
            by=STRANGER,
            at=MONDAY,
        )


def test_visible_to_the_payer_and_the_agency_alone(
    order: FeeOrder, lan: Person, minh: Person, hoa: Person, quang: Person
) -> None:
    seen = [
        list(queries.visible_to(as_actor(person))) == [order] for person in (lan, minh, hoa, quang)
    ]

    assert seen == [True, True, True, False]
    assert not queries.visible_to(STRANGER).exists()


def test_collect_takes_cash_and_gives_a_number(order: FeeOrder, minh: Person) -> None:
    paid = payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)

    assert paid.state == State.PAID
    assert paid.receipt_number == "2026-0000001"
    assert paid.collector == minh.name
    assert payments.is_settled(REFERENCE)


def test_collect_is_refused_to_a_stranger(order: FeeOrder, quang: Person, lan: Person) -> None:
    for person in (quang, lan):
        with pytest.raises(NotPermitted):
            payments.collect(order, method=Method.CASH, by=as_actor(person), at=MONDAY)

    assert not payments.is_settled(REFERENCE)


def test_collect_is_refused_twice(order: FeeOrder, minh: Person) -> None:
    payments.collect(order, method=Method.TRANSFER, by=as_actor(minh), at=MONDAY)

    with pytest.raises(WrongState):
        payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)


def test_collect_does_not_pretend_to_be_the_gateway(order: FeeOrder, minh: Person) -> None:
    with pytest.raises(Refusal):
        payments.collect(order, method=Method.ONLINE, by=as_actor(minh), at=MONDAY)


def test_cancel_is_for_what_waits(order: FeeOrder, lan: Person, quang: Person) -> None:
    with pytest.raises(NotPermitted):
        payments.cancel(order, by=as_actor(quang), at=MONDAY)

    cancelled = payments.cancel(order, by=as_actor(lan), at=MONDAY)

    assert cancelled.state == State.CANCELLED
    with pytest.raises(WrongState):
        payments.cancel(order, by=as_actor(lan), at=MONDAY)


def test_order_asks_anew_for_what_was_cancelled(
    order: FeeOrder, lan: Person, muong_bi: Unit
) -> None:
    payments.cancel(order, by=as_actor(lan), at=MONDAY)

    renewed = again(lan, muong_bi)

    assert (renewed.state, renewed.cancelled_at) == (State.WAITING, None)
    kinds = [entry.kind for entry in journal.history(order)]
    assert kinds == ["payments.ordered", "payments.cancelled", "payments.ordered"]


def test_order_takes_back_the_wish_for_a_refund(
    order: FeeOrder, lan: Person, muong_bi: Unit, minh: Person
) -> None:
    payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)
    payments.request_refund(order, reason="Sửa tờ khai", by=as_actor(lan), at=MONDAY)
    assert not payments.is_settled(REFERENCE)

    again(lan, muong_bi)

    assert payments.is_settled(REFERENCE)
    kinds = [entry.kind for entry in journal.history(order)]
    assert kinds[-1] == "payments.refund_withdrawn"


def test_refund_runs_from_asking_to_the_voucher(
    order: FeeOrder, lan: Person, minh: Person, hoa: Person, quang: Person
) -> None:
    payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)
    with pytest.raises(NotPermitted):
        payments.request_refund(order, reason="Nộp nhầm", by=as_actor(quang), at=MONDAY)

    payments.request_refund(order, reason="Nộp nhầm", by=as_actor(lan), at=MONDAY)
    for person in (minh, lan, quang):
        with pytest.raises(NotPermitted):
            orders.refund(order, note="UNC 12", by=as_actor(person), at=MONDAY)
    refunded = orders.refund(order, note="UNC 12", by=as_actor(hoa), at=MONDAY)

    assert refunded.state == State.REFUNDED
    assert not payments.is_settled(REFERENCE)
    with pytest.raises(WrongState):
        orders.refund(order, note="UNC 12", by=as_actor(hoa), at=MONDAY)


def test_refuse_refund_keeps_the_money_and_says_why(
    order: FeeOrder, lan: Person, minh: Person, hoa: Person, quang: Person
) -> None:
    payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)
    with pytest.raises(WrongState):
        orders.refuse_refund(order, note="Đúng mức thu", by=as_actor(hoa), at=MONDAY)
    payments.request_refund(order, reason="Nộp nhầm", by=as_actor(lan), at=MONDAY)
    with pytest.raises(NotPermitted):
        orders.refuse_refund(order, note="Đúng mức thu", by=as_actor(quang), at=MONDAY)
    with pytest.raises(Refusal):
        orders.refuse_refund(order, note=" ", by=as_actor(hoa), at=MONDAY)

    kept = orders.refuse_refund(order, note="Đúng mức thu", by=as_actor(hoa), at=MONDAY)

    assert kept.state == State.PAID
    assert payments.is_settled(REFERENCE)


def test_request_refund_of_what_was_not_paid_is_refused(order: FeeOrder, lan: Person) -> None:
    with pytest.raises(WrongState):
        payments.request_refund(order, reason="Nộp nhầm", by=as_actor(lan), at=MONDAY)
    with pytest.raises(Refusal):
        payments.request_refund(order, reason="", by=as_actor(lan), at=MONDAY)


def test_the_database_knows_no_payment_without_a_receipt(order: FeeOrder) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeOrder.objects.filter(pk=order.pk).update(state=State.PAID)
