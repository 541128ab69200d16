"""Two people at one report: each cell for itself, and neither loses what they wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else changed after this form was opened, and this person too."""

    place: str
    mine: str
    theirs: str


@dataclass(slots=True)
class Merged:
    """What of a form is to be written, and what has to be asked."""

    writes: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def merge(*, base: Mapping[str, str], now: Mapping[str, str], typed: Mapping[str, str]) -> Merged:
    """Return what `typed` changes, given what its form began with and what stands there now.

    A cell left as it was when the form was opened is nobody's wish: what stands there stays.
    """
    merged = Merged()
    for place, mine in typed.items():
        before, standing = base.get(place, ""), now.get(place, "")
        if mine in {before, standing}:
            continue
        if standing == before:
            merged.writes[place] = mine
        else:
            merged.conflicts.append(Conflict(place, mine, standing))
    return merged
