"""Who belongs to a group that pays less: asked, shown, checked, and asked for the difference."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.payments import api as payments
from vanlang.payments.models import FeeOrder
from vanlang.public_services.actions import accepting, claims, fees
from vanlang.public_services.management.commands.load_procedures import definitions
from vanlang.public_services.models import Dossier, Draft, FeeClaim, Finance, ProcedureVersion
from vanlang.public_services.rules.claims import MOVES, ClaimState, move
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.fees import offers
from vanlang.public_services.rules.parts import (
    Competent,
    CompetentRule,
    Discount,
    FeeKind,
    FeeRule,
)
from vanlang.public_services.rules.states import Channel, State
from vanlang.public_services.tests.conftest import ANSWERS, Cast, definition_with, publish
from vanlang.public_services.tests.test_fees import fee_page, pay
from vanlang.public_services.tests.test_pages import SignIn, a_pdf, begin, page, sign_in

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db(databases=["default", "side"])
POOR = Discount(group="poor", name="Hộ nghèo", amount=3000, proof="giấy chứng nhận hộ nghèo")
FEES = (
    FeeRule(code="P", name="Phí xác nhận", amount=8000, kind=FeeKind.SERVICE, discounts=(POOR,)),
)
WAYS = {Channel.ONLINE: "online", Channel.DIRECT: "direct", Channel.POST: "post"}
PAYING = [definition for definition in definitions() if definition.fees]


@pytest.fixture
def lan(cast: Cast, sign_in: SignIn) -> Client:
    publish(definition_with(fees=FEES, free_of_charge=False))
    return sign_in(cast.lan)


@pytest.fixture
def draft(lan: Client) -> Draft:
    begun = begin(lan)
    lan.post(page("form", begun), ANSWERS)
    return begun


def choose(lan: Client, draft: Draft) -> None:
    answer = lan.post(page("fee", draft), {"claim": "1", "group": "poor", "proof_file": a_pdf()})
    assert answer.status_code == 302, answer.content.decode()


@pytest.fixture
def claimed(lan: Client, draft: Draft) -> Dossier:
    choose(lan, draft)
    pay(lan, lan.post(page("fee", draft))["Location"])
    assert lan.post(page("check", draft), {"declared": "1"}).status_code == 302
    return Dossier.objects.get()


def test_a_group_is_offered_and_not_believed_without_its_paper(lan: Client, draft: Draft) -> None:
    assert "Hộ nghèo: 3.000 đồng" in fee_page(lan, draft)

    refused = lan.post(page("fee", draft), {"claim": "1", "group": "poor"})
    unknown = lan.post(page("fee", draft), {"claim": "1", "group": "kings"})

    assert refused.status_code == unknown.status_code == 422
    assert "Bạn tải lên giấy chứng nhận hộ nghèo." in refused.content.decode()
    assert 'value="poor" checked' in refused.content.decode()  # what was chosen stays chosen
    assert "Thanh toán 8.000 đồng" in fee_page(lan, draft)


def test_the_lower_amount_is_shown_before_paying_ordered_and_kept(
    lan: Client, draft: Draft
) -> None:
    choose(lan, draft)

    shown = fee_page(lan, draft)
    pay(lan, lan.post(page("fee", draft))["Location"])
    lan.post(page("check", draft), {"declared": "1"})

    assert "Thanh toán 3.000 đồng" in shown
    assert "Mức thu thông thường 8.000 đồng" in shown
    assert FeeOrder.objects.get().amount == Finance.objects.get().amount == 3000
    claim = FeeClaim.objects.get()
    assert (claim.full_amount, claim.amount, claim.state) == (8000, 3000, ClaimState.CLAIMED)
    assert Dossier.objects.get().papers.get(code="MIEN_GIAM").file is not None


def test_what_nobody_checked_is_not_accepted_and_granting_opens_the_way(
    cast: Cast, claimed: Dossier, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    shown = minh.get(reverse("public_services-officer-dossier", args=[claimed.code]))
    assert "nộp 3.000 đồng thay vì 8.000 đồng" in shown.content.decode().replace("\u00a0", " ")
    with pytest.raises(Refusal, match="kiểm tra đề nghị"):
        accepting.accept(claimed, by=cast.minh, at=timezone.now())

    minh.post(reverse("public_services-act", args=[claimed.code, "mien-giam"]))
    minh.post(reverse("public_services-act", args=[claimed.code, "tiep-nhan"]))

    claimed.refresh_from_db()
    assert claimed.state == State.ACCEPTED
    assert FeeClaim.objects.get().state == ClaimState.GRANTED
    with pytest.raises(NotPermitted):
        claims.refuse(claimed, note="Muộn", by=cast.minh, at=timezone.now())


def test_refusing_asks_for_the_difference_and_says_why(
    cast: Cast, claimed: Dossier, sign_in: SignIn
) -> None:
    minh = sign_in(cast.minh)
    act = reverse("public_services-act", args=[claimed.code, "khong-mien-giam"])

    assert minh.post(act, {"note": ""}).status_code == 422
    minh.post(act, {"note": "Giấy đã hết hạn."})

    claim = FeeClaim.objects.get()
    assert claim.reference is not None
    order = FeeOrder.objects.get(pk=claim.reference)
    assert (order.amount, order.payer_id) == (5000, cast.lan.pk)
    assert order.purpose.startswith("Phí nộp thêm: ")
    assert "Giấy đã hết hạn." in Notice.objects.filter(person_id=cast.lan.pk).latest("pk").text
    with pytest.raises(Refusal, match="chưa nộp thêm"):
        accepting.accept(claimed, by=cast.minh, at=timezone.now())
    own = sign_in(cast.lan).get(reverse("public_services-dossier", args=[claimed.code]))
    assert "Bạn nộp thêm 5.000 đồng" in own.content.decode().replace("\u00a0", " ")

    now = timezone.now()
    payments.collect(order, method=payments.Method.CASH, by=cast.minh, at=now)
    accepting.accept(claimed, by=cast.minh, at=now)

    assert Finance.objects.get().amount == 8000


def test_a_stranger_decides_nothing(cast: Cast, claimed: Dossier, sign_in: SignIn) -> None:
    now = timezone.now()
    with pytest.raises(NotPermitted):
        claims.grant(claimed, by=cast.quang, at=now)
    with pytest.raises(NotPermitted):
        claims.refuse(claimed, note="Không", by=cast.stranger, at=now)
    act = reverse("public_services-act", args=[claimed.code, "mien-giam"])

    assert sign_in(cast.quang).post(act).status_code == 404
    assert FeeClaim.objects.get().state == ClaimState.CLAIMED


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", ClaimState)
def test_a_claim_is_decided_once(state: ClaimState, verb: str) -> None:
    if state == ClaimState.CLAIMED:
        assert move(state, verb) in {ClaimState.GRANTED, ClaimState.REFUSED}
    else:
        with pytest.raises(Conflict):
            move(state, verb)


@pytest.mark.parametrize("definition", PAYING, ids=lambda one: one.code)
def test_what_ships_costs_the_same_on_page_order_and_receipt(
    cast: Cast, definition: Definition
) -> None:
    at = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    anywhere = Competent(rule=CompetentRule.RECEIVING_COMMUNE, name="UBND cấp xã")
    version = publish(replace(definition, competent=anywhere))
    answers = {rule.per: "2" for rule in definition.fees if rule.per}
    answers |= {rule.times: "3" for rule in definition.fees if rule.times}
    for channel, way in WAYS.items():
        rules = [rule for rule in definition.fees if not rule.channels or way in rule.channels]
        groups = [
            offer.group for offer in offers(definition.fees, on=date(2026, 12, 1), channel=way)
        ]
        for group in ("", *groups):
            draft = draft_of(cast, version, channel, answers, group)
            on_the_page = sum(amount_on_the_page(rule, group, answers) for rule in rules)
            full = sum(line.amount for line in fees.full_lines_of(draft, at=at))

            before_paying = fees.amount_of(draft, at=at)

            assert before_paying == on_the_page, (way, group)
            assert before_paying < full if group else before_paying == full
            if before_paying:
                fees.collect(draft, by=cast.minh, at=at)
                order = FeeOrder.objects.get(matter=draft.pk)
                assert order.amount == sum(line.amount for line in order.lines.all()) == on_the_page
                assert order.receipt_number


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (datetime(2026, 8, 14, 16, 59, tzinfo=UTC), 16000),  # 23:59 in Vietnam
        (datetime(2026, 8, 14, 17, 0, tzinfo=UTC), 0),  # midnight of the first day
        (datetime(2027, 2, 28, 16, 59, tzinfo=UTC), 0),
        (datetime(2027, 2, 28, 17, 0, tzinfo=UTC), 16000),
    ],
)
def test_digital_citizens_pay_nothing_from_the_first_to_the_last_day_in_vietnam(
    cast: Cast, day: datetime, amount: int
) -> None:
    birth = next(definition for definition in PAYING if definition.code.startswith("1.001193"))
    draft = draft_of(cast, publish(birth), Channel.ONLINE, {"copies": "2"}, "digital_citizen")

    assert fees.amount_of(draft, at=day) == amount
    assert bool(fees.offers_to(draft, at=day)) == (amount == 0)


def amount_on_the_page(rule: FeeRule, group: str, answers: dict[str, str]) -> int:
    """Reckon as a reader of the procedure's page would: two of each, three copies."""
    amount = min([d.amount for d in rule.discounts if d.group == group] or [rule.amount])
    return amount * (int(answers[rule.per]) if rule.per else 1) * (3 if rule.times else 1)


def draft_of(
    cast: Cast, version: ProcedureVersion, channel: Channel, answers: dict[str, str], group: str
) -> Draft:
    now = timezone.now()
    return Draft.objects.create(
        id=uuid4(),
        person=cast.lan,
        version=version,
        receiving_unit=cast.muong_bi,
        channel=int(channel),
        form=answers,
        fee_group=group,
        created_at=now,
        updated_at=now,
    )
