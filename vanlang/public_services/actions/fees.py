"""What a draft costs and whether it is paid; the money itself is the business of payments."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal
from vanlang.payments import api as payments
from vanlang.payments.api import FeeOrder
from vanlang.public_services.actions import drafts, filing
from vanlang.public_services.actions.drafts import Upload
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.queries import contacts
from vanlang.public_services.rules.answers import clean
from vanlang.public_services.rules.fees import FeeDue, name_of, offers
from vanlang.public_services.rules.parts import Discount
from vanlang.public_services.rules.states import Channel

LONGEST_PROOF = 200


def lines_of(draft: Draft, *, at: datetime) -> tuple[FeeDue, ...]:
    """Return each fee of the dossier as of today, those of nothing left out."""
    return tuple(line for line in _due(draft, draft.fee_group, at=at) if line.amount)


def full_lines_of(draft: Draft, *, at: datetime) -> tuple[FeeDue, ...]:
    """Return what somebody of no group would pay."""
    return tuple(line for line in _due(draft, "", at=at) if line.amount)


def compared_lines_of(draft: Draft, *, at: datetime) -> list[tuple[FeeDue, int]]:
    """Return each fee as it is due, nothing included, beside what it costs without the group."""
    due = {line.code: line for line in _due(draft, draft.fee_group, at=at)}
    return [(due[full.code], full.amount) for full in full_lines_of(draft, at=at)]


def _due(draft: Draft, group: str, *, at: datetime) -> tuple[FeeDue, ...]:
    return drafts.definition_of(draft).fees_due(
        on=day_of(at),
        answers=draft.form,
        channel=filing.FEE_CHANNELS[Channel(draft.channel)],
        groups=frozenset({group} - {""}),
    )


def offers_to(draft: Draft, *, at: datetime) -> tuple[Discount, ...]:
    """Return the groups that pay less for this today."""
    return offers(
        drafts.definition_of(draft).fees,
        on=day_of(at),
        channel=filing.FEE_CHANNELS[Channel(draft.channel)],
    )


@transaction.atomic
def claim(  # noqa: PLR0913 the group, and what shows it
    draft: Draft, group: str, *, proof: str, upload: Upload | None, by: Actor, at: datetime
) -> Draft:
    """Note to which group that pays less the person belongs, and by what; none takes it back."""
    draft = drafts.lock(draft.pk, by)
    offer = next((offer for offer in offers_to(draft, at=at) if offer.group == group), None)
    if group and offer is None:
        raise Refusal("Bạn chọn một diện miễn, giảm của thủ tục này.", field="group")
    if offer and upload:
        drafts.add_paper(draft, drafts.FEE_PROOF.code, upload, by=by, at=at)
    proof = clean(proof)[:LONGEST_PROOF] if offer else ""
    if offer and offer.proof:
        online = draft.channel == Channel.ONLINE
        has_paper = draft.papers.filter(code=drafts.FEE_PROOF.code).exists()
        if online and not has_paper:
            raise Refusal(f"Bạn tải lên {offer.proof}.", field="proof")
        if not online and not (proof or has_paper):
            raise Refusal(f"Bạn ghi loại, số, ngày của {offer.proof}.", field="proof")
    if not offer:
        draft.papers.filter(code=drafts.FEE_PROOF.code).delete()
    draft.fee_group, draft.fee_proof, draft.updated_at = group, proof, at
    draft.save(update_fields=["fee_group", "fee_proof", "updated_at"])
    return draft


def amount_of(draft: Draft, *, at: datetime) -> int:
    return sum(line.amount for line in lines_of(draft, at=at))


def called(draft: Draft, *, at: datetime) -> str:
    """Return whether what is due is phí, lệ phí or both, in the middle of a sentence."""
    return name_of(line.kind for line in full_lines_of(draft, at=at))


def paid_before(draft: Draft, *, at: datetime) -> FeeOrder | None:
    """Return the order that was paid and fits the form no longer."""
    if draft.fee_reference in {None, reference_of(draft, at=at)}:
        return None
    return paid_order(draft)


def paid_order(draft: Draft) -> FeeOrder | None:
    """Return the order of this draft whose money is in hand."""
    order = payments.order_with(draft.fee_reference) if draft.fee_reference else None
    return order if order and order.state == payments.State.PAID else None


@transaction.atomic
def discard(draft: Draft, *, give_back: bool, by: Actor, at: datetime) -> None:
    """Throw the draft away; what was paid for it is asked back, once the person agreed to that."""
    draft = drafts.lock(draft.pk, by)
    if paid_order(draft) is not None and not give_back:
        raise Conflict("Hồ sơ này đã nộp tiền. Bạn xác nhận bỏ hồ sơ và đề nghị hoàn trả.")
    _call_off(draft, reason="Bỏ hồ sơ đang soạn trước khi nộp.", by=by, at=at)
    drafts.discard(draft, by=by)


def release(draft: Draft, *, by: Actor, at: datetime) -> None:
    """Ask back, at filing, what was paid for answers that cost something else now."""
    if draft.fee_reference not in {None, reference_of(draft, at=at)}:
        _call_off(draft, reason="Mức thu thay đổi do sửa tờ khai trước khi nộp.", by=by, at=at)


def reference_of(draft: Draft, *, at: datetime) -> UUID:
    """Return the order's key, of this draft and these lines: a changed fee is asked anew."""
    lines = "|".join(f"{line.code}:{line.amount}" for line in lines_of(draft, at=at))
    return uuid5(draft.pk, lines)


