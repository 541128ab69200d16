"""What is ticked in a list and done at once, each row for itself; a refused row keeps its tick.

batch = batches.ticked(request, "dossier")
batch.each(rows, do=sign, name=code_of, waits=has_not_moved, before=prove)
return render(request, "…/sign.html", {"batch": batch, …}, status=batch.status)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

from django.http import HttpRequest

from vanlang.kernel.refusals import Refusal

MOST_AT_ONCE = 50
UNPROCESSABLE, CONFLICT, OK = 422, 409, 200


class Row(Protocol):
    @property
    def pk(self) -> UUID: ...


R = TypeVar("R", bound=Row)


@dataclass(slots=True)
class Batch:
    """What came of one sending of a list.

    `problem` stopped everything before the first row; `ticks` are the rows to show ticked again.
    """

    is_sent: bool
    ticks: set[str]
    done: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    problem: Refusal | None = None

    @property
    def nothing_chosen(self) -> bool:
        is_empty = not (self.done or self.waiting or self.refused)
        return self.is_sent and self.problem is None and is_empty

    @property
    def status(self) -> int:
        if self.problem is not None:
            return self.problem.status
        if self.nothing_chosen:
            return UNPROCESSABLE
        return CONFLICT if self.refused and not self.done else OK

    def each(
        self,
        rows: Iterable[R],
        *,
        do: Callable[[R], R],
        name: Callable[[R], str],
        waits: Callable[[R, R], bool],
        before: Callable[[], object] = lambda: None,
    ) -> None:
        """Do it to each ticked row; `before` is what the person must show first, if anything.

        `waits` compares a row before and after: a service was silent and will be asked again.
        """
        chosen = [row for row in rows if str(row.pk) in self.ticks] if self.is_sent else []
        if not chosen:
            return
        try:
            before()
        except Refusal as problem:
            self.problem = problem
            return
        for row in chosen:
            self._one(row, do, name, waits)

    def _one(
        self,
        row: R,
        do: Callable[[R], R],
        name: Callable[[R], str],
        waits: Callable[[R, R], bool],
    ) -> None:
        try:
            after = do(row)
        except Refusal as refusal:
            self.refused.append((name(row), refusal.message))
            return
        self.ticks.discard(str(row.pk))
        (self.waiting if waits(row, after) else self.done).append(name(after))


def ticked(request: HttpRequest, name: str) -> Batch:
    """Return what was ticked under that name; nothing on a page that is only opened."""
    is_sent = request.method == "POST"
    return Batch(is_sent, set(request.POST.getlist(name)[:MOST_AT_ONCE]) if is_sent else set())
