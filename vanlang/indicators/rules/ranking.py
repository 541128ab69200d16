"""Ranking with honest ties: equals share a place, and who has not enough data has none."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from vanlang.indicators.rules.numbers import rounded

Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Place(Generic[Who]):
    """Thứ hạng: equals share `rank`; None says “chưa đủ số liệu”, which is not the last place."""

    who: Who
    value: Decimal | None
    rank: int | None
    tied: int = 1

    @property
    def words(self) -> str:
        if self.rank is None:
            return "Chưa đủ số liệu"
        return f"Hạng {self.rank}" + (f", cùng {self.tied - 1} đơn vị" if self.tied > 1 else "")


def rank(
    found: Sequence[tuple[Who, Decimal | None]], *, decimals: int = 2, more_is_better: bool = True
) -> list[Place[Who]]:
    """Return the places, best first: 1, 2, 2, 4. What is equal as it is shown is equal.

    Without a value one stands at the end, in the order given, without a place.
    """
    known = [(who, rounded(value, decimals)) for who, value in found if value is not None]
    known.sort(key=lambda pair: pair[1], reverse=more_is_better)
    values = [value for _, value in known]
    first = {value: place for place, value in reversed(list(enumerate(values, start=1)))}
    places = [Place(who, value, first[value], values.count(value)) for who, value in known]
    return places + [Place(who, None, None) for who, value in found if value is None]
