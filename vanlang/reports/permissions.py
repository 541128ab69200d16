"""Who may do what with a report. Roles hold at the agency that reports, or that receives."""

from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.reports.models import Regime, Round, Submission

AT_WORK = (Role.LEADER, Role.REVIEWER, Role.PROCESSOR, Role.CLERK)
READERS = (*AT_WORK, Role.VIEWER)
COLLECTORS = (Role.LEADER, Role.REVIEWER, Role.PROCESSOR)


def _holds_any(actor: Actor, roles: tuple[Role, ...], agency_id: int) -> bool:
    return any(actor.holds(role, agency_id) for role in roles)


def may_write(actor: Actor, report: Submission) -> bool:
    """Those at work at the agency that reports; the platform for what it counts and adds up."""
    return actor.kind == ActorKind.SYSTEM or _holds_any(actor, AT_WORK, report.unit_id)


def may_approve(actor: Actor, report: Submission) -> bool:
    """The leader who answers for the figures."""
    return actor.holds(Role.LEADER, report.unit_id)


def may_send(actor: Actor, report: Submission) -> bool:
    """Those at work there, once it is approved; the platform when its document was issued."""
    return may_write(actor, report)


def may_send_back(actor: Actor, report: Submission) -> bool:
    """The leader, or who presented it and saw a mistake."""
    return _holds_any(actor, AT_WORK, report.unit_id)


def may_reopen(actor: Actor, report: Submission) -> bool:
    """Who received it; the report of the top is opened again by its own leader."""
    if report.parent is None:
        return actor.holds(Role.LEADER, report.unit_id)
    return _holds_any(actor, COLLECTORS, report.parent.unit_id)


def may_sum_again(actor: Actor, report: Submission) -> bool:
    """Who gathers; once it was sent from the top, its leader, who answered for it."""
    if report.parent is None and report.is_sent:
        return actor.holds(Role.LEADER, report.unit_id)
    return _holds_any(actor, COLLECTORS, report.unit_id) or may_reopen(actor, report)


def may_follow(actor: Actor, report: Submission) -> bool:
    """Who gathers: remind those who have not sent."""
    return _holds_any(actor, COLLECTORS, report.unit_id)


def may_close(actor: Actor, turn: Round) -> bool:
    """The agency whose regime it is."""
    return _holds_any(actor, COLLECTORS, turn.regime.owner_id)


def may_draft_regime(actor: Actor, owner_id: int) -> bool:
    return actor.kind == ActorKind.SYSTEM or _holds_any(actor, COLLECTORS, owner_id)


def may_publish(actor: Actor, regime: Regime) -> bool:
    """Nghị định 09/2019/NĐ-CP, Điều 6: who is competent lays a regime down; here, its leader."""
    return actor.kind == ActorKind.SYSTEM or actor.holds(Role.LEADER, regime.owner_id)
