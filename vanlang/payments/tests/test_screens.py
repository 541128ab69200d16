"""Each screen as a person uses it, without JavaScript."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person, accesses_to
from vanlang.payments import api as payments
from vanlang.payments.actions import gateways, online
from vanlang.payments.api import FeeOrder, Method, State
from vanlang.payments.models import Attempt, Listing
from vanlang.payments.rules.messages import Told
from vanlang.payments.tests.conftest import MONDAY, REFERENCE, as_actor

pytestmark = pytest.mark.django_db(databases=["default", "side"])
OF_AN_ORDER = (
    *("payments-order", "payments-start", "payments-cancel", "payments-receipt"),
    *("payments-collect", "payments-ask-refund", "payments-decide-refund"),
)
HEAD = "MaGiaoDich,MaThamChieu,SoTien,ThoiGianGD\n"


def address(name: str) -> str:
    return reverse(name, args=[REFERENCE])


def words(client: Client, path: str) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", OF_AN_ORDER)
def test_an_order_is_nobody_elses(
    client: Client, order: FeeOrder, quang: Person, name: str
) -> None:
    client.force_login(quang)

    assert client.get(address(name)).status_code in {404, 405}
    assert client.post(address(name)).status_code in {404, 405}
    assert FeeOrder.objects.get().state == State.WAITING


@pytest.mark.parametrize("name", OF_AN_ORDER)
def test_an_order_is_shown_to_nobody_who_is_not_signed_in(
    client: Client, order: FeeOrder, name: str
) -> None:
    response = client.post(address(name))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("identity-sign-in"))


def test_the_payer_sees_what_to_pay_and_how(client: Client, order: FeeOrder, lan: Person) -> None:
    client.force_login(lan)

    shown = words(client, address("payments-order"))

    assert "Lệ phí cấp bản sao trích lục hộ tịch" in shown
    assert "Thanh toán 10.000" in shown
    assert "Thu tại quầy" not in shown
    assert order.purpose in words(client, reverse("payments-orders"))


def test_the_payer_sees_which_official_opened_the_order_and_the_receipt(
    client: Client, order: FeeOrder, minh: Person, lan: Person
) -> None:
    client.force_login(lan)
    client.get(address("payments-order"))
    assert not accesses_to(lan).using("side").exists()
    client.force_login(minh)
    client.get(address("payments-order"))
    client.get(address("payments-collect"))
    client.post(address("payments-collect"), {"method": Method.CASH})
    client.get(address("payments-receipt"))

    looks = accesses_to(lan).using("side")

    assert {look.purpose for look in looks} == {"Xem khoản phí, lệ phí", "Mở biên lai"}
    assert len(looks) == 2
    assert {look.about for look in looks} == {order.about}


def test_the_officer_takes_cash_and_prints_the_receipt(
    client: Client, order: FeeOrder, minh: Person
) -> None:
    client.force_login(minh)
    assert "Thu tại quầy" in words(client, address("payments-order"))

    empty = client.post(address("payments-collect"), {"note": ""})
    taken = client.post(address("payments-collect"), {"method": "cash", "note": "PT 12"})
    twice = client.post(address("payments-collect"), {"method": "cash"})
    receipt = client.get(address("payments-receipt"))

    assert "Có 1 chỗ cần sửa" in empty.content.decode()
    assert taken.status_code == 302
    assert twice.status_code == 409
    assert receipt["Content-Type"] == "application/pdf"
    assert receipt.content == client.get(address("payments-receipt")).content
    with pikepdf.open(io.BytesIO(receipt.content)) as opened:
        assert len(opened.pages) == 1


def test_receipt_is_not_there_before_the_money(
    client: Client, order: FeeOrder, lan: Person
) -> None:
    client.force_login(lan)

    assert client.get(address("payments-receipt")).status_code == 404


def test_refund_is_asked_for_and_decided_on_screen(
    client: Client, order: FeeOrder, lan: Person, minh: Person, hoa: Person
) -> None:
    payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)
    client.force_login(lan)
    client.post(address("payments-ask-refund"), {"reason": "Thuộc diện miễn phí"})
    client.force_login(hoa)
    assert "Quyết định hoàn trả" in words(client, address("payments-order"))

    client.post(address("payments-decide-refund"), {"decision": "refund", "note": "UNC 12"})

    assert FeeOrder.objects.get().state == State.REFUNDED
    assert "UNC 12" in words(client, address("payments-order"))


def test_the_leader_may_keep_the_money_saying_why(
    client: Client, order: FeeOrder, lan: Person, minh: Person, hoa: Person
) -> None:
    payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)
    payments.request_refund(order, reason="Nhầm", by=as_actor(lan), at=MONDAY)
    client.force_login(hoa)

    client.post(address("payments-decide-refund"), {"decision": "refuse", "note": "Thu đúng mức"})

    assert FeeOrder.objects.get().state == State.PAID
    client.force_login(lan)
    assert "Thu đúng mức" in words(client, address("payments-order"))


def test_cancel_calls_the_order_off(client: Client, order: FeeOrder, lan: Person) -> None:
    client.force_login(lan)

    client.post(address("payments-cancel"))

    assert "Đã hủy" in words(client, address("payments-order"))
    assert client.post(address("payments-start")).status_code == 409


def test_orders_of_the_agency_are_listed_by_state(
    client: Client, order: FeeOrder, minh: Person, quang: Person
) -> None:
    client.force_login(minh)
    waiting = words(client, reverse("payments-orders") + "?trang-thai=waiting")
    paid = words(client, reverse("payments-orders") + "?trang-thai=paid&trang=99")
    client.force_login(quang)
    elsewhere = words(client, reverse("payments-orders"))

    assert order.purpose in waiting
    assert order.purpose not in paid
    assert order.purpose not in elsewhere


def test_reconciliation_shows_each_difference(
    client: Client, order: FeeOrder, lan: Person, administrator: Person
) -> None:
    online.start(order, by=as_actor(lan), at=MONDAY)
    attempt = Attempt.objects.get()
    told = Told(attempt.pk, "GD1", 10_000, succeeded=True, reason="", at=MONDAY)
    message = gateways.stand_in().answer(told)
    online.receive({name: str(text) for name, text in message.items()}, at=MONDAY)
    client.force_login(administrator)
    rows = f"GD1,{attempt.pk.hex},9000,20261123080000\nGD9,la,500,20261123080000\n"

    def send(text: str) -> str:
        file = SimpleUploadedFile("ngay.csv", text.encode())
        path = reverse("payments-listings")
        return client.post(path, {"day": "2026-11-23", "file": file}, follow=True).content.decode()

    shown = send(HEAD + rows)
    send(HEAD + rows)

    assert "Số tiền không khớp" in shown
    assert "Cổng có, hệ thống không có" in shown
    assert Listing.objects.get().matched_count == 0
    assert "thiếu cột" in send("A,B\n1,2\n")
    assert "23/11/2026" in words(client, reverse("payments-listings"))


def test_reconciliation_is_refused_to_a_stranger(client: Client, minh: Person, lan: Person) -> None:
    client.force_login(minh)
    assert client.get(reverse("payments-listings")).status_code == 403
    assert client.get(reverse("payments-listing", args=[1])).status_code == 404
    client.force_login(lan)
    assert client.get(reverse("payments-listings")).status_code in {403, 404}


@pytest.mark.parametrize(
    "path", ["1", "..%2F..", "' OR 1=1", "0193a000-0000-7000-8000-00000000000g"]
)
def test_an_odd_reference_is_simply_not_found(client: Client, lan: Person, path: str) -> None:
    client.force_login(lan)

    assert client.get(f"/thanh-toan/{path}/").status_code == 404


def test_a_list_of_refunds_hides_the_numbers_of_people(
    client: Client, order: FeeOrder, lan: Person, minh: Person, hoa: Person
) -> None:
    payments.collect(order, method=Method.CASH, by=as_actor(minh), at=MONDAY)
    reason = "Nộp nhầm cho con, số 017203004512"
    payments.request_refund(order, reason=reason, by=as_actor(lan), at=MONDAY)
    client.force_login(hoa)

    waiting = words(client, reverse("payments-refunds"))
    deciding = words(client, address("payments-decide-refund"))

    assert "Nộp nhầm cho con, số 017•••••••12" in waiting
    assert "017203004512" not in waiting
    assert reason in deciding  # who decides needs it whole
