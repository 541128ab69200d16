"""What a draft costs and whether it is paid; the money itself is the business of payments."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.payments import api as payments
from vanlang.payments.api import FeeOrder
from vanlang.public_services.actions import drafts, filing
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.rules.fees import FeeDue
from vanlang.public_services.rules.states import Channel


def lines_of(draft: Draft, *, at: datetime) -> tuple[FeeDue, ...]:
    """Return each fee of the dossier as of today, those of nothing left out."""
    due = drafts.definition_of(draft).fees_due(
        on=day_of(at),
        answers=draft.form,
        channel=filing.FEE_CHANNELS[Channel(draft.channel)],
    )
    return tuple(line for line in due if line.amount)


def amount_of(draft: Draft, *, at: datetime) -> int:
    return sum(line.amount for line in lines_of(draft, at=at))


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
        _call_off(draft, by=by, at=at)
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
        payer_address=filing.address_of(applicant),
        purpose=f"Phí, lệ phí: {definition.name}",
        lines=[
            payments.FeeLine(line.code, line.name, line.amount) for line in lines_of(draft, at=at)
        ],
        unit_code=competent.code,
        return_path=back,
        by=by,
        at=at,
    )


def _call_off(draft: Draft, *, by: Actor, at: datetime) -> None:
    """The answers changed the fee: what was asked before is cancelled, what was paid given back."""
    before = payments.order_with(draft.fee_reference) if draft.fee_reference else None
    if before is None:
        return
    if before.state == payments.State.WAITING:
        payments.cancel(before, by=by, at=at)
    elif before.state == payments.State.PAID:
        payments.request_refund(
            before, reason="Mức thu thay đổi do sửa tờ khai trước khi nộp.", by=by, at=at
        )