def is_paid(draft: Draft, *, at: datetime) -> bool:
    return payments.is_settled(reference_of(draft, at=at))


def last_try(draft: Draft, *, at: datetime) -> payments.Attempt | None:
    """Return how the latest try to pay at the gateway stands."""
    return payments.last_try(reference_of(draft, at=at))


def pay(draft: Draft, *, back: str, by: Actor, at: datetime, ip: str = "") -> str:
    """Ask for the fee as it is today and return the gateway's page, or `back` if it is paid.

    The order is committed before the gateway hears of it; asked for twice it is the same order.
    """
    order = _asked_for(draft, back=back, by=by, at=at)
    if order.state == payments.State.PAID:
        return back
    return payments.start(order, by=by, at=at, ip=ip)


@transaction.atomic
def _asked_for(draft: Draft, *, back: str, by: Actor, at: datetime) -> FeeOrder:
    draft = drafts.lock(draft.pk, by)
    filing.version_in_force(
        draft.version.procedure.code, at=at
    )  # no money for what cannot be filed
    reference = reference_of(draft, at=at)
    if draft.fee_reference not in {None, reference}:
        _call_off(draft, reason="Mức thu thay đổi do sửa tờ khai trước khi nộp.", by=by, at=at)
    if draft.fee_reference != reference:
        draft.fee_reference = reference
        draft.save(update_fields=["fee_reference"])
    return _order(draft, back=back, by=by, at=at)


@transaction.atomic
def collect(draft: Draft, *, by: Actor, at: datetime) -> None:
    """Note that the official took the money at the counter."""
    order = _order(draft, back="", by=by, at=at)
    if not payments.is_settled(order.reference):
        payments.collect(order, method=payments.Method.CASH, by=by, at=at)


def _order(draft: Draft, *, back: str, by: Actor, at: datetime) -> FeeOrder:
    applicant = drafts.applicant_of(draft)
    definition = drafts.definition_of(draft)
    competent, _ = filing.competent_for(
        definition,
        receiving=drafts.receiving_of(draft),
        residence=applicant.commune_code,
        form=draft.form,
    )
    return payments.order(
        reference=reference_of(draft, at=at),
        payer_id=applicant.pk,
        payer_name=applicant.name,
        payer_identity_number=applicant.identity_number or "",
        payer_address=contacts.contact_of(applicant, definition, draft.form).address,
        purpose=f"{called(draft, at=at).capitalize()}: {definition.name}",
        lines=[
            payments.FeeLine(line.code, line.name, line.amount) for line in lines_of(draft, at=at)
        ],
        unit_code=competent.code,
        return_path=back,
        by=by,
        at=at,
    )


def _call_off(draft: Draft, *, reason: str, by: Actor, at: datetime) -> None:
    """Cancel what was asked for before, and ask back what was paid."""
    before = payments.order_with(draft.fee_reference) if draft.fee_reference else None
    if before is None:
        return
    if before.state == payments.State.WAITING:
        payments.cancel(before, by=by, at=at)
    elif before.state == payments.State.PAID:
        payments.request_refund(before, reason=reason, by=by, at=at)
