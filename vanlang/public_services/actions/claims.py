"""A claim to pay less: granted, or refused with the difference asked."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.payments import api as payments
from vanlang.public_services.actions import fees, telling
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.claims import FeeClaim
from vanlang.public_services.models.dossiers import Dossier, Draft, Finance
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, documents, money
from vanlang.public_services.queries.paper_notices import counter_of
from vanlang.public_services.rules import claims as rules
from vanlang.public_services.rules.claims import ClaimState
from vanlang.public_services.rules.fees import lines_owed, name_of, surpluses
from vanlang.public_services.rules.states import Channel, Event, FinanceState, State
from vanlang.ui import wording

ASKED_BACK = (
    "Người nộp đang đề nghị hoàn trả khoản đã nộp của hồ sơ này. Lãnh đạo cơ quan quyết định đề "
    "nghị đó trước."
)
GIVEN_BACK = "Khoản đã nộp của hồ sơ này đã được hoàn trả, nên không tiếp nhận được hồ sơ."


def keep(draft: Draft, *, by: Actor, at: datetime) -> None:
    """Keep with the filed dossier what its draft claimed; a counter has seen the proof itself."""
    offer = fees.claimed(draft, at=at)
    full = sum(line.amount for line in fees.full_lines_of(draft, at=at))
    amount = fees.amount_of(draft, at=at)
    if offer is None or amount == full:
        return
    at_counter = draft.channel != Channel.ONLINE
    FeeClaim.objects.create(
        dossier_id=draft.pk,
        group=offer.group,
        name=offer.name,
        proof=draft.fee_proof or offer.proof,
        full_amount=full,
        amount=amount,
        state=ClaimState.GRANTED if at_counter else ClaimState.CLAIMED,
        decided_by_id=by.person_id if at_counter else None,
        decided_at=at if at_counter else None,
    )


@transaction.atomic
def grant(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    """Find that the person belongs to the group: the lower amount stands, what was paid beyond it
    goes back.
    """
    dossier, claim = _lock(dossier, by)
    claim.state = rules.move(ClaimState(claim.state), "grant")
    claim.decided_by_id, claim.decided_at = by.person_id, at
    claim.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record(Event.FEE_CLAIM_GRANTED, about=dossier, by=by, at=at)
    fees.give_back(
        dossier.pk,
        surpluses(money.lines_of(dossier, claim.group), money.held_for(dossier)),
        reason=f"Được miễn, giảm: {claim.name}.",
        about=dossier.code,
        by=by,
        at=at,
    )
    return dossier


@transaction.atomic
def refuse(dossier: Dossier, *, note: str, by: Actor, at: datetime) -> Dossier:
    """Find that they do not: the difference is asked for, and the person told why."""
    dossier, claim = _lock(dossier, by)
    if not note.strip():
        raise Refusal("Bạn ghi lý do không được miễn, giảm.", field="note")
    claim.state = rules.move(ClaimState(claim.state), "refuse")
    claim.decided_by_id, claim.decided_at, claim.note = by.person_id, at, note.strip()[:500]
    owed = sum(line.amount for line in money.owed_if_refused(dossier))
    claim.reference = _ask_difference(dossier, by=by, at=at) if owed else _paid_order(dossier)
    claim.save(update_fields=["state", "decided_by", "decided_at", "note", "reference"])
    journal.record(
        Event.FEE_CLAIM_REFUSED,
        about=dossier,
        by=by,
        at=at,
        payload={"amount": owed, "note": claim.note},
    )
    asked = f"cần nộp thêm {wording.money(owed)}" if owed else "không được miễn, giảm"
    after = "Hồ sơ được tiếp nhận sau khi bạn nộp đủ." if owed else "Bạn đã nộp đủ."
    why = f"{by.name}, {by.unit_name}, thấy {{who}} không thuộc diện “{claim.name}”: {claim.note}"
    counter = counter_of(dossier, at=at)
    pay = f" Mời ông/bà nộp tại {counter}; hồ sơ được tiếp nhận sau khi nộp đủ." if owed else ""
    telling.tell_applicant(
        dossier,
        telling.Telling(
            kind=Event.FEE_CLAIM_REFUSED,
            about=f"public_services.fee_claim:{claim.pk}",
            subject=f"Hồ sơ {dossier.code} {asked}",
            text=f"{why.format(who='bạn')} {after}",
            link=f"/thanh-toan/{claim.reference}/",
            on_paper=f"{why.format(who='ông/bà')}{pay}",
        ),
        at=at,
    )
    return dossier


def require_settled(dossier: Dossier, *, at: datetime) -> None:
    """Refuse to take in a dossier whose money is asked back, whose claim nobody checked, or whose
    difference is owed.
    """
    _refuse_while_asked_back(dossier)
    claim = FeeClaim.objects.filter(dossier=dossier).first()
    if claim is None or claim.state == ClaimState.GRANTED:
        return
    if claim.state == ClaimState.CLAIMED:
        raise Refusal("Bạn kiểm tra đề nghị miễn, giảm trước khi tiếp nhận.", field="claim")
    if claim.reference is None or not payments.is_settled(claim.reference):
        owed = sum(line.amount for line in money.owed_if_refused(dossier))
        raise Refusal(
            f"Người nộp chưa nộp thêm {wording.money(owed)} sau khi không được miễn, giảm.",
            field="claim",
        )
    Finance.objects.update_or_create(
        dossier=dossier,
        defaults={"amount": claim.full_amount, "state": FinanceState.PAID, "settled_at": at},
        create_defaults={
            "amount": claim.full_amount,
            "state": FinanceState.PAID,
            "settled_at": at,
            "reference": claim.reference,
        },
    )


def _lock(dossier: Dossier, by: Actor) -> tuple[Dossier, FeeClaim]:
    dossier = moving.lock(dossier.pk)
    claim = FeeClaim.objects.select_for_update().filter(dossier=dossier).first()
    refuse_unless(
        claim is not None
        and dossier.state == State.REGISTERED
        and permissions.may_complete_step(by, dossier)
    )
    assert claim is not None  # noqa: S101 refused above
    _refuse_while_asked_back(dossier)
    return dossier, claim


def _refuse_while_asked_back(dossier: Dossier) -> None:
    """What was paid is neither in hand nor given back until the agency's leader has decided."""
    payments.hold(dossier.pk)
    orders = payments.orders_of(dossier.pk)
    if any(order.state == payments.State.REFUND_REQUESTED for order in orders):
        raise Refusal(ASKED_BACK, field="claim")
    if any(order.state == payments.State.REFUNDED for order in orders):
        claim = FeeClaim.objects.filter(dossier=dossier).exclude(state=ClaimState.REFUSED).first()
        due = money.lines_of(dossier, claim.group if claim else "")
        if lines_owed(due, money.held_for(dossier)):
            raise Refusal(GIVEN_BACK, field="claim")


def _paid_order(dossier: Dossier) -> UUID:
    """Return the order that covers the full sum already: it was paid before the claim was made."""
    orders = payments.orders_of(dossier.pk)
    return next(order.reference for order in orders if order.state == payments.State.PAID)


def _ask_difference(dossier: Dossier, *, by: Actor, at: datetime) -> UUID:
    lines = money.owed_if_refused(dossier)
    order = payments.order(
        reference=uuid5(dossier.pk, "difference"),
        matter=dossier.pk,
        payer_id=dossier.applicant_id,
        payer_name=dossier.applicant_name,
        payer_identity_number=dossier.applicant_number,
        payer_address=dossier.applicant_address,
        purpose=f"{name_of(line.kind for line in lines).capitalize()} nộp thêm: "
        f"{documents.definition_of(dossier).name}",
        lines=[payments.FeeLine(line.code, line.name, line.amount) for line in lines],
        unit_code=agencies.agency(dossier.competent_unit_id).code,
        about=dossier.code,
        return_path=f"/ho-so/{dossier.code}/",
        by=by,
        at=at,
    )
    reference: UUID = order.reference
    return reference
