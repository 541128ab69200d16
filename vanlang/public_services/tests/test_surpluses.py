"""Copies changed after paying, a lower fee, a late claim: what is owed and what goes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Person
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Conflict
from vanlang.payments import api as payments
from vanlang.payments.actions import surpluses
from vanlang.payments.models import FeeOrder, Surplus
from vanlang.public_services.actions import accepting, claims, fees, publishing, submission
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import Dossier, Draft, FeeClaim, Finance, ProcedureVersion
from vanlang.public_services.queries import documents
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.fees import FeeDue, Standing
from vanlang.public_services.rules.parts import (
    Competent,
    CompetentRule,
    Discount,
    FeeKind,
    FeeRule,
    FieldKind,
    FieldSpec,
    Section,
)
from vanlang.public_services.rules.states import Channel, DeliveryManner
from vanlang.public_services.tests.conftest import ANSWERS, Cast, definition_with, publish
from vanlang.public_services.tests.test_fees import fee_page, pay
from vanlang.public_services.tests.test_pages import SignIn, a_pdf, begin, page, sign_in

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
POOR = Discount(group="poor", name="Hộ nghèo", amount=3000, proof="giấy chứng nhận hộ nghèo")
MERIT = Discount(group="merit", name="Người có công", amount=0, proof="giấy xác nhận người có công")
COPIES = FeeRule(
    code="LP01",
    name="Lệ phí cấp bản sao",
    amount=8000,
    kind=FeeKind.STATE,
    per="copies",
    per_name="bản sao",
    discounts=(POOR,),
)
FORM = Section(
    title="Nội dung",
    fields=(
        FieldSpec(key="name", label="Họ và tên", prefill="identity.name"),
        FieldSpec(key="reason", label="Lý do"),
        FieldSpec(key="copies", label="Số bản sao", kind=FieldKind.NUMBER, minimum=Decimal(1)),
    ),
)
WITH_COPIES = definition_with(fees=(COPIES,), free_of_charge=False, form=(FORM,))
SHIPPED = [one for one in definitions() if any(rule.per == "copies" for rule in one.fees)]


@pytest.fixture
def lan(cast: Cast, sign_in: SignIn) -> Client:
    publish(WITH_COPIES)
    return sign_in(cast.lan)


@pytest.fixture
def draft(lan: Client) -> Draft:
    """Lan asked for two copies and paid 16.000 đồng."""
    begun = begin(lan)
    ask_copies(lan, begun, 2)
    pay(lan, lan.post(page("fee", begun))["Location"])
    return begun


def ask_copies(client: Client, draft: Draft, copies: int) -> None:
    answer = client.post(page("form", draft), {**ANSWERS, "copies": str(copies)})
    assert answer.status_code == 302, answer.content.decode()


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def file(client: Client, draft: Draft) -> Dossier:
    answer = client.post(page("check", draft), {"declared": "1", "delivery": "counter"})
    assert answer.status_code == 302, answer.content.decode()
    return Dossier.objects.get(pk=draft.pk)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        text: str = opened[0].get_textpage().get_text_bounded()
    return " ".join(text.replace("\u00a0", " ").split())


def amounts() -> list[tuple[int, str]]:
    return list(FeeOrder.objects.order_by("ordered_at").values_list("amount", "state"))


def test_more_copies_after_paying_ask_for_the_difference_alone(
    cast: Cast, lan: Client, draft: Draft
) -> None:
    ask_copies(lan, draft, 3)

    shown, checked = fee_page(lan, draft), words(lan, page("check", draft))
    refused = lan.post(page("check", draft), {"declared": "1"})
    pay(lan, lan.post(page("fee", draft))["Location"])
    dossier = file(lan, draft)

    assert "Đã nộp 16.000 đồng, còn phải nộp 8.000 đồng" in shown
    assert "Nộp thêm 8.000 đồng" in shown
    assert "Đã nộp 16.000 đồng, còn phải nộp 8.000 đồng" in checked
    assert refused.status_code == 422
    assert amounts() == [(16000, "paid"), (8000, "paid")]
    more = FeeOrder.objects.get(amount=8000)
    assert more.purpose.startswith("Lệ phí nộp thêm: ")
    assert Finance.objects.get().amount == 24000
    assert not Surplus.objects.exists()
    own = words(lan, reverse("public_services-dossier", args=[dossier.code]))
    assert "16.000 đồng</a>" in own
    assert "8.000 đồng</a>" in own
    assert more.receipt_number in own
    accepting.accept(dossier, by=cast.minh, at=timezone.now())
    dossier.refresh_from_db()
    assert "24.000 đồng" in text_of(documents.receipt_paper(dossier, at=timezone.now()).pdf)


def test_fewer_copies_after_paying_give_the_surplus_back_as_work_that_ends(
    cast: Cast, lan: Client, draft: Draft, sign_in: SignIn
) -> None:
    ask_copies(lan, draft, 1)
    shown = fee_page(lan, draft)
    assert not Surplus.objects.exists()  # nothing is given back before the dossier is filed

    dossier = file(lan, draft)

    assert "Đã nộp 16.000 đồng, được hoàn trả 8.000 đồng" in shown
    assert "hoàn trả trong 6 ngày làm việc; cách nhận: chuyển về tài khoản hoặc thẻ" in shown
    surplus = Surplus.objects.get()
    order = FeeOrder.objects.get()
    assert (surplus.amount, surplus.about, order.state) == (8000, dossier.code, "paid")
    assert Finance.objects.get().amount == 8000
    own = words(lan, reverse("public_services-dossier", args=[dossier.code]))
    assert "Chờ hoàn trả 8.000 đồng" in own
    assert f"Lệnh hoàn trả số {surplus.number}" in own
    receipt = text_of(payments.receipt(order).pdf)  # type: ignore[union-attr]
    assert f"8.000 đồng theo lệnh số {surplus.number}" in receipt
    assert "Còn thu sau khi hoàn trả: 8.000 đồng" in receipt
    accepting.accept(dossier, by=cast.minh, at=timezone.now())
    dossier.refresh_from_db()
    sheet = text_of(documents.receipt_paper(dossier, at=timezone.now()).pdf)
    assert "8.000 đồng (đã nộp 16.000 đồng, hoàn trả 8.000 đồng)" in sheet

    hoa = sign_in(cast.hoa)
    assert surplus.number in words(hoa, reverse("payments-refunds"))
    decision = reverse("payments-surplus", args=[surplus.pk])
    assert hoa.post(decision, {"decision": "refund", "note": ""}).status_code == 422
    assert hoa.post(decision, {"decision": "refund", "note": "UNC 15"}).status_code == 302
    assert "Không có lệnh hoàn trả nào đang chờ" in words(hoa, reverse("payments-refunds"))
    own = words(lan, reverse("public_services-dossier", args=[dossier.code]))
    assert "Đã hoàn trả 8.000 đồng" in own
    assert "UNC 15" in own


def test_back_to_the_first_number_nothing_is_owed_and_nothing_goes_back(
    lan: Client, draft: Draft
) -> None:
    ask_copies(lan, draft, 5)
    lan.post(page("fee", draft))
    ask_copies(lan, draft, 2)

    shown = fee_page(lan, draft)
    file(lan, draft)

    assert "Đã nhận đủ 16.000 đồng" in shown
    assert amounts() == [(16000, "paid"), (24000, "cancelled")]
    assert not Surplus.objects.exists()


def test_more_and_then_fewer_take_the_surplus_from_the_latest_order(
    lan: Client, draft: Draft
) -> None:
    ask_copies(lan, draft, 3)
    pay(lan, lan.post(page("fee", draft))["Location"])
    ask_copies(lan, draft, 1)

    file(lan, draft)

    parts = Surplus.objects.order_by("pk").values_list("order__amount", "amount")
    assert list(parts) == [(8000, 8000), (16000, 8000)]
    assert sum(line.amount for line in payments.held(draft.pk)) == Finance.objects.get().amount


def test_a_refund_that_is_refused_counts_as_paid_again(
    cast: Cast, lan: Client, draft: Draft
) -> None:
    ask_copies(lan, draft, 1)
    file(lan, draft)

    surpluses.refuse(Surplus.objects.get(), note="Thu đúng mức", by=cast.hoa, at=timezone.now())

    assert sum(line.amount for line in payments.held(draft.pk)) == 16000


def test_a_lower_fee_after_paying_gives_the_surplus_back(lan: Client, draft: Draft) -> None:
    cheaper = replace(WITH_COPIES, fees=(replace(COPIES, amount=5000),))
    drafted = publishing.draft(cheaper, by=PLATFORM, at=timezone.now())
    publishing.publish(
        drafted.version,
        by=PLATFORM,
        at=timezone.now(),
        effective_from=timezone.localdate(),
    )
    lan.post(page("renew", draft))
    ask_copies(lan, draft, 2)

    shown = fee_page(lan, draft)
    file(lan, draft)

    assert "Đã nộp 16.000 đồng, được hoàn trả 6.000 đồng" in shown
    assert Surplus.objects.get().amount == 6000
    assert Finance.objects.get().amount == 10000


@pytest.fixture
def claimed(lan: Client, draft: Draft) -> Dossier:
    """Lan paid in full and says only then that her household is poor."""
    answer = lan.post(page("fee", draft), {"claim": "1", "group": "poor", "proof_file": a_pdf()})
    assert answer.status_code == 302
    assert "được hoàn trả 10.000 đồng nếu đúng diện" in fee_page(lan, draft)
    return file(lan, draft)


def test_a_group_claimed_after_paying_gives_back_only_once_granted(
    cast: Cast, claimed: Dossier
) -> None:
    assert not Surplus.objects.exists()

    claims.grant(claimed, by=cast.minh, at=timezone.now())

    surplus = Surplus.objects.get()
    assert (surplus.amount, surplus.reason) == (10000, "Được miễn, giảm: Hộ nghèo.")


def test_fewer_copies_and_a_group_claimed_after_paying_add_up(lan: Client, draft: Draft) -> None:
    lan.post(page("fee", draft), {"claim": "1", "group": "poor", "proof_file": a_pdf()})
    ask_copies(lan, draft, 1)

    shown, checked = fee_page(lan, draft), words(lan, page("check", draft))
    dossier = file(lan, draft)

    sums = "Đã nộp 16.000 đồng, được hoàn trả 8.000 đồng; thêm 5.000 đồng nếu đúng diện"
    assert sums in shown
    assert sums in checked
    assert "chỉ phải nộp" not in shown
    assert "mức thu thông thường của hồ sơ bây giờ là 8.000 đồng" in shown
    assert "Bạn không phải nộp thêm. Biên lai" in shown
    own = words(lan, reverse("public_services-dossier", args=[dossier.code]))
    assert "và 5.000 đồng bạn đã nộp được hoàn trả" in own
    sheet = text_of(documents.receipt_paper(dossier, at=timezone.now()).pdf)
    assert "3.000 đồng (đã nộp 16.000 đồng, hoàn trả 8.000 đồng, hoàn trả 5.000" in sheet


def test_a_group_refused_after_the_full_sum_was_paid_owes_nothing(
    cast: Cast, claimed: Dossier, sign_in: SignIn
) -> None:
    desk = words(
        sign_in(cast.minh), reverse("public_services-officer-dossier", args=[claimed.code])
    )

    claims.refuse(claimed, note="Giấy đã hết hạn.", by=cast.minh, at=timezone.now())
    accepting.accept(claimed, by=cast.minh, at=timezone.now())

    assert "không phải thu thêm" in desk
    assert amounts() == [(16000, "paid")]
    assert FeeClaim.objects.get().reference == FeeOrder.objects.get().pk
    assert Finance.objects.get().amount == 16000
    own = words(sign_in(cast.lan), reverse("public_services-dossier", args=[claimed.code]))
    assert "Bạn đã nộp đủ 16.000 đồng" in own


def test_a_paid_draft_thrown_away_gives_every_order_back(lan: Client, draft: Draft) -> None:
    ask_copies(lan, draft, 3)
    pay(lan, lan.post(page("fee", draft))["Location"])

    asked = lan.post(page("discard", draft)).content.decode().replace("\u00a0", " ")
    lan.post(page("discard", draft), {"give_back": "1"})

    assert "Bạn đã nộp 24.000 đồng" in asked
    assert "hoàn trả trong 6 ngày làm việc" in asked
    assert amounts() == [(16000, "refund_requested"), (8000, "refund_requested")]


@pytest.fixture
def at_counter(cast: Cast) -> Draft:
    """Minh took 16.000 đồng for two copies at the counter and has not accepted yet."""
    now = timezone.now()
    draft = Draft.objects.create(
        id=uuid4(),
        person=Person.objects.get(pk=str(cast.minh.person_id)),
        applicant=cast.lan,
        version=publish(WITH_COPIES),
        receiving_unit=cast.muong_bi,
        channel=int(Channel.DIRECT),
        form={**ANSWERS, "copies": "2"},
        created_at=now,
        updated_at=now,
    )
    fees.collect(draft, by=cast.minh, at=now)
    return draft


def test_a_paid_counter_draft_is_not_thrown_away_without_a_question(
    cast: Cast, at_counter: Draft, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    address = reverse("public_services-counter-discard", args=[at_counter.pk])

    asked = minh.post(address).content.decode().replace("\u00a0", " ")

    assert "Đã thu 16.000 đồng" in asked
    assert "nhận tại quầy nơi đã nộp" in asked
    assert Draft.objects.exists()
    assert sign_in(cast.quang).post(address, {"give_back": "1"}).status_code == 404
    with pytest.raises(Conflict):
        fees.discard(at_counter, give_back=False, by=cast.minh, at=timezone.now())
    sign_in(cast.minh).post(address, {"give_back": "1"})
    assert amounts() == [(16000, "refund_requested")]
    assert not Draft.objects.exists()


def test_the_counter_collects_the_difference_and_gives_the_surplus_back(
    cast: Cast, at_counter: Draft, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    address = reverse("public_services-counter-dossier", args=[at_counter.pk])
    minh.post(address, {**ANSWERS, "copies": "3"})

    shown = words(minh, address)
    answer = minh.post(
        address,
        {
            **ANSWERS,
            "copies": "3",
            "accept": "1",
            "declared": "1",
            "total": "8000",
            "fee_collected": "1",
        },
    )

    assert "Đã thu thêm 8.000 đồng tại quầy" in shown
    assert answer.status_code == 302, answer.content.decode()
    assert amounts() == [(16000, "paid"), (8000, "paid")]


def test_the_counter_gives_a_surplus_back(cast: Cast, at_counter: Draft, sign_in: SignIn) -> None:
    minh = sign_in(cast.minh)
    address = reverse("public_services-counter-dossier", args=[at_counter.pk])
    minh.post(address, {**ANSWERS, "copies": "1"})

    shown = words(minh, address)
    submission.submit_at_counter(
        at_counter.pk,
        delivery=DeliveryManner.COUNTER,
        fee_collected=False,
        declared=True,
        by=cast.minh,
        at=timezone.now(),
    )

    assert "Đã nộp 16.000 đồng, được hoàn trả 8.000 đồng" in shown
    assert Surplus.objects.get().amount == 8000


@pytest.mark.parametrize("definition", SHIPPED, ids=lambda one: one.code)
def test_every_procedure_with_copies_asks_or_gives_back_the_difference(
    cast: Cast, definition: Definition
) -> None:
    at = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
    anywhere = Competent(rule=CompetentRule.RECEIVING_COMMUNE, name="UBND cấp xã")
    version = publish(replace(definition, competent=anywhere))
    rule = next(rule for rule in definition.fees if rule.per == "copies")
    draft = Draft.objects.create(
        id=uuid4(),
        person=Person.objects.get(pk=str(cast.minh.person_id)),
        applicant=cast.lan,
        version=version,
        receiving_unit=cast.muong_bi,
        channel=int(Channel.DIRECT),
        form={"copies": "2"},
        created_at=at,
        updated_at=at,
    )
    fees.collect(draft, by=cast.minh, at=at)

    draft.form = {"copies": "5"}
    more = fees.standing(draft, at=at)
    draft.form = {"copies": "1"}
    fewer = fees.standing(draft, at=at)

    assert (more.owed, more.surplus) == (3 * rule.amount, 0)
    assert (fewer.owed, fewer.surplus) == (0, rule.amount)
    fees.release(draft, about="X", by=cast.minh, at=at + timedelta(minutes=1))
    assert sum(line.amount for line in payments.held(draft.pk)) == fewer.total


def test_one_fee_pays_for_no_other() -> None:
    due = (FeeDue("A", "Phí", 12000), FeeDue("B", "Lệ phí", 1000))

    standing = Standing(due=due, kept=due, held={"A": 8000, "B": 5000})

    assert (standing.owed, standing.surplus, standing.total, standing.paid) == (
        4000,
        4000,
        13000,
        13000,
    )


def test_the_last_page_says_no_claim_is_free_of_charge_by_itself(
    cast: Cast, sign_in: SignIn
) -> None:
    free = replace(COPIES, discounts=(replace(POOR, amount=0),))
    publish(replace(WITH_COPIES, fees=(free,)))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    ask_copies(lan, draft, 2)
    proof = SimpleUploadedFile("giay.pdf", a_pdf().read())
    lan.post(page("fee", draft), {"claim": "1", "group": "poor", "proof_file": proof})

    checked = words(lan, page("check", draft))

    assert "Không thu phí" not in checked
    assert "Miễn lệ phí theo diện “Hộ nghèo”, cán bộ kiểm tra khi tiếp nhận" in checked
    assert "bạn nộp <b>16.000 đồng</b>" in checked


TWO = replace(COPIES, discounts=(POOR, MERIT))


def test_another_group_is_shown_by_its_own_paper(cast: Cast, sign_in: SignIn) -> None:
    publish(replace(WITH_COPIES, fees=(TWO,)))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    ask_copies(lan, draft, 2)
    lan.post(page("fee", draft), {"claim": "1", "group": "poor", "proof_file": a_pdf()})

    without = lan.post(page("fee", draft), {"claim": "1", "group": "merit"})
    draft.refresh_from_db()
    kept = (draft.fee_group, draft.papers.get(code="MIEN_GIAM").name)
    lan.post(page("fee", draft), {"claim": "1", "group": "merit", "proof_file": a_pdf("y")})

    assert without.status_code == 422
    assert "Bạn tải lên giấy xác nhận người có công." in without.content.decode()
    assert kept == ("poor", "Giấy chứng nhận hộ nghèo")
    draft.refresh_from_db()
    assert draft.fee_group == "merit"
    assert draft.papers.get(code="MIEN_GIAM").name == "Giấy xác nhận người có công"


def test_who_paid_and_claims_to_owe_nothing_is_not_asked_to_pay_again(
    cast: Cast, sign_in: SignIn
) -> None:
    publish(replace(WITH_COPIES, fees=(TWO,)))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    ask_copies(lan, draft, 2)
    pay(lan, lan.post(page("fee", draft))["Location"])
    answer = lan.post(page("fee", draft), {"claim": "1", "group": "merit", "proof_file": a_pdf()})
    assert answer.status_code == 302

    shown, checked = fee_page(lan, draft), words(lan, page("check", draft))

    assert "bạn không phải nộp thêm" in shown
    assert "mức thu là <b>16.000 đồng</b>, bạn đã nộp đủ, không phải nộp thêm" in checked
    assert "thì hồ sơ mới được tiếp nhận" not in checked


def test_a_group_that_the_identity_shows_asks_for_no_paper(cast: Cast, sign_in: SignIn) -> None:
    digital = Discount(group="digital_citizen", name="Công dân số", amount=0)
    publish(replace(WITH_COPIES, fees=(replace(COPIES, discounts=(digital,)),)))
    lan = sign_in(cast.lan)
    draft = begin(lan)
    ask_copies(lan, draft, 2)

    shown = fee_page(lan, draft)

    assert "Không cần giấy chứng minh" in shown
    assert "proof_file" not in shown


def test_the_counter_sees_the_claim_and_asks_another_groups_paper(
    cast: Cast, sign_in: SignIn
) -> None:
    publish(replace(WITH_COPIES, fees=(TWO,)))
    now = timezone.now()
    draft = Draft.objects.create(
        id=uuid4(),
        person=Person.objects.get(pk=str(cast.minh.person_id)),
        applicant=cast.lan,
        version=ProcedureVersion.objects.get(),
        receiving_unit=cast.muong_bi,
        channel=int(Channel.DIRECT),
        form={**ANSWERS, "copies": "2"},
        created_at=now,
        updated_at=now,
    )
    minh = sign_in(cast.minh)
    address = reverse("public_services-counter-dossier", args=[draft.pk])
    given = {**ANSWERS, "copies": "2", "proof": "Giấy số 12 ngày 01/03/2026"}
    minh.post(address, {**given, "group": "poor"})

    shown = words(minh, address)
    another = minh.post(address, {**given, "group": "merit"})
    right = {**given, "group": "merit", "proof": "Giấy xác nhận số 7 ngày 02/03/2026"}
    minh.post(address, {**right, "accept": "1", "declared": "1", "total": "0"})

    assert "theo diện “Hộ nghèo”: Giấy số 12 ngày 01/03/2026." in shown
    assert "Đã thu 6.000 đồng tại quầy" in shown
    assert "mức thu thông thường 16.000 đồng" in shown
    assert "Bạn ghi loại, số, ngày của giấy xác nhận người có công." in another.content.decode()
    claim = FeeClaim.objects.get()
    assert (claim.group, claim.state, claim.proof) == ("merit", "granted", right["proof"])
    assert not FeeOrder.objects.exists()
    desk = words(
        sign_in(cast.minh), reverse("public_services-officer-dossier", args=[claim.dossier.code])
    )
    assert "Người có công: được miễn, giảm" in desk
