"""Money that is asked back, proof that is pulled out, a key used twice: nothing comes of them."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from vanlang.kernel.refusals import Refusal
from vanlang.payments.actions import orders
from vanlang.payments.models import FeeOrder
from vanlang.public_services.actions import accepting, claims
from vanlang.public_services.models import Dossier, Draft, DraftPaper, FeeClaim
from vanlang.public_services.rules.states import State
from vanlang.public_services.tests.conftest import ANSWERS, Cast, definition_with, publish
from vanlang.public_services.tests.test_fee_claims import FEES
from vanlang.public_services.tests.test_fees import fee_page, pay
from vanlang.public_services.tests.test_pages import PAPERS, SignIn, a_pdf, begin, page, sign_in
from vanlang.ui.tests.test_photographs import photograph

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.fixture
def lan(cast: Cast, sign_in: SignIn) -> Client:
    publish(definition_with(fees=FEES, free_of_charge=False, papers=PAPERS))
    return sign_in(cast.lan)


@pytest.fixture
def draft(lan: Client) -> Draft:
    begun = begin(lan)
    lan.post(page("form", begun), ANSWERS)
    lan.post(page("papers", begun), {"paper_0": a_pdf()})
    return begun


def pay_and_file(lan: Client, draft: Draft) -> Dossier:
    pay(lan, lan.post(page("fee", draft))["Location"])
    assert lan.post(page("check", draft), {"declared": "1"}).status_code == 302
    return Dossier.objects.get()


def ask_back(lan: Client) -> FeeOrder:
    order = FeeOrder.objects.get()
    address = reverse("payments-ask-refund", args=[order.pk])
    assert lan.post(address, {"reason": "Đổi ý"}).status_code == 302
    order.refresh_from_db()
    return order


def test_nothing_is_taken_in_while_its_fee_is_asked_back(
    cast: Cast, lan: Client, draft: Draft
) -> None:
    dossier = pay_and_file(lan, draft)
    order = ask_back(lan)

    with pytest.raises(Refusal, match="đang đề nghị hoàn trả"):
        accepting.accept(dossier, by=cast.minh, at=timezone.now())

    assert Dossier.objects.get().state == State.REGISTERED
    orders.refuse_refund(order, note="Hồ sơ đang chờ", by=cast.hoa, at=timezone.now())
    assert accepting.accept(dossier, by=cast.minh, at=timezone.now()).state != State.REGISTERED


def test_nothing_is_taken_in_once_its_fee_was_given_back(
    cast: Cast, lan: Client, draft: Draft
) -> None:
    dossier = pay_and_file(lan, draft)
    orders.refund(ask_back(lan), note="UNC 7", by=cast.hoa, at=timezone.now())

    with pytest.raises(Refusal, match="đã được hoàn trả"):
        accepting.accept(dossier, by=cast.minh, at=timezone.now())


@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_no_claim_is_decided_while_the_fee_is_asked_back(
    cast: Cast, lan: Client, draft: Draft, decision: str
) -> None:
    lan.post(page("fee", draft), {"claim": "1", "group": "poor", "proof_file": a_pdf()})
    dossier = pay_and_file(lan, draft)
    ask_back(lan)

    decide = claims.grant if decision == "grant" else partial(claims.refuse, note="Hết hạn")
    with pytest.raises(Refusal, match="đang đề nghị hoàn trả"):
        decide(dossier, by=cast.minh, at=timezone.now())

    assert FeeOrder.objects.count() == 1  # the whole fee is not asked for a second time
    assert FeeClaim.objects.get().state == "claimed"


@pytest.mark.parametrize("where", ["papers", "fee"])
def test_a_proof_pulled_out_on_any_page_takes_the_claim_with_it(
    lan: Client, draft: Draft, where: str
) -> None:
    proof = a_photograph()
    lan.post(page("fee", draft), {"claim": "1", "group": "poor", "proof_file": proof})
    assert "Thanh toán 3.000 đồng" in fee_page(lan, draft)
    shot = DraftPaper.objects.get(code="MIEN_GIAM").pages.get()

    lan.post(page(where, draft), {"page_out": str(shot.pk)})

    assert "Thanh toán 8.000 đồng" in fee_page(lan, draft)
    draft.refresh_from_db()
    assert draft.fee_group == ""


def a_photograph() -> object:
    file = a_pdf()
    file.seek(0)
    file.truncate()
    file.write(photograph("red", (400, 300)))
    file.seek(0)
    file.name = "ho ngheo.jpg"
    return file


def test_a_claim_without_its_proof_is_not_filed(lan: Client, draft: Draft) -> None:
    lan.post(page("fee", draft), {"claim": "1", "group": "poor", "proof_file": a_pdf()})
    pay(lan, lan.post(page("fee", draft))["Location"])
    DraftPaper.objects.filter(code="MIEN_GIAM").delete()

    answer = lan.post(page("check", draft), {"declared": "1"})

    assert answer.status_code == 422
    assert "Bạn tải lên giấy chứng nhận hộ nghèo" in answer.content.decode()
    assert not Dossier.objects.exists()


def test_the_key_of_a_filed_dossier_begins_nothing(
    lan: Client, draft: Draft, cast: Cast, sign_in: SignIn
) -> None:
    dossier = pay_and_file(lan, draft)
    place = {"key": str(dossier.pk), "receiving_area": "05158"}

    own = lan.post(reverse("public_services-file", args=["9.000001"]), place)
    others = sign_in(cast.stranger).post(reverse("public_services-file", args=["9.000001"]), place)

    assert (own.status_code, others.status_code) == (409, 403)
    assert not Draft.objects.exists()
    fresh = {**place, "key": str(uuid4())}
    assert lan.post(reverse("public_services-file", args=["9.000001"]), fresh).status_code == 302


def test_the_orders_are_held_before_it_is_judged_whether_they_are_paid(
    lan: Client, draft: Draft
) -> None:
    """Asked back in the same moment, the fee was judged paid and then missed: an error page."""
    pay(lan, lan.post(page("fee", draft))["Location"])

    with CaptureQueriesContext(connection) as statements:
        lan.post(page("check", draft), {"declared": "1"})

    sent = [one["sql"] for one in statements]
    locked = next(n for n, sql in enumerate(sent) if "_draft" in sql and "FOR UPDATE" in sql)
    first = next(sql for sql in sent[locked:] if 'FROM "payments_feeorder"' in sql)
    assert "FOR UPDATE" in first
