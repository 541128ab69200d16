"""A clock keeps its first promise, and each pause and extension with its ground."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from vanlang.kernel.deadlines import (
    Clock,
    Ground,
)
from vanlang.kernel.refusals import Conflict
from vanlang.kernel.tests.test_deadlines import OFFICE, at, days

Step = Callable[[], Clock]


def test_clock_keeps_the_first_promise_and_every_adjustment() -> None:
    clock = Clock.start(at(5, 1, 8), days(3), OFFICE)

    clock = clock.pause(at(6, 1, 8), Ground.SUPPLEMENT, basis="Mẫu số 02")
    clock = clock.resume(at(8, 1, 8))
    clock = clock.extend(days(2), at=at(9, 1, 9), reason="Xác minh tại thực địa")

    assert clock.original_due == at(8, 1, 8)
    assert clock.due_at(OFFICE) == at(13, 1, 8)
    assert [type(done).__name__ for done in clock.adjustments] == ["Pause", "Extension"]
    assert clock.left(at(13, 1, 9), OFFICE) == -timedelta(hours=1)


def test_clock_refuses_what_is_out_of_turn() -> None:
    clock = Clock.start(at(5, 1, 8), days(3), OFFICE)
    paused = clock.pause(at(6, 1, 8), Ground.SUSPENSION)
    extended = clock.extend(days(1), at=at(6, 1, 8), reason="Mất điện")

    out_of_turn: list[Step] = [
        lambda: clock.resume(at(6, 1, 8)),
        lambda: paused.pause(at(7, 1, 8), Ground.SUPPLEMENT),
        lambda: paused.resume(at(5, 1, 9)),
        lambda: paused.extend(days(1), at=at(7, 1, 8), reason=""),
        lambda: extended.extend(days(1), at=at(7, 1, 8), reason=""),
        lambda: clock.pause(at(4, 1, 8), Ground.SUPPLEMENT),
    ]

    for wrong in out_of_turn:
        with pytest.raises(Conflict):
            wrong()


def test_waiting_for_a_signature_is_no_ground() -> None:
    assert {ground.value for ground in Ground} == {"supplement", "financial_duty", "suspension"}
