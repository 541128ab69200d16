"""Which reminder a task has come to. Each step is reached once for each term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vanlang.kernel.days import day_of


class Reach(StrEnum):
    """Whom a reminder goes to."""

    WORKERS = "workers"
    LEADERS = "leaders"  # escalation: the leaders of the lead unit and of the giver


@dataclass(frozen=True, slots=True)
class Step:
    """Nấc nhắc việc: days before the term (negative: after it), and whom it reaches."""

    days: int
    reach: Reach

    @property
    def code(self) -> str:
        if self.days > 0:
            return f"before_{self.days}"
        return f"late_{-self.days}" if self.days < 0 else "due"

    @property
    def text(self) -> str:
        if self.days > 0:
            return f"còn {self.days} ngày"
        return f"quá hạn {-self.days} ngày" if self.days < 0 else "đến hạn hôm nay"


def steps(before: Sequence[int], after: Sequence[int]) -> list[Step]:
    """Return the steps of a task in the order they come: `before` days, the day, days late."""
    known = [Step(days, Reach.WORKERS) for days in sorted(set(before), reverse=True) if days > 0]
    late = [Step(-days, Reach.LEADERS) for days in sorted(set(after)) if days > 0]
    return [*known, Step(0, Reach.WORKERS), *late]


def reached(wanted: Sequence[Step], *, due_at: datetime, at: datetime) -> Step | None:
    """Return the last step that a task due at `due_at` has come to by the day of `at`.

    Only the last: whoever was away for a week, or a worker that stood still, is not told of each
    step that went by.
    """
    left = (day_of(due_at) - day_of(at)).days
    found = None
    for step in wanted:
        if left <= step.days:
            found = step
    return found
