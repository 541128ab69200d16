"""Who may do what with money owed."""

from uuid import UUID

from vanlang.identity import api as identity
from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.payments.models import FeeOrder


def may_order(actor: Actor, payer_id: UUID | None) -> bool:
    """The payer themselves, an officer at a counter, the platform."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    if actor.is_official:
        return bool(actor.agencies_where(Role.RECEIVER, Role.PROCESSOR))
    return actor.is_signed_in and actor.person_id == payer_id


def may_pay(actor: Actor, order: FeeOrder) -> bool:
    return actor.is_signed_in and actor.person_id == order.payer_id


def may_collect(actor: Actor, order: FeeOrder) -> bool:
    """The counter of the agency that is owed, or the one that took the dossier in."""
    counters = actor.agencies_where(Role.RECEIVER)
    return order.unit_id in counters or order.counter_id in counters


def may_cancel(actor: Actor, order: FeeOrder) -> bool:
    return actor.kind == ActorKind.SYSTEM or may_pay(actor, order) or may_collect(actor, order)


def may_request_refund(actor: Actor, order: FeeOrder) -> bool:
    return actor.kind == ActorKind.SYSTEM or may_pay(actor, order) or may_collect(actor, order)


def may_decide_refund(actor: Actor, order: FeeOrder) -> bool:
    """The leader of the agency that holds the money."""
    return actor.holds(Role.LEADER, order.unit_id)


def may_reconcile(actor: Actor) -> bool:
    """The gateway's listing is the whole province's."""
    return identity.may_administer_all(actor)
