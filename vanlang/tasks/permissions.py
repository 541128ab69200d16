"""Who may do what with a task."""

from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.tasks.models import Task

AT_WORK = (Role.LEADER, Role.REVIEWER, Role.PROCESSOR, Role.CLERK)
SEES_WHAT_IS_DONE = (*AT_WORK, Role.VIEWER)
SEES_WHAT_IS_GIVEN = (Role.LEADER, Role.VIEWER)


def may_give(actor: Actor, agency_id: int) -> bool:
    """The leader of the agency that gives."""
    return actor.kind == ActorKind.SYSTEM or actor.holds(Role.LEADER, agency_id)


def may_decide(actor: Actor, task: Task) -> bool:
    """Who gave it, or another leader of the same agency: accept, extend, cancel, conclude."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    is_giver = actor.person_id is not None and actor.person_id == task.given_by_id
    return actor.is_official and (is_giver or actor.holds(Role.LEADER, task.giver_agency_id))


def may_work(actor: Actor, task: Task) -> bool:
    """The person in charge, and those at work at the lead agency."""
    if not actor.is_official:
        return False
    is_in_charge = actor.person_id is not None and actor.person_id == task.person_id
    return is_in_charge or any(actor.holds(role, task.lead_agency_id) for role in AT_WORK)


def may_entrust(actor: Actor, task: Task) -> bool:
    """Leaders and heads of office of the lead agency say who works on it."""
    leads = (Role.LEADER, Role.REVIEWER)
    return any(actor.holds(role, task.lead_agency_id) for role in leads)


def may_divide(actor: Actor, task: Task) -> bool:
    """The leader of the lead agency, who then gives the parts."""
    return may_give(actor, task.lead_agency_id)


def may_answer(actor: Actor, agency_id: int) -> bool:
    """Whoever issued the answer: a role at the lead agency, or the platform on their behalf."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    return any(actor.holds(role, agency_id) for role in AT_WORK)
