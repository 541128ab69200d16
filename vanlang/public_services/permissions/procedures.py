"""Who may change the catalogue of procedures, and who sees that it can be changed."""

from vanlang.identity.api import may_administer, may_administer_all
from vanlang.kernel.actors import Actor


def may_edit_procedures(actor: Actor) -> bool:
    """An administrator of the province: a procedure holds for every commune at once."""
    return may_administer_all(actor)


def may_see_procedure_versions(actor: Actor) -> bool:
    """Any administrator; asks no database, so that a menu can ask it on every page."""
    return actor.is_official and may_administer(actor)
