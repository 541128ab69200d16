"""Who defines, reports, verifies and sees what."""

from vanlang.identity.api import Role, province_committee
from vanlang.indicators.models import Indicator, Scorecard
from vanlang.kernel.actors import Actor, ActorKind

AT_WORK = (Role.LEADER, Role.REVIEWER, Role.PROCESSOR, Role.CLERK, Role.VIEWER)
FOLLOWS = (Role.LEADER, Role.VIEWER)
DEFINES = (Role.LEADER, Role.VIEWER, Role.ADMIN)


def may_define(actor: Actor, owner_agency: int) -> bool:
    """Those who lead, follow or administer at the agency that answers for the indicator."""
    return actor.kind == ActorKind.SYSTEM or any(actor.holds(r, owner_agency) for r in DEFINES)


def may_publish(actor: Actor, thing: Indicator | Scorecard) -> bool:
    """Its leader: a definition binds everybody who reports by it."""
    return actor.kind == ActorKind.SYSTEM or actor.holds(Role.LEADER, _agency(thing))


def may_report(actor: Actor, agency_id: int) -> bool:
    """Those at work at the agency that the figure is about."""
    return actor.kind == ActorKind.SYSTEM or any(actor.holds(r, agency_id) for r in AT_WORK)


def may_verify(actor: Actor, indicator: Indicator) -> bool:
    """Those who lead or follow at the agency that answers for the indicator."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    return any(actor.holds(role, _agency(indicator)) for role in FOLLOWS)


def may_settle(actor: Actor, indicator: Indicator) -> bool:
    """The leader of that agency, over those who verified."""
    return actor.kind == ActorKind.SYSTEM or actor.holds(Role.LEADER, _agency(indicator))


def oversees(actor: Actor) -> bool:
    """The province's leaders and those who follow for them, who see every unit."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    found = actor.agencies_where(*FOLLOWS)
    return bool(found) and province_committee().pk in found


def _agency(thing: Indicator | Scorecard) -> int:
    return thing.owner.agency_id or thing.owner_id
