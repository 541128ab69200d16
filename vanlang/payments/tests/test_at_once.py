"""What happens when two come at the same moment: nothing twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from vanlang.identity.api import Person, Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal
from vanlang.payments import api as payments
from vanlang.payments.actions import gateways, online
from vanlang.payments.api import FeeOrder, Method, State
from vanlang.payments.models import Attempt, FeeOrderLine
from vanlang.payments.rules.messages import Told
from vanlang.payments.tests.conftest import LINES, MONDAY, REFERENCE, as_actor

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all deeds at the same moment, each on a connection of its own."""
    barrier = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return deed()
        except Refusal as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_the_same_order_at_once_is_one_order(lan: Person, muong_bi: Unit) -> None:
    def order() -> FeeOrder:
        return payments.order(
            reference=REFERENCE,
            payer_id=lan.pk,
            payer_name=lan.name,
            purpose="Phí",
            lines=LINES,
            unit_code=muong_bi.code,
            by=PLATFORM,
            at=MONDAY,
        )

    made = at_once(*[order] * 6)

    assert made == [FeeOrder.objects.get()] * 6
    assert FeeOrderLine.objects.count() == len(LINES)
    assert journal.history(FeeOrder.objects.get()).count() == 1


def test_callback_return_and_counter_at_once_take_the_money_once(
    order: FeeOrder, lan: Person, minh: Person
) -> None:
    online.start(order, by=as_actor(lan), at=MONDAY)
    attempt = Attempt.objects.get()
    told = Told(attempt.pk, "GD1", 10_000, succeeded=True, reason="", at=MONDAY)
    message = {name: str(text) for name, text in gateways.stand_in().answer(told).items()}
    officer = as_actor(minh)

    at_once(
        *[lambda: online.receive(message, at=MONDAY)] * 4,
        lambda: payments.collect(order, method=Method.CASH, by=officer, at=MONDAY),
    )

    order.refresh_from_db()
    attempt.refresh_from_db()
    kinds = [entry.kind for entry in journal.history(order)]
    assert order.state == State.PAID
    assert kinds.count("payments.paid") == 1
    assert order.receipt_number == "2026-0000001"
    assert attempt.state == ("paid" if order.method == Method.ONLINE else "surplus")


def test_receipts_of_one_agency_run_without_gaps(lan: Person, muong_bi: Unit, minh: Person) -> None:
    officer, unit_code = as_actor(minh), muong_bi.code
    made = [
        payments.order(
            reference=UUID(int=REFERENCE.int + number),
            payer_id=lan.pk,
            payer_name=lan.name,
            purpose="Phí",
            lines=LINES,
            unit_code=unit_code,
            by=PLATFORM,
            at=MONDAY,
        )
        for number in range(8)
    ]

    at_once(
        *[
            lambda one=one: payments.collect(one, method=Method.CASH, by=officer, at=MONDAY)
            for one in made
        ]
    )

    numbers = FeeOrder.objects.order_by("receipt_number").values_list("receipt_number", flat=True)
    assert list(numbers) == [f"2026-{number:07}" for number in range(1, 9)]
