"""What a draft costs and whether it is paid; the money itself is the business of payments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal
from vanlang.payments import api as payments
from vanlang.payments.api import FeeOrder
from vanlang.public_services.actions import drafts, filing, papers
from vanlang.public_services.actions.papers import Upload
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.queries import contacts
from vanlang.public_services.rules.answers import clean
from vanlang.public_services.rules.fees import (
    FEE_CHANNELS,
    FeeDue,
    Standing,
    name_of,
    offers,
    surpluses,
)
from vanlang.public_services.rules.parts import Discount
from vanlang.public_services.rules.states import Channel

LONGEST_PROOF = 200
SPENT = {payments.State.PAID, payments.State.REFUNDED}  # such an order is not paid again


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
        channel=FEE_CHANNELS[Channel(draft.channel)],
        groups=frozenset({group} - {""}),
    )


def offers_to(draft: Draft, *, at: datetime) -> tuple[Discount, ...]:
    """Return the groups that pay less for this today."""
    return offers(
        drafts.definition_of(draft).fees,
        on=day_of(at),
        channel=FEE_CHANNELS[Channel(draft.channel)],
    )


@transaction.atomic
def claim(  # noqa: PLR0913 the group, and what shows it
    draft: Draft,
    group: str,
    *,
    proof: str,
    uploads: Sequence[Upload] = (),
    by: Actor,
    at: datetime,
) -> list[str]:
    """Note to which group that pays less the person belongs, and by what; none takes it back.

    Return what is wrong with which of the files; the others are kept.
    """
    draft = drafts.lock(draft.pk, by)
    offer = next((offer for offer in offers_to(draft, at=at) if offer.group == group), None)
    if group and offer is None:
        raise Refusal("Bạn chọn một diện miễn, giảm của thủ tục này.", field="group")
    proof = clean(proof)[:LONGEST_PROOF] if offer else ""
    if group != draft.fee_group:
        # A paper shows that one belongs to one group: another group is shown by another paper.
        draft.papers.filter(code=drafts.FEE_PROOF.code).delete()
        proof = "" if proof == draft.fee_proof else proof
    refused = papers.add_all(draft, drafts.FEE_PROOF.code, uploads, by=by, at=at) if offer else []
    if offer:
        draft.papers.filter(code=drafts.FEE_PROOF.code).update(name=_name_of_proof(offer))
    if refused and not draft.papers.filter(code=drafts.FEE_PROOF.code).exists():
        raise Refusal(" ".join(refused), field="proof")
    _require_proof(draft, offer, proof)
    draft.fee_group, draft.fee_proof, draft.updated_at = group, proof, at
    draft.save(update_fields=["fee_group", "fee_proof", "updated_at"])
    return refused


def _name_of_proof(offer: Discount) -> str:
    return offer.proof[:1].upper() + offer.proof[1:] if offer.proof else drafts.FEE_PROOF.name


def require_proof(draft: Draft, *, at: datetime) -> None:
    """Refuse to file a claim whose proof was taken out since."""
    _require_proof(draft, claimed(draft, at=at), draft.fee_proof)


def _require_proof(draft: Draft, offer: Discount | None, proof: str) -> None:
    if offer is None or not offer.proof:
        return
    has_paper = draft.papers.filter(code=drafts.FEE_PROOF.code).exists()
    if draft.channel == Channel.ONLINE and not has_paper:
        raise Refusal(f"Bạn tải lên {offer.proof}.", field="proof")
    if draft.channel != Channel.ONLINE and not (proof or has_paper):
        raise Refusal(f"Bạn ghi loại, số, ngày của {offer.proof}.", field="proof")


def claimed(draft: Draft, *, at: datetime) -> Discount | None:
    """Return the group that the draft says the person belongs to, while it pays less today."""
    return next((o for o in offers_to(draft, at=at) if o.group == draft.fee_group), None)


def amount_of(draft: Draft, *, at: datetime) -> int:
    return sum(line.amount for line in lines_of(draft, at=at))


def called(draft: Draft, *, at: datetime) -> str:
    """Return whether what is due is phí, lệ phí or both, in the middle of a sentence."""
    return name_of(line.kind for line in full_lines_of(draft, at=at))


def standing(draft: Draft, *, at: datetime) -> Standing:
    """Return what the draft costs today beside what was paid for it already."""
    is_unchecked = draft.channel == Channel.ONLINE and bool(draft.fee_group)
    due = lines_of(draft, at=at)
    return Standing(
        due=due,
        kept=full_lines_of(draft, at=at) if is_unchecked else due,
        held={line.code: line.amount for line in payments.held(draft.pk)},
    )


def paid_orders(draft: Draft) -> list[FeeOrder]:
    """Return the orders of this draft whose money is in hand."""
    orders = payments.orders_of(draft.pk)
    return [order for order in orders if order.state == payments.State.PAID]


@transaction.atomic
def discard(draft: Draft, *, give_back: bool, by: Actor, at: datetime) -> None:
    """Throw the draft away; what was paid for it is asked back, once the person agreed to that."""
    draft = drafts.lock(draft.pk, by)
    if paid_orders(draft) and not give_back:
        raise Conflict("Hồ sơ này đã nộp tiền. Bạn xác nhận bỏ hồ sơ và đề nghị hoàn trả.")
    _call_off(draft, by=by, at=at)
    for order in paid_orders(draft):
        reason = "Bỏ hồ sơ đang soạn trước khi nộp."
        payments.request_refund(order, reason=reason, by=by, at=at)
    drafts.discard(draft, by=by)


def release(draft: Draft, *, about: str, by: Actor, at: datetime) -> None:
    """Order back, at filing, what was paid and is owed no longer; call off what nobody paid."""
    _call_off(draft, by=by, at=at)
    state = standing(draft, at=at)
    give_back(
        draft.pk,
        surpluses(state.kept, state.held),
        reason="Mức thu theo hồ sơ đã nộp thấp hơn số tiền đã nộp.",
        about=about,
        by=by,
        at=at,
    )


def give_back(  # noqa: PLR0913 one sentence, said once
    matter: UUID, amounts: Mapping[str, int], *, reason: str, about: str, by: Actor, at: datetime
) -> None:
    """Order these sums back, fee by fee: the one road of every surplus."""
    if amounts:
        names = {line.code: line.name for line in payments.held(matter)}
        lines = [payments.FeeLine(code, names[code], amount) for code, amount in amounts.items()]
        payments.give_back(matter, lines, reason=reason, about=about, by=by, at=at)


def reference_of(draft: Draft, *, at: datetime) -> UUID:
    """Return the order's key, of this draft and what is owed: a changed fee is asked anew."""
    owed = standing(draft, at=at).lines_owed
    lines = "|".join(f"{line.code}:{line.amount}" for line in owed)
    spent = [order for order in payments.orders_of(draft.pk) if order.state in SPENT]
    return uuid5(draft.pk, f"{lines}#{len(spent)}" if spent else lines)


