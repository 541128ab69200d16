"""Who may do what with a dossier. Grants hold at the agency that is competent by law."""

from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.public_services.models.dossiers import Dossier, Draft
from vanlang.public_services.models.results import Result

APPLICANTS = frozenset({ActorKind.CITIZEN, ActorKind.BUSINESS})
# These roles let an official open the dossiers of their agency.
READERS = (
    Role.RECEIVER,
    Role.PROCESSOR,
    Role.REVIEWER,
    Role.LEADER,
    Role.CLERK,
    Role.VIEWER,
    Role.AUDITOR,
)
AT_WORK = (Role.RECEIVER, Role.PROCESSOR, Role.REVIEWER, Role.LEADER, Role.CLERK)


def may_file(actor: Actor) -> bool:
    """Citizens and businesses file for themselves, with their electronic identity."""
    return actor.person_id is not None and actor.kind in APPLICANTS


def may_file_at_counter(actor: Actor, receiving_unit_id: int) -> bool:
    return actor.is_official and actor.holds(Role.RECEIVER, receiving_unit_id)


def may_change_draft(actor: Actor, draft: Draft) -> bool:
    return actor.person_id is not None and actor.person_id == draft.person_id


def may_complete_step(actor: Actor, dossier: Dossier) -> bool:
    """The role that the definition gives the step, at the agency where the dossier is."""
    return actor.is_official and actor.holds(dossier.step_role, dossier.step_unit_id)


def may_rate(actor: Actor, dossier: Dossier) -> bool:
    return actor.person_id is not None and actor.person_id == dossier.applicant_id


def may_readdress(actor: Actor, dossier: Dossier) -> bool:
    """Whose dossier it is, and the counter that took it in and sends its result."""
    return may_rate(actor, dossier) or (
        actor.is_official and actor.holds(Role.RECEIVER, dossier.receiving_unit_id)
    )


def may_see_personal_data(actor: Actor, dossier: Dossier) -> bool:
    """Officials with work on the dossier's agencies; each time it is recorded."""
    here = {dossier.receiving_unit_id, dossier.competent_unit_id}
    return actor.is_official and not here.isdisjoint(actor.agencies_where(*AT_WORK))


def may_correct(actor: Actor, dossier: Dossier) -> bool:
    """Who took the dossier in or works on it; never who only signs or reads."""
    here = {dossier.receiving_unit_id, dossier.competent_unit_id}
    held = actor.agencies_where(Role.RECEIVER, Role.PROCESSOR)
    return actor.is_official and not here.isdisjoint(held)


def may_preview_result(actor: Actor, result: Result) -> bool:
    """A draft is the agency's own until it is returned."""
    return actor.is_official and bool({result.unit_id} & actor.agencies_where(*AT_WORK))
