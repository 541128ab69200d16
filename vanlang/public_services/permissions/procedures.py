"""Who may read and change the catalogue of procedures."""

from vanlang.identity.api import Role, Unit
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.public_services.rules.definitions import Level


def may_edit_procedures(actor: Actor) -> bool:
    """Administrators at an agency of the province; a procedure holds for every commune at once."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    agencies = actor.agencies_where(Role.ADMIN)
    return bool(agencies) and Unit.objects.filter(pk__in=agencies, level=Level.PROVINCE).exists()


def may_see_procedure_versions(actor: Actor) -> bool:
    """The administrators' menu: decided without asking the database."""
    return actor.is_official and bool(actor.agencies_where(Role.ADMIN))
