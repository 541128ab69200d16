"""Over whose reports a sum is: how many of how many units, and the name of each that is missing."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expected:
    """A unit at the lowest tier of a round, and whether its report has been sent."""

    code: str
    name: str
    is_sent: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Phạm vi số liệu: counted down to the units where the figures begin, at every tier."""

    included: int
    expected: int
    missing: tuple[str, ...]
    late: tuple[str, ...] = ()  # sent meanwhile, but not in this sum
    is_outdated: bool = False  # a report straight below was sent after this sum was made
    gathering: tuple[str, ...] = ()  # who adds up below and has not sent

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def fraction(self) -> str:
        return f"{self.included}/{self.expected}"

    @property
    def headline(self) -> str:
        if self.is_complete:
            return f"Tổng hợp từ báo cáo của cả {self.fraction} đơn vị"
        return f"Tổng hợp từ báo cáo của {self.fraction} đơn vị"

    @property
    def missing_title(self) -> str:
        """Return what is true of a paper whenever it is read: some may have sent since."""
        return f"Chưa gồm báo cáo của {len(self.missing)}/{self.expected} đơn vị"

    @property
    def unsent(self) -> tuple[str, ...]:
        """Return who has not sent at all, of those that are missing."""
        late = set(self.late)
        return tuple(name for name in self.missing if name not in late)

    @property
    def unsent_title(self) -> str:
        return f"Chưa gửi báo cáo: {len(self.unsent)}/{self.expected} đơn vị"

    @property
    def lines(self) -> list[str]:
        """Return what the paper says of it, in whole sentences."""
        if self.is_complete:
            return [f"{self.headline}."]
        return [f"{self.headline}.", f"{self.missing_title}: {', '.join(self.missing)}."]


@dataclass(frozen=True, slots=True)
class Replaced:
    """What an earlier version that was sent was over, and whom this one adds."""

    sent: str  # when, in words
    fraction: str
    added: tuple[str, ...]

    @property
    def sentence(self) -> str:
        added = f", bổ sung báo cáo của {', '.join(self.added)}" if self.added else ""
        return (
            f"Bản này thay bản đã gửi lúc {self.sent} (tổng hợp từ {self.fraction} đơn vị){added}."
        )


def of(
    covers: Sequence[tuple[str, str]],
    expected: Sequence[Expected],
    *,
    is_outdated: bool = False,
    gathering: Sequence[str] = (),
) -> Coverage:
    """Return how far a sum over `covers` reaches."""
    codes = {code for code, _ in covers}
    missing = [unit for unit in expected if unit.code not in codes]
    return Coverage(
        included=len(expected) - len(missing),
        expected=len(expected),
        missing=tuple(unit.name for unit in missing),
        late=tuple(unit.name for unit in missing if unit.is_sent),
        is_outdated=is_outdated,
        gathering=tuple(gathering),
    )
