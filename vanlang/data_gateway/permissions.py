"""Who may send, and who keeps the connections of the province."""

from vanlang.identity import api as identity
from vanlang.kernel.actors import Actor, ActorKind


def may_send(actor: Actor) -> bool:
    """Officials and the platform; whether this document may leave is for its own system to say."""
    return actor.is_official or actor.kind == ActorKind.SYSTEM


def may_administer(actor: Actor) -> bool:
    """Connections, keys and the list of agencies are the whole province's."""
    return identity.may_administer_all(actor)
