"""Who may do what with documents. Roles hold at the agency: a unit with a seal of its own."""

from vanlang.documents.models import IncomingEntry, WorkFile
from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor, ActorKind

# Whoever holds one of these at an agency reads its ordinary documents.
READERS = (
    Role.CLERK,
    Role.LEADER,
    Role.REVIEWER,
    Role.PROCESSOR,
    Role.RECEIVER,
    Role.VIEWER,
    Role.AUDITOR,
)
# A restricted document is opened at an agency by its clerk and its leaders; others by name.
TRUSTED = (Role.CLERK, Role.LEADER)
AT_WORK = (Role.CLERK, Role.LEADER, Role.REVIEWER, Role.PROCESSOR)


def may_work_with_documents(actor: Actor) -> bool:
    return actor.is_official and bool(actor.agencies_where(*READERS))


def may_take_in(actor: Actor, unit_id: int) -> bool:
    """The clerk of the agency, or the platform for what comes by itself."""
    return actor.kind == ActorKind.SYSTEM or actor.holds(Role.CLERK, unit_id)


def may_register(actor: Actor, entry: IncomingEntry) -> bool:
    return actor.holds(Role.CLERK, entry.unit_id)


def may_present(actor: Actor, entry: IncomingEntry) -> bool:
    return actor.holds(Role.CLERK, entry.unit_id)


def may_direct(actor: Actor, entry: IncomingEntry) -> bool:
    """Nghị định 30/2020/NĐ-CP, Điều 23: the leader, or whom they gave it to."""
    return actor.holds(Role.LEADER, entry.unit_id)


def may_forward(actor: Actor, entry: IncomingEntry) -> bool:
    """The clerk and the leader; and whoever works at the agency passes on what is at them."""
    return any(actor.holds(role, entry.unit_id) for role in AT_WORK)


def may_close(actor: Actor, entry: IncomingEntry) -> bool:
    return actor.kind == ActorKind.SYSTEM or may_forward(actor, entry)


def may_answer_change(actor: Actor, entry: IncomingEntry) -> bool:
    """Whether a sender gets its document back, or changed, is for clerk and leader to say."""
    return any(actor.holds(role, entry.unit_id) for role in TRUSTED)


def may_grant(actor: Actor, agencies: set[int]) -> bool:
    """A leader or a clerk of an agency that wrote or received the document."""
    return not agencies.isdisjoint(actor.agencies_where(*TRUSTED))


def may_draft(actor: Actor, unit_id: int) -> bool:
    return any(actor.holds(role, unit_id) for role in AT_WORK)


def may_search(actor: Actor) -> bool:
    return may_work_with_documents(actor)


def may_open_work_file(actor: Actor, unit_id: int) -> bool:
    return any(actor.holds(role, unit_id) for role in AT_WORK)


def may_keep_work_file(actor: Actor, work_file: WorkFile) -> bool:
    """Nghị định 30/2020/NĐ-CP, Điều 29: who was charged with the matter makes its file."""
    return actor.person_id == work_file.owner_id or actor.holds(Role.CLERK, work_file.unit_id)


def may_submit_to_archive(actor: Actor, work_file: WorkFile) -> bool:
    return actor.holds(Role.CLERK, work_file.unit_id)