def is_paid(draft: Draft, *, at: datetime) -> bool:
    return not standing(draft, at=at).owed


def last_try(draft: Draft, *, at: datetime) -> payments.Attempt | None:
    """Return how the latest try to pay at the gateway stands."""
    return payments.last_try(reference_of(draft, at=at))


def pay(draft: Draft, *, back: str, by: Actor, at: datetime, ip: str = "") -> str:
    """Ask for the fee as it is today and return the gateway's page, or `back` if it is paid.

    The order is committed before the gateway hears of it; asked for twice it is the same order.
    """
    order = _asked_for(draft, back=back, by=by, at=at)
    if order is None or order.state == payments.State.PAID:
        return back
    return payments.start(order, by=by, at=at, ip=ip)


@transaction.atomic
def _asked_for(draft: Draft, *, back: str, by: Actor, at: datetime) -> FeeOrder | None:
    draft = drafts.lock(draft.pk, by)
    filing.version_in_force(
        draft.version.procedure.code, at=at
    )  # no money for what cannot be filed
    if is_paid(draft, at=at):
        return None
    reference = reference_of(draft, at=at)
    _call_off(draft, but=reference, by=by, at=at)
    if draft.fee_reference != reference:
        draft.fee_reference = reference
        draft.save(update_fields=["fee_reference"])
    return _order(draft, back=back, by=by, at=at)


@transaction.atomic
def collect(draft: Draft, *, by: Actor, at: datetime) -> None:
    """Note that the official took what is still owed at the counter."""
    if not is_paid(draft, at=at):
        order = _order(draft, back="", by=by, at=at)
        payments.collect(order, method=payments.Method.CASH, by=by, at=at)


def _order(draft: Draft, *, back: str, by: Actor, at: datetime) -> FeeOrder:
    applicant = contacts.applicant_as_open(draft, at=at)
    definition = drafts.definition_of(draft)
    competent, _ = filing.competent_for(
        definition,
        receiving=drafts.receiving_of(draft),
        residence=applicant.commune_code,
        form=draft.form,
        at=at,
    )
    state = standing(draft, at=at)
    more = " nộp thêm" if state.paid else ""
    return payments.order(
        reference=reference_of(draft, at=at),
        matter=draft.pk,
        payer_id=applicant.pk,
        payer_name=applicant.name,
        payer_identity_number=applicant.identity_number or "",
        payer_address=contacts.contact_of(applicant, definition, draft.form, on=day_of(at)).address,
        purpose=f"{called(draft, at=at).capitalize()}{more}: {definition.name}",
        lines=[payments.FeeLine(line.code, line.name, line.amount) for line in state.lines_owed],
        unit_code=competent.code,
        return_path=back,
        by=by,
        at=at,
    )


def _call_off(draft: Draft, *, by: Actor, at: datetime, but: UUID | None = None) -> None:
    """Cancel every order that nobody has paid, `but` the one that is asked for now."""
    for order in payments.orders_of(draft.pk):
        if order.state == payments.State.WAITING and order.pk != but:
            payments.cancel(order, by=by, at=at)
