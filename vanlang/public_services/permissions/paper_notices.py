"""Who works off notices on paper: the counter that took the dossier in, nobody else."""

from vanlang.identity.api import Role
from vanlang.kernel.actors import Actor
from vanlang.public_services.models.paper_notices import PaperNotice


def counters_of(actor: Actor) -> frozenset[int]:
    """Return the agencies whose counter the actor sits at."""
    return actor.agencies_where(Role.RECEIVER) if actor.is_official else frozenset()


def may_end(actor: Actor, notice: PaperNotice) -> bool:
    return notice.dossier.receiving_unit_id in counters_of(actor)
