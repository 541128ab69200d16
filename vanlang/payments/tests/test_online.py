"""The road over the gateway, in every order, repeated, forged and with the wrong amount."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vanlang.identity.api import Person
from vanlang.kernel import journal, notices, queue
from vanlang.kernel.refusals import NotPermitted, Unavailable
from vanlang.payments import api as payments
from vanlang.payments import queries
from vanlang.payments.actions import gateways, online
from vanlang.payments.api import FeeOrder, Method, State
from vanlang.payments.models import Attempt
from vanlang.payments.rules.messages import Message, Told
from vanlang.payments.rules.orders import AttemptState, WrongState
from vanlang.payments.tests.conftest import MONDAY, REFERENCE, as_actor

JSON = "application/json"
Brings = Callable[[Client, Message], int]


@pytest.fixture
def attempt(order: FeeOrder, lan: Person) -> Attempt:
    online.start(order, by=as_actor(lan), at=MONDAY)
    return Attempt.objects.get()


def answer(
    attempt: Attempt, *, amount: int = 10_000, succeeded: bool = True, transaction: str = "GD1"
) -> Message:
    told = Told(attempt.pk, transaction, amount, succeeded=succeeded, reason="", at=MONDAY)
    return gateways.stand_in().answer(told)


HOSTILE = [
    b'{"MaXacThuc": "\\ud800"}',
    b'{"MaXacThuc": "\\u0000"}',
    b'{"MaXacThuc": ' + b"[" * 4000,
    b'{"MaXacThuc": "a", "MaXacThuc": "b"}',
    b'{"SoTien": ' + b"9" * 5000 + b"}",
    b'{"MaXacThuc": NaN}',
    b'{"MaXacThuc": "\xff"}',
    b"",
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 50_000,
    b'{"MaXacThuc": "' + b"x" * 10 * 2**20 + b'"}',
    b"null",
    b"7",
    b'"MaXacThuc"',
    b'{"MaXacThuc": {"a": 1}',
    b"\xff\xfe{\x00}\x00",
    b"<html>502 Bad Gateway</html>",
    b"MaXacThuc=a&SoTien=1",
    b'{"SoTien": 1e999}x',
]
# What a gateway may sign and no column, or no calendar, can hold.
SIGNED = [
    {"amount": 10**30},
    {"amount": -1},
    {"amount": 0},
    {"transaction": "9" * 10_000},
    {"transaction": ""},
    {"transaction": "GD\x7f1"},
]


def tell(client: Client, message: Message) -> int:
    response = client.post(reverse("payments-callback"), json.dumps(message), JSON)
    return response.status_code


def bring(client: Client, message: Message) -> int:
    fields = {name: str(text) for name, text in message.items()}
    return client.get(reverse("payments-return"), fields).status_code


def test_start_leads_to_the_gateway_and_keeps_the_try(
    client: Client, order: FeeOrder, lan: Person
) -> None:
    client.force_login(lan)

    response = client.post(reverse("payments-start", args=[REFERENCE]))

    assert response.status_code == 303
    assert response["Location"].startswith("/cong-thanh-toan/?phien=")
    assert Attempt.objects.get().state == AttemptState.STARTED


def test_start_is_refused_to_a_stranger_and_for_what_is_paid(
    order: FeeOrder, lan: Person, minh: Person, quang: Person
) -> None:
    for person in (minh, quang):
        with pytest.raises(NotPermitted):
            online.start(order, by=as_actor(person), at=MONDAY)
    payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)

    with pytest.raises(WrongState):
        online.start(order, by=as_actor(lan), at=MONDAY)

    assert not Attempt.objects.exists()


@pytest.mark.parametrize("first", [tell, bring])
@pytest.mark.parametrize("second", [tell, bring])
def test_callback_and_return_come_in_any_order_and_twice(
    client: Client, attempt: Attempt, first: Brings, second: Brings
) -> None:
    message = answer(attempt)

    statuses = [first(client, message), second(client, message), first(client, message)]

    order = FeeOrder.objects.get()
    kinds = [entry.kind for entry in journal.history(order)]
    assert set(statuses) <= {200, 302}
    assert order.state == State.PAID
    assert order.method == Method.ONLINE
    assert order.receipt_number.endswith("-0000001")
    assert kinds == ["payments.ordered", "payments.paid"]


def test_a_forged_message_changes_nothing(client: Client, attempt: Attempt) -> None:
    forged = {**answer(attempt), "SoTien": "1"}
    without = {name: text for name, text in answer(attempt).items() if name != "MaXacThuc"}

    statuses = [tell(client, forged), bring(client, forged), tell(client, without)]

    attempt.refresh_from_db()
    assert statuses == [403, 403, 403]
    assert attempt.state == AttemptState.STARTED
    assert not payments.is_settled(REFERENCE)


def test_what_is_no_message_is_refused(client: Client, attempt: Attempt) -> None:
    address = reverse("payments-callback")

    assert client.post(address, b"xin chao", JSON).status_code == 400
    assert client.post(address, b"[1]", JSON).status_code == 400
    for hostile in HOSTILE:
        assert client.post(address, hostile, JSON).status_code in {400, 413}, hostile[:40]
    for field in answer(attempt):
        assert tell(client, {**answer(attempt), field: "\ud800"}) == 400
        assert tell(client, {**answer(attempt), field: "\0"}) == 400
        assert bring(client, {**answer(attempt), field: "\0"}) in {400, 403}
    assert client.get(address).status_code == 405
    assert bring(client, {}) == 403


@pytest.mark.parametrize(
    "value", [None, 7, [], {}, True, 1.5, "²", "-0", "9" * 400, "NaN", "x" * 9000]
)
def test_a_value_of_another_kind_is_refused_and_the_right_message_still_pays(
    client: Client, attempt: Attempt, value: object
) -> None:
    for field in answer(attempt):
        sent = json.dumps({**answer(attempt), field: value})
        assert client.post(reverse("payments-callback"), sent, JSON).status_code in {400, 403}
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.STARTED

    assert tell(client, answer(attempt)) == 200
    assert payments.is_settled(REFERENCE)


@pytest.mark.parametrize("changes", SIGNED)
def test_what_the_gateway_signs_and_nothing_can_hold_settles_nothing(
    client: Client, attempt: Attempt, changes: dict[str, object]
) -> None:
    assert tell(client, answer(attempt, **changes)) < 500  # type: ignore[arg-type] # as named
    assert bring(client, answer(attempt, **changes)) < 500  # type: ignore[arg-type]

    assert not payments.is_settled(REFERENCE)


def test_a_message_about_no_try_of_ours_is_refused(client: Client, attempt: Attempt) -> None:
    stranger = Attempt(order=attempt.order)

    assert tell(client, answer(stranger)) == 400


def test_a_wrong_amount_is_refused_and_recorded(
    client: Client, attempt: Attempt, minh: Person
) -> None:
    status = tell(client, answer(attempt, amount=1))

    attempt.refresh_from_db()
    kinds = [entry.kind for entry in journal.history(attempt.order)]
    assert status == 422
    assert attempt.state == AttemptState.WRONG_AMOUNT
    assert attempt.amount_received == 1
    assert not payments.is_settled(REFERENCE)
    assert kinds[-1] == "payments.mismatched"
    assert [row.attempt for row in queries.to_give_back(as_actor(minh))] == [attempt]
    assert tell(client, answer(attempt, amount=1)) == 422


def test_money_that_comes_twice_is_kept_as_surplus(
    client: Client, attempt: Attempt, lan: Person, minh: Person
) -> None:
    online.start(attempt.order, by=as_actor(lan), at=MONDAY)
    other = Attempt.objects.exclude(pk=attempt.pk).get()
    tell(client, answer(attempt))

    status = tell(client, answer(other, transaction="GD2"))

    other.refresh_from_db()
    assert status == 200
    assert other.state == AttemptState.SURPLUS
    assert [row.attempt for row in queries.to_give_back(as_actor(minh))] == [other]
    assert FeeOrder.objects.get().state == State.PAID


def test_of_money_that_comes_twice_payer_and_agency_are_told_once(
    client: Client, attempt: Attempt, lan: Person, hoa: Person, quang: Person
) -> None:
    online.start(attempt.order, by=as_actor(lan), at=MONDAY)
    other = Attempt.objects.exclude(pk=attempt.pk).get()
    tell(client, answer(attempt))
    tell(client, answer(other, transaction="GD2"))

    queue.drain()
    entry = journal.history(attempt.order).get(kind="payments.mismatched")
    journal.hear(listener="vanlang.payments.listeners.tell_of_money_too_much", entry_id=entry.pk)

    told = notices.inbox(lan.pk).get(about=f"kernel.entry:{entry.pk}")
    assert "phải hoàn trả cho bạn" in told.text
    assert "10.000" in told.text
    assert "Bùi Thị Lan" in notices.inbox(hoa.pk).get().text
    assert not notices.inbox(quang.pk).exists()


def test_money_for_a_cancelled_order_settles_nothing(
    client: Client, attempt: Attempt, lan: Person
) -> None:
    payments.cancel(attempt.order, by=as_actor(lan), at=MONDAY)

    tell(client, answer(attempt))

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SURPLUS
    assert FeeOrder.objects.get().state == State.CANCELLED


def test_a_transaction_belongs_to_one_try(attempt: Attempt, client: Client, lan: Person) -> None:
    online.start(attempt.order, by=as_actor(lan), at=MONDAY)
    other = Attempt.objects.exclude(pk=attempt.pk).get()
    tell(client, answer(attempt, succeeded=False))

    assert tell(client, answer(other)) == 409

    assert not payments.is_settled(REFERENCE)


def test_a_failure_may_be_followed_by_payment_but_not_the_other_way(
    client: Client, attempt: Attempt
) -> None:
    tell(client, answer(attempt, succeeded=False))
    assert not payments.is_settled(REFERENCE)

    tell(client, answer(attempt))
    tell(client, answer(attempt, succeeded=False))

    assert payments.is_settled(REFERENCE)
    kinds = [entry.kind for entry in journal.history(attempt.order)]
    assert kinds == ["payments.ordered", "payments.failed", "payments.paid"]


def test_the_payer_is_told_once(client: Client, attempt: Attempt, lan: Person) -> None:
    tell(client, answer(attempt))
    queue.drain()
    paid = journal.history(attempt.order).get(kind="payments.paid")
    journal.hear(listener="vanlang.payments.listeners.tell_the_payer", entry_id=paid.pk)

    told = notices.inbox(lan.pk).get()

    assert "10.000" in told.text
    assert told.link == reverse("payments-order", args=[REFERENCE])


def test_stand_in_page_pays_and_both_messages_arrive(
    client: Client, order: FeeOrder, lan: Person
) -> None:
    client.force_login(lan)
    page = client.post(reverse("payments-start", args=[REFERENCE]))["Location"]
    token = parse_qs(urlsplit(page).query)["phien"][0]

    shown = client.get(page)
    back = client.post(reverse("payments-stand-in"), {"phien": token, "chon": "pay"})
    arrived = client.get(back["Location"])
    queue.drain()

    assert shown.status_code == 200
    assert "không có khoản tiền nào được chuyển" in shown.content.decode().lower()
    assert arrived["Location"] == "/"
    assert payments.is_settled(REFERENCE)


@pytest.mark.parametrize("choice", ["fail", "leave"])
def test_stand_in_page_lets_the_payer_leave_and_try_again(
    client: Client, order: FeeOrder, lan: Person, choice: str
) -> None:
    client.force_login(lan)
    page = client.post(reverse("payments-start", args=[REFERENCE]))["Location"]
    token = parse_qs(urlsplit(page).query)["phien"][0]

    back = client.post(reverse("payments-stand-in"), {"phien": token, "chon": choice})
    shown = client.get(back["Location"], follow=True)

    assert "không thành công" in shown.content.decode()
    assert not payments.is_settled(REFERENCE)


def test_stand_in_page_refuses_an_address_of_ones_own_making(client: Client, db: None) -> None:
    address = reverse("payments-stand-in")

    assert client.get(address).status_code == 400
    assert client.get(address, {"phien": "tu-lam"}).status_code == 400


def test_stand_in_cannot_start_in_production(settings: Settings) -> None:
    settings.STAND_INS = False

    with pytest.raises(ImproperlyConfigured):
        gateways.stand_in()
    with pytest.raises(Unavailable):
        gateways.gateway()


def test_national_gateway_is_configured_or_refused(settings: Settings) -> None:
    settings.PAYMENTS, settings.PAYMENTS_SECRET = "dvcqg:PT01@https://pay.example.vn/init", "s"
    assert gateways.gateway() == gateways.National("https://pay.example.vn/init", "PT01", "s")

    for wrong, secret in (
        ("dvcqg:PT01@http://x", "s"),
        ("vnpay:x", "s"),
        ("dvcqg:P@https://x", ""),
    ):
        settings.PAYMENTS, settings.PAYMENTS_SECRET = wrong, secret
        with pytest.raises(ImproperlyConfigured):
            gateways.gateway()


def test_a_silent_gateway_is_said_to_be_silent_and_the_try_is_kept(
    order: FeeOrder, lan: Person, settings: Settings
) -> None:
    settings.PAYMENTS = "dvcqg:PT01@https://127.0.0.1:9/init"
    settings.PAYMENTS_SECRET = "s"  # noqa: S105

    with pytest.raises(Unavailable):
        online.start(order, by=as_actor(lan), at=MONDAY)

    assert Attempt.objects.get().gateway == "dvcqg"
