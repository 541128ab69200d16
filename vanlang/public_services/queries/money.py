"""What was paid for a dossier, what is owed, what goes back."""

from collections.abc import Sequence
from dataclasses import dataclass

from vanlang.kernel.days import day_of
from vanlang.payments import api as payments
from vanlang.payments.api import FeeOrder, Surplus
from vanlang.public_services.models.claims import FeeClaim
from vanlang.public_services.models.dossiers import Delivery, Dossier, Finance
from vanlang.public_services.queries import documents
from vanlang.public_services.rules.claims import ClaimState
from vanlang.public_services.rules.fees import FEE_CHANNELS, FeeDue, lines_owed, surpluses
from vanlang.public_services.rules.states import DELIVERY_NAMES, Channel, DeliveryManner


@dataclass(frozen=True, slots=True)
class Money:
    """What was paid for a dossier, what was claimed, and how its result is delivered."""

    finance: Finance | None
    claim: FeeClaim | None
    delivery: str
    orders: Sequence[FeeOrder]
    surpluses: Sequence[Surplus]
    owed: int  # what an open or refused claim still lets owe
    held_back: int = 0  # what was paid above the lower amount, until an official checks the claim

    @property
    def paid(self) -> int:
        """What was paid in all, whatever goes back."""
        return sum(order.amount for order in self.orders if order.receipt_number)


def money_of(dossier: Dossier) -> Money:
    delivery = Delivery.objects.filter(dossier=dossier).first()
    claim = FeeClaim.objects.filter(dossier=dossier).first()
    is_open = claim is not None and claim.state != ClaimState.GRANTED
    orders = payments.orders_of(dossier.pk)
    return Money(
        Finance.objects.filter(dossier=dossier).first(),
        claim,
        DELIVERY_NAMES[DeliveryManner(delivery.manner) if delivery else DeliveryManner.ELECTRONIC],
        orders=[order for order in orders if order.state != payments.State.CANCELLED],
        surpluses=payments.surpluses_of(dossier.pk),
        owed=sum(line.amount for line in owed_if_refused(dossier)) if is_open else 0,
        held_back=held_back(dossier, claim),
    )


def held_back(dossier: Dossier, claim: FeeClaim | None) -> int:
    """Return what goes back if the claim is found right: paid in full, and claimed only then."""
    if claim is None or claim.state != ClaimState.CLAIMED:
        return 0
    return sum(surpluses(lines_of(dossier, claim.group), held_for(dossier)).values())


def held_for(dossier: Dossier) -> dict[str, int]:
    """Return the money in hand for the dossier, by fee."""
    return {line.code: line.amount for line in payments.held(dossier.pk)}


def lines_of(dossier: Dossier, group: str = "") -> tuple[FeeDue, ...]:
    """Return what the dossier costs, as of the day of filing, for somebody of this group."""
    return documents.definition_of(dossier).fees_due(
        on=day_of(dossier.filed_at),
        answers=dossier.form,
        channel=FEE_CHANNELS[Channel(dossier.channel)],
        groups=frozenset({group} - {""}),
    )


def owed_if_refused(dossier: Dossier) -> tuple[FeeDue, ...]:
    """Return what is still to be paid, fee by fee, by who belongs to no group."""
    return lines_owed(lines_of(dossier), held_for(dossier))
