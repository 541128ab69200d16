"""What other systems may use of the one-stop."""

from vanlang.public_services.models import Dossier
from vanlang.public_services.queries.dossiers import to_sign, visible_to
from vanlang.public_services.queries.oversight import may_open_board
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind, FieldSpec
from vanlang.public_services.rules.plausible import PEOPLE, is_place
from vanlang.public_services.rules.states import Event, State

__all__ = [
    "PEOPLE",
    "Definition",
    "Dossier",
    "Event",
    "FieldKind",
    "FieldSpec",
    "State",
    "is_place",
    "may_open_board",
    "to_sign",
    "visible_to",
]
