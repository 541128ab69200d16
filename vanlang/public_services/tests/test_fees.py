"""The fee of a draft: named as the law does, asked for once, settled before filing."""

import httpx
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vanlang.payments import api as payments
from vanlang.payments.models import Attempt, FeeOrder
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import Dossier, Draft
from vanlang.public_services.rules.parts import FeeKind, FeeRule
from vanlang.public_services.tests.conftest import ANSWERS, Cast, definition_with, publish
from vanlang.public_services.tests.test_pages import SignIn, begin, page, sign_in

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
FEES = (FeeRule(code="LP01", name="Lệ phí đăng ký", amount=8000, kind=FeeKind.STATE),)


@pytest.fixture
def lan(cast: Cast, sign_in: SignIn) -> Client:
    publish(definition_with(fees=FEES, free_of_charge=False))
    return sign_in(cast.lan)


@pytest.fixture
def draft(lan: Client) -> Draft:
    begun = begin(lan)
    lan.post(page("form", begun), ANSWERS)
    return begun


def fee_page(client: Client, draft: Draft) -> str:
    return client.get(page("fee", draft)).content.decode().replace("\u00a0", " ")


def pay(client: Client, gateway: str, choice: str = "pay") -> str:
    """Do at the stand-in what the payer does; return where it leads back to."""
    token = gateway.partition("phien=")[2]
    answer = client.post("/cong-thanh-toan/", {"phien": token, "chon": choice})
    back: str = client.get(answer["Location"])["Location"]
    return back


def test_one_press_leads_to_the_gateway_and_back_to_the_road(lan: Client, draft: Draft) -> None:
    assert "Thanh toán 8.000 đồng" in fee_page(lan, draft)

    pressed = lan.post(page("fee", draft))

    assert pressed.status_code == 303
    assert pressed["Location"].startswith("/cong-thanh-toan/?phien=")
    assert "Đang chờ cổng thanh toán" in fee_page(lan, draft)
    assert pay(lan, pressed["Location"]) == page("fee", draft)
    assert "Đã nhận đủ 8.000 đồng" in fee_page(lan, draft)
    assert lan.post(page("check", draft), {"declared": "1"}).status_code == 302
    assert Dossier.objects.get().pk == draft.pk


def test_pressing_again_asks_for_the_same_money(lan: Client, draft: Draft) -> None:
    first, second = lan.post(page("fee", draft)), lan.post(page("fee", draft))
    pay(lan, first["Location"])

    third = lan.post(page("fee", draft))

    assert second.status_code == 303
    assert FeeOrder.objects.get().state == payments.State.PAID
    assert third["Location"] == page("fee", draft)
    assert Attempt.objects.count() == 2  # one to pay with, one left open


def test_what_the_bank_refused_is_said_where_it_is_tried_again(lan: Client, draft: Draft) -> None:
    pay(lan, lan.post(page("fee", draft))["Location"], "fail")

    shown = fee_page(lan, draft)

    assert "Lần thanh toán gần nhất không thành công" in shown
    assert "Thanh toán 8.000 đồng" in shown
    refused = lan.post(page("check", draft), {"declared": "1"})
    assert refused.status_code == 422
    assert "thanh toán lệ phí trước" in refused.content.decode()
    assert not Dossier.objects.exists()


def test_a_gateway_that_is_down_keeps_the_draft_and_says_so(
    lan: Client, draft: Draft, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAYMENTS = "dvcqg:P1@https://gateway.invalid/pay"
    settings.PAYMENTS_SECRET = "x"  # noqa: S105 nobody's

    def nobody(*_given: object, **_named: object) -> None:
        raise httpx.ConnectError("down")

    monkeypatch.setattr(httpx, "post", nobody)

    answer = lan.post(page("fee", draft))

    assert answer.status_code == 503
    assert "Bạn chưa bị trừ tiền" in answer.content.decode()
    assert 'id="errors"' in answer.content.decode()
    assert Draft.objects.get().form["reason"] == ANSWERS["reason"]


def test_a_stranger_pays_nothing_of_hers(cast: Cast, draft: Draft, sign_in: SignIn) -> None:
    answer = sign_in(cast.stranger).post(page("fee", draft))

    assert answer.status_code == 404
    assert not FeeOrder.objects.exists()


def test_a_paid_draft_is_thrown_away_with_a_question_and_a_refund(
    lan: Client, draft: Draft, cast: Cast, sign_in: SignIn
) -> None:
    pay(lan, lan.post(page("fee", draft))["Location"])

    asked = lan.post(page("discard", draft)).content.decode().replace("\u00a0", " ")

    assert "Bạn đã nộp 8.000 đồng" in asked
    assert "Bỏ hồ sơ đang soạn này" not in asked  # asked once, not twice on a page
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert (
        sign_in(cast.stranger).post(page("discard", draft), {"give_back": "1"}).status_code == 404
    )
    sign_in(cast.lan)
    thrown = lan.post(page("discard", draft), {"give_back": "1"})
    assert thrown["Location"] == reverse("payments-orders")  # where the money is seen to go back
    order = FeeOrder.objects.get()
    assert order.state == payments.State.REFUND_REQUESTED
    assert not Draft.objects.exists()
    listed = lan.get("/thanh-toan/").content.decode()
    assert "Phí, lệ phí của tôi" in listed
    assert "Đề nghị hoàn trả: Bỏ hồ sơ đang soạn trước khi nộp." in listed
    assert f"Biên lai số {order.receipt_number}" in listed


def test_an_unpaid_draft_is_thrown_away_and_its_order_called_off(lan: Client, draft: Draft) -> None:
    lan.post(page("fee", draft))

    thrown = lan.post(page("discard", draft))

    assert thrown["Location"] == reverse("public_services-mine")
    assert FeeOrder.objects.get().state == payments.State.CANCELLED
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("kind", "word"), [(FeeKind.SERVICE, "phí"), (FeeKind.STATE, "lệ phí")])
def test_phi_and_le_phi_are_told_apart_from_the_page_to_the_order(
    cast: Cast, sign_in: SignIn, kind: FeeKind, word: str
) -> None:
    fees = (FeeRule(code="F", name="Khoản thu", amount=8000, kind=kind),)
    publish(definition_with(fees=fees, free_of_charge=False))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    lan.post(page("form", draft), ANSWERS)

    shown = fee_page(lan, draft)
    lan.post(page("fee", draft))

    assert f"<h1>{word.capitalize()}</h1>" in shown
    assert FeeOrder.objects.get().purpose.startswith(f"{word.capitalize()}: ")
    checked = lan.get(page("check", draft)).content.decode().replace("\u00a0", " ")
    assert f"Thời hạn và {word}" in checked
    assert f"{word.capitalize()} <b>8.000 đồng</b>" in checked


def test_every_fee_that_ships_says_which_it_is() -> None:
    rules = [rule for definition in definitions() for rule in definition.fees]

    assert rules
    for rule in rules:
        named = FeeKind.STATE if rule.name.startswith("Lệ phí") else FeeKind.SERVICE
        assert rule.kind == named, rule.name
