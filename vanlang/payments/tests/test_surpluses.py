"""Money paid too much: noted once, never more than is held, told to both sides, and ended."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person
from vanlang.kernel import notices, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.payments import api as payments
from vanlang.payments import queries
from vanlang.payments.actions import surpluses
from vanlang.payments.api import FeeLine, FeeOrder, Method, State
from vanlang.payments.models import Surplus
from vanlang.payments.rules.orders import FeeLine as Line
from vanlang.payments.rules.surpluses import MOVES, HeldLine, SurplusState, move, taken_from
from vanlang.payments.tests.conftest import LINES, MONDAY, REFERENCE, as_actor

BACK = (FeeLine("LP01", "Lệ phí cấp bản sao trích lục hộ tịch", 3000),)
CODE = "H44.05158-261123-0001"


@pytest.fixture
def paid(order: FeeOrder, minh: Person) -> FeeOrder:
    FeeOrder.objects.update(matter=REFERENCE)
    return payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)


@pytest.fixture
def surplus(paid: FeeOrder, lan: Person) -> Surplus:
    (row,) = payments.give_back(
        REFERENCE, BACK, reason="Nộp thừa.", about=CODE, by=as_actor(lan), at=MONDAY
    )
    return row


def test_the_order_stays_paid_and_holds_less(surplus: Surplus, paid: FeeOrder) -> None:
    assert payments.is_settled(REFERENCE)
    assert [line.amount for line in payments.held(REFERENCE)] == [5000, 2000]
    assert queries.left_of(paid) == 7000
    assert surplus.number == "HT-2026-00001"
    assert f"{surplus.due_at:%d/%m}" == "02/12"  # six working days, 24/11 is none


def test_no_more_goes_back_than_is_held(surplus: Surplus, lan: Person) -> None:
    more = (FeeLine("LP01", "Lệ phí", 5001),)

    with pytest.raises(Conflict):
        payments.give_back(REFERENCE, more, reason="x", about="", by=as_actor(lan), at=MONDAY)
    assert Surplus.objects.count() == 1


def test_a_stranger_gives_nothing_back(surplus: Surplus, paid: FeeOrder, quang: Person) -> None:
    other = as_actor(quang)
    with pytest.raises(NotPermitted):
        surpluses.confirm(surplus, note="UNC 1", by=other, at=MONDAY)
    with pytest.raises(NotPermitted):
        surpluses.refuse(surplus, note="Không", by=other, at=MONDAY)
    assert not queries.to_give_back(other).exists()
    assert queries.count_to_decide(other) == 0


@pytest.mark.django_db(databases=["default", "side"])
def test_who_takes_money_at_the_counter_does_not_decide(
    client: Client, surplus: Surplus, minh: Person
) -> None:
    client.force_login(minh)

    assert client.get(reverse("payments-surplus", args=[surplus.pk])).status_code == 403
    assert Surplus.objects.get().state == SurplusState.WAITING


def test_it_ends_once_with_a_voucher_or_a_reason(
    surplus: Surplus, hoa: Person, paid: FeeOrder
) -> None:
    leader = as_actor(hoa)
    assert queries.count_to_decide(leader) == 1
    with pytest.raises(Refusal):
        surpluses.confirm(surplus, note=" ", by=leader, at=MONDAY)

    surpluses.confirm(surplus, note="UNC 12", by=leader, at=MONDAY)

    assert queries.count_to_decide(leader) == 0
    with pytest.raises(Conflict):
        surpluses.refuse(surplus, note="Muộn", by=leader, at=MONDAY)


@pytest.mark.django_db(databases=["default", "side"])
def test_what_is_asked_back_whole_is_the_rest(
    surplus: Surplus, paid: FeeOrder, lan: Person, hoa: Person, client: Client
) -> None:
    payments.request_refund(paid, reason="Rút hồ sơ", by=as_actor(lan), at=MONDAY)
    client.force_login(hoa)

    shown = client.get(reverse("payments-decide-refund", args=[REFERENCE])).content.decode()

    assert "7.000" in shown
    assert "10.000" not in shown.replace("\u00a0", " ")
    assert FeeOrder.objects.get().state == State.REFUND_REQUESTED


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_payer_and_leader_are_told_how_much_how_and_when(
    surplus: Surplus, lan: Person, hoa: Person
) -> None:
    queue.drain()
    surpluses.confirm(surplus, note="UNC 12", by=as_actor(hoa), at=MONDAY)
    queue.drain()

    told = {notice.subject: notice.text for notice in notices.inbox(lan.pk)}
    first = told["Bạn được hoàn trả 3.000\u00a0đồng"].replace("\u00a0", " ")
    assert "Lệnh hoàn trả số HT-2026-00001, chậm nhất 02/12/2026" in first
    assert "nhận tại quầy nơi đã nộp" in first
    assert "UNC 12" in told["Đã hoàn trả 3.000\u00a0đồng"]
    assert any("Nộp thừa." in notice.text for notice in notices.inbox(hoa.pk))


def test_the_latest_order_gives_first() -> None:
    held = [HeldLine(UUID(int=n), Line("A", "Phí", n * 1000)) for n in (1, 2)]

    parts = taken_from(held, [Line("A", "Phí", 2500)])

    assert [(part.order.int, part.line.amount) for part in parts] == [(2, 2000), (1, 500)]


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", SurplusState)
def test_a_surplus_is_decided_once(state: SurplusState, verb: str) -> None:
    if state == SurplusState.WAITING:
        assert move(state, verb) != SurplusState.WAITING
    else:
        with pytest.raises(Conflict):
            move(state, verb)


def test_an_order_given_back_is_not_asked_for_again(
    paid: FeeOrder, lan: Person, hoa: Person
) -> None:
    payments.request_refund(paid, reason="Nhầm", by=as_actor(lan), at=MONDAY)
    from_lines = payments.held(REFERENCE)

    assert from_lines == []
    assert (
        payments.order(
            reference=REFERENCE,
            payer_id=lan.pk,
            payer_name=lan.name,
            purpose="x",
            lines=LINES,
            unit_code="H44.05158",
            by=PLATFORM,
            at=MONDAY,
        ).state
        == State.PAID
    )
