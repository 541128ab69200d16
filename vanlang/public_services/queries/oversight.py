"""Whose boards a person may open, and which rows behind a figure they may see."""

from django.db.models import Q, QuerySet

from vanlang.identity.api import Unit, all_agencies, province_committee
from vanlang.kernel.actors import Actor
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.permissions.oversight import OVERSEERS


def oversees_the_province(actor: Actor) -> bool:
    return province_committee().pk in actor.agencies_where(*OVERSEERS)


def overseen(actor: Actor) -> QuerySet[Unit]:
    """Return the agencies whose board the actor may open; none for whoever oversees none.

    Those that have ended are among them, after the others: their past figures stay theirs.
    """
    if not actor.is_official:
        return Unit.objects.none()
    rows = all_agencies().order_by("-is_in_force", "level", "position", "code")
    if oversees_the_province(actor):
        return rows.filter(block="committee")
    return rows.filter(pk__in=actor.agencies_where(*OVERSEERS))


def may_open_board(actor: Actor, unit: Unit | None) -> bool:
    """Tell whether the actor may open the board of an agency, None for the whole province."""
    if unit is None:
        return actor.is_official and oversees_the_province(actor)
    return overseen(actor).filter(pk=unit.pk).exists()


def open_to(actor: Actor, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Narrow the rows behind a figure to those of agencies that the actor oversees."""
    if not actor.is_official:
        return rows.none()
    if oversees_the_province(actor):
        return rows
    return rows.filter(Q(competent_unit__in=actor.agencies_where(*OVERSEERS)))
