"""Figures that were published elsewhere, and whether their parts add up to the total.

A figure that does not is shown as it was published, with its source and the difference: nobody
corrects somebody else's number, and nobody adds one to it unseen.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "published.json"


@dataclass(frozen=True, slots=True)
class Published:
    """One published total, its parts and where it was published."""

    name: str
    total: int
    parts: tuple[tuple[str, int], ...]
    source: str

    @property
    def sum_of_parts(self) -> int:
        return sum(count for _, count in self.parts)

    @property
    def difference(self) -> int:
        """Return what the parts lack of the total; negative when they say more."""
        return self.total - self.sum_of_parts


@cache
def published() -> tuple[Published, ...]:
    return tuple(
        Published(
            row["name"],
            row["total"],
            tuple((part["name"], part["count"]) for part in row["parts"]),
            row["source"],
        )
        for row in json.loads(DATA.read_text())
    )


def findings(rows: tuple[Published, ...]) -> tuple[Published, ...]:
    """Return the figures whose parts do not add up."""
    return tuple(row for row in rows if row.parts and row.difference)
