"""Who may do what with a document of one's own agency on its way out."""

from vanlang.documents.models import Document, Initial
from vanlang.documents.permissions.documents import AT_WORK, TRUSTED
from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor


def may_revise(actor: Actor, document: Document) -> bool:
    """Who drafts it; or the clerk, who sees to the layout (Nghị định 30/2020/NĐ-CP, Điều 10)."""
    if document.author_id is None:
        return False
    is_drafter = actor.person_id is not None and actor.person_id == document.drafter_id
    works_there = any(actor.holds(role, document.author_id) for role in AT_WORK)
    return (is_drafter and works_there) or actor.holds(Role.CLERK, document.author_id)


def may_comment(actor: Actor, document: Document) -> bool:
    return document.author_id is not None and any(
        actor.holds(role, document.author_id) for role in AT_WORK
    )


def may_initial(actor: Actor, initial: Initial) -> bool:
    """Only who was asked, with their own hand."""
    return actor.person_id is not None and actor.person_id == initial.person_id


def may_sign(actor: Actor, document: Document) -> bool:
    """Nghị định 30/2020/NĐ-CP, Điều 13: a leader of the agency, or who stands in for one."""
    return document.author_id is not None and actor.holds(Role.LEADER, document.author_id)


def may_issue(actor: Actor, document: Document) -> bool:
    """Điều 15 to 18: the clerk numbers, seals and sends."""
    return document.author_id is not None and actor.holds(Role.CLERK, document.author_id)


def may_end(actor: Actor, document: Document) -> bool:
    """Recall, and begin what corrects, amends or replaces: leaders and clerks of the author."""
    return document.author_id is not None and any(
        actor.holds(role, document.author_id) for role in TRUSTED
    )


def may_copy(actor: Actor, agency_id: int) -> bool:
    """Điều 25 to 27: the clerk makes copies that the agency signs."""
    return actor.holds(Role.CLERK, agency_id)
