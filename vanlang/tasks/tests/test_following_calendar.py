"""A day off laid down later moves the tasks that fall due on it."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.identity.api import Person
from vanlang.kernel import calendars, deadlines, journal, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.calendars import Amendment
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import DayKind
from vanlang.tasks.rules.states import Event
from vanlang.tasks.tests.conftest import MONDAY, Give

pytestmark = pytest.mark.django_db


def lay_down_off(day: date, unit_code: str = "") -> None:
    calendars.amend_day(
        Amendment(day, DayKind.OFF, "Nghỉ bão", unit_code=unit_code),
        basis="Công điện 12/CĐ-UBND",
        by=PLATFORM,
        at=MONDAY,
    )
    queue.drain()


def test_a_task_moves_off_a_day_laid_down_off_and_says_why(give: Give) -> None:
    task = give(due_on=day_of(MONDAY) + timedelta(days=3))
    before = task.due_at

    lay_down_off(day_of(before))
    task.refresh_from_db()

    assert day_of(task.due_at) > day_of(before)
    assert task.due_at == deadlines.off_days_off(before, calendars.for_unit(task.lead.code))
    assert task.original_due_at == before
    entry = journal.history(task).get(kind=Event.DUE_MOVED)
    assert entry.payload["reason"] == "Công điện 12/CĐ-UBND"


def test_a_day_off_elsewhere_moves_nothing(give: Give) -> None:
    task = give(due_on=day_of(MONDAY) + timedelta(days=3))
    before = task.due_at

    lay_down_off(day_of(before), "H44.99999")
    task.refresh_from_db()

    assert task.due_at == before


def test_a_term_in_a_year_that_is_only_foreseen_says_so(
    give: Give, client: Client, tam: Person
) -> None:
    far = datetime(2030, 6, 4, tzinfo=timezone.get_current_timezone()).date()
    task = give(due_on=far)
    client.force_login(tam)

    page = client.get(reverse("tasks-task", args=[task.pk])).content.decode()

    assert "lịch nghỉ năm 2030 chưa công bố" in page
