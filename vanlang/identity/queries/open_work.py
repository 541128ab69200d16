"""What is still open at units, counted by the systems above, of which identity knows none."""

from collections.abc import Callable
from dataclasses import dataclass

from vanlang.identity.models import Unit
from vanlang.identity.queries import units

Count = Callable[[frozenset[int]], int]

_counts: dict[str, Count] = {}


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One kind of work that is open at a unit, in the words of the system that has it."""

    name: str
    count: int


def register_open_work(name: str, count: Count) -> None:
    """Offer a count of what is open at units, by their keys: whoever ends one is shown it."""
    _counts[name] = count


def open_work(unit: Unit) -> list[OpenWork]:
    """Return all that is open at a unit and those below it, in the order of the names."""
    keys = frozenset(units.below(unit).values_list("pk", flat=True))
    return [OpenWork(name, count(keys)) for name, count in sorted(_counts.items())]
