from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor

OVERSEERS = (Role.VIEWER, Role.LEADER, Role.AUDITOR)


def may_open_boards(actor: Actor) -> bool:
    """Who follows, leads or audits an agency opens its board; which one, `overseen` says."""
    return actor.is_official and bool(actor.agencies_where(*OVERSEERS))
