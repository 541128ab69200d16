"""An amended calendar moves what falls due, shows it first, and forgets no promise."""

from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from vanlang.kernel import calendars, journal, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.calendars import Amendment
from vanlang.kernel.deadlines import ZONE, DayKind
from vanlang.public_services.actions import accepting, recalculating
from vanlang.public_services.models.dossiers import Dossier, DossierStep, DueChange
from vanlang.public_services.rules.states import Event
from vanlang.public_services.tests.conftest import MONDAY, Cast

STORM = Amendment(date(2026, 3, 4), DayKind.OFF, "Nghỉ phòng chống bão")
THURSDAY = datetime(2026, 3, 5, 8, tzinfo=ZONE)
FRIDAY = datetime(2026, 3, 6, 8, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    calendars.forget()
    yield
    calendars.forget()


@pytest.fixture
def accepted(cast: Cast, filed: Dossier) -> Dossier:
    """Taken in on Monday at eight: due on Thursday at eight, three working days later."""
    return accepting.accept(filed, by=cast.minh, at=MONDAY)


def lay_down(amendment: Amendment) -> None:
    calendars.amend_day(amendment, basis="Công văn 100/UBND", by=PLATFORM, at=MONDAY)


def test_what_falls_due_follows_the_calendar(accepted: Dossier) -> None:
    lay_down(STORM)

    queue.drain()

    accepted.refresh_from_db()
    assert (accepted.original_due_at, accepted.due_at) == (THURSDAY, FRIDAY)
    assert accepted.step_due_at > MONDAY
    change = DueChange.objects.get(dossier=accepted)
    assert (change.due_before, change.due_after) == (THURSDAY, FRIDAY)
    assert (change.kind, change.ground) == ("calendar", "Công văn 100/UBND")
    assert [e.kind for e in journal.history(accepted)][-1] == Event.DUE_MOVED
    step = DossierStep.objects.get(dossier=accepted, done_at__isnull=True)
    assert step.due_at == accepted.step_due_at


def test_to_follow_twice_moves_once(accepted: Dossier) -> None:
    lay_down(STORM)
    queue.drain()

    again = recalculating.follow_calendar("", ground="", by=PLATFORM, at=MONDAY)

    assert again == 0
    assert DueChange.objects.count() == 1


def test_a_day_taken_back_gives_the_first_promise_again(accepted: Dossier) -> None:
    lay_down(STORM)
    queue.drain()

    lay_down(Amendment(STORM.on, None, "Bão đã tan"))
    queue.drain()

    accepted.refresh_from_db()
    assert accepted.due_at == accepted.original_due_at == THURSDAY
    assert DueChange.objects.count() == 2


def test_another_units_day_moves_nothing(cast: Cast, accepted: Dossier) -> None:
    lay_down(Amendment(STORM.on, DayKind.OFF, "Nghỉ", unit_code=cast.viet_tri.code))

    queue.drain()

    accepted.refresh_from_db()
    assert accepted.due_at == THURSDAY
    assert not DueChange.objects.exists()


def test_what_waits_at_the_counter_has_no_clock_to_move(filed: Dossier) -> None:
    lay_down(STORM)

    queue.drain()

    filed.refresh_from_db()
    assert filed.due_at is None


def amend(*words: str) -> str:
    out = StringIO()
    call_command(
        "amend_calendar",
        "2026-03-04",
        "off",
        "--name",
        "Bão",
        "--basis",
        "CV 1",
        *words,
        stdout=out,
    )
    return out.getvalue()


def test_the_command_shows_what_would_move_and_writes_nothing(accepted: Dossier) -> None:
    said = amend()

    assert "xã Mường Bi: 1 hồ sơ, sớm nhất từ 08:00 05/03/2026 sang 08:00 06/03/2026" in said
    assert "Tổng cộng 1 hồ sơ" in said
    calendars.forget()
    assert calendars.for_unit().is_working_day(STORM.on)


def test_the_command_lays_the_day_down_on_apply(accepted: Dossier) -> None:
    amend("--apply")

    queue.drain()

    accepted.refresh_from_db()
    assert accepted.due_at == FRIDAY
