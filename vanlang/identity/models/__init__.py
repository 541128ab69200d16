from vanlang.identity.models.accesses import AccessEntry
from vanlang.identity.models.people import OldPassword, Person, Session
from vanlang.identity.models.posts import Absence, Delegation, Post
from vanlang.identity.models.typed import TypedForm
from vanlang.identity.models.units import FormerUnit, Succession, Unit, UnitName

__all__ = [
    "Absence",
    "AccessEntry",
    "Delegation",
    "FormerUnit",
    "OldPassword",
    "Person",
    "Post",
    "Session",
    "Succession",
    "TypedForm",
    "Unit",
    "UnitName",
]
