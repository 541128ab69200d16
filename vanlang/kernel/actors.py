"""Who is acting. Built from the request by identity, passed to every action."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    CITIZEN = "citizen"
    BUSINESS = "business"
    OFFICIAL = "official"
    SYSTEM = "system"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work: the post they hold now, and for whom they stand in.

    `grants` pairs roles, own and delegated, with agencies; `session` is the browser's, as a hash.
    """

    person_id: UUID | None
    name: str
    kind: ActorKind
    unit_id: int | None = None
    unit_code: str = ""
    unit_name: str = ""
    post: str = ""
    grants: frozenset[tuple[str, int]] = frozenset()
    identity_number: str = ""
    standing_in_for: str = ""
    session: str = ""

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def is_official(self) -> bool:
        return self.kind == ActorKind.OFFICIAL

    def holds(self, role: str, at: int) -> bool:
        """Tell whether the actor holds `role` at the agency with id `at`."""
        return (role, at) in self.grants

    def agencies_where(self, *roles: str) -> frozenset[int]:
        """Return the ids of the agencies at which the actor holds any of `roles`."""
        return frozenset(agency for role, agency in self.grants if role in roles)


STRANGER = Actor(None, "Khách", ActorKind.STRANGER)
PLATFORM = Actor(None, "Văn Lang", ActorKind.SYSTEM)
