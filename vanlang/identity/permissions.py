"""Who may do what, and which screens are open to whom."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required

from vanlang.identity.models import Delegation, Person, Post, Unit
from vanlang.identity.rules import Block, Level, Role, UnitKind
from vanlang.kernel.actors import Actor, ActorKind

__all__ = [
    "login_not_required",
    "may_administer",
    "may_administer_all",
    "may_appoint",
    "may_change_units",
    "may_delegate",
    "may_open_accounts",
    "may_revoke",
    "may_unlock",
    "officials_only",
]

View = TypeVar("View", bound=Callable[..., object])


def officials_only(view: View) -> View:
    """Mark a screen as one for officials; the middleware keeps others out."""
    view.officials_only = True  # type: ignore[attr-defined]
    return view


def may_administer(actor: Actor) -> bool:
    """An administrator, be it of one commune or of the whole province."""
    return actor.kind == ActorKind.SYSTEM or bool(actor.agencies_where(Role.ADMIN))


def may_administer_all(actor: Actor) -> bool:
    """An administrator at the Provincial People's Committee."""
    return (
        actor.kind == ActorKind.SYSTEM
        or Unit.objects.filter(
            pk__in=actor.agencies_where(Role.ADMIN),
            level=Level.PROVINCE,
            kind=UnitKind.COMMITTEE,
            block=Block.COMMITTEE,
        ).exists()
    )


def may_open_accounts(actor: Actor) -> bool:
    return may_administer(actor)


def may_appoint(actor: Actor, unit: Unit) -> bool:
    """An administrator of the unit's agency, or of the province."""
    if unit.agency_id is not None and actor.holds(Role.ADMIN, unit.agency_id):
        return True
    return may_administer_all(actor)


def may_change_units(actor: Actor) -> bool:
    """Which units there are and what they are called is laid down for the whole province."""
    return may_administer_all(actor)


def may_unlock(actor: Actor, person: Person) -> bool:
    """An administrator of one of the person's agencies, or of the province; nobody themselves."""
    if person.pk == actor.person_id:
        return False
    units = [post.unit for post in person.posts.select_related("unit")]
    return any(may_appoint(actor, unit) for unit in units) or may_administer_all(actor)


def may_delegate(actor: Actor, post: Post) -> bool:
    """The holder of a post, or who may fill it, says who stands in."""
    if actor.person_id is not None and post.person_id == actor.person_id:
        return True
    return may_appoint(actor, post.unit)


def may_revoke(actor: Actor, delegation: Delegation) -> bool:
    return may_delegate(actor, delegation.post)
