# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
"""Every figure of a task board is what its rows come to, now and on a past day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.tasks.actions import deciding, extending, working
from vanlang.tasks.models import Task
from vanlang.tasks.tests.conftest import KEY, MONDAY, Give, as_actor, official
from vanlang.ui.tests import board_walk

pytestmark = pytest.mark.django_db(databases=["default", "side"])
DAY = timedelta(days=1)
PAST = "tu=2026-03-01&den=2026-03-31&luc=2026-03-10"


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"


@pytest.fixture
def given(
    give: Give, minh: Person, tam: Person, van_son: Unit, muong_bi: Unit, hoa: Person
) -> list[Task]:
    """Tasks in every state, of two communes; one that a commune gave itself."""
    tasks = [give(str(number)) for number in range(5)]
    tasks += [give("6", lead=van_son), give("7", giver=muong_bi, lead=muong_bi, by=as_actor(hoa))]
    by, giver = as_actor(minh), as_actor(tam)
    working.start(tasks[1], by=by, at=MONDAY)
    for task, when in ((tasks[2], MONDAY), (tasks[3], MONDAY + 9 * DAY)):
        working.report(task, key=uuid4(), text="x", by=by, at=when)
        deciding.accept(task, by=giver, at=when)
    working.report(tasks[4], key=uuid4(), text="x", by=by, at=MONDAY + 20 * DAY)
    return tasks


@pytest.mark.parametrize(
    "asked",
    [f"phia={side}&{query}" for side in ("giao", "nhan") for query in ("tu=2026-01-01", PAST)],
)
def test_every_figure_opens_as_many_rows(
    client: Client, given: list[Task], tam: Person, province: Unit, muong_bi: Unit, asked: str
) -> None:
    follower = official("theodoi.mb", "Bùi Văn Theo", muong_bi, Role.VIEWER)
    for person, unit in ((tam, province), (follower, muong_bi)):
        client.force_login(person)
        address = f"{reverse('tasks-board', args=[unit.code])}?{asked}"
        assert board_walk.unlike(client, address) == [], address


def test_a_past_day_shows_tasks_as_they_stood(
    client: Client, given: list[Task], tam: Person, province: Unit
) -> None:
    client.force_login(tam)
    rows = reverse("tasks-board-rows", args=[province.code, "given"])

    then = client.get(f"{rows}?{PAST}&phia=giao").content.decode()
    now = client.get(f"{rows}?tu=2026-03-01&den=2026-03-31&phia=giao").content.decode()

    # Handed in and accepted late, or handed in late, after that day.
    assert then.count("Hoàn thành, quá hạn") == 0
    assert then.count("Hoàn thành đúng hạn") == 1
    assert now.count("Hoàn thành, quá hạn") == 1
    board = client.get(f"{reverse('tasks-board', args=[province.code])}?{PAST}&phia=nhan")
    assert "Ai đang nhiều việc" not in board.content.decode()
    assert "None" not in then + board.content.decode()


def test_a_term_is_shown_as_it_was_then(
    client: Client, give: Give, minh: Person, tam: Person, province: Unit
) -> None:
    task = give("Gia hạn")
    asked = extending.ask(
        task,
        key=KEY,
        due_on=task.due_at.date() + 10 * DAY,
        reason="x",
        by=as_actor(minh),
        at=MONDAY,
    )
    extending.grant(asked, by=as_actor(tam), at=MONDAY + 9 * DAY)
    client.force_login(tam)
    rows = reverse("tasks-board-rows", args=[province.code, "late"])

    month = "tu=2026-03-01&den=2026-03-31&phia=giao"
    granted = client.get(f"{rows}?{month}&luc=2026-03-11").content.decode()
    before = client.get(f"{rows}?{month}&luc=2026-03-10").content.decode()

    assert "Gia hạn" not in granted
    assert "Chưa thực hiện, quá hạn" in before


def test_a_past_day_calls_agencies_as_they_were_called(
    client: Client, given: list[Task], tam: Person, province: Unit, muong_bi: Unit
) -> None:
    name, later = "Ủy ban nhân dân xã Mường Trời", MONDAY + 40 * DAY
    new = identity.NewName(name, later.date(), "Nghị quyết số 500/NQ-UBTVQH16")
    identity.rename_unit(muong_bi, new, by=PLATFORM, at=later)
    client.force_login(tam)

    for address in (
        reverse("tasks-board", args=[province.code]),
        reverse("tasks-board-rows", args=[province.code, "given"]),
    ):
        then = client.get(f"{address}?{PAST}&phia=giao").content.decode()
        now = client.get(f"{address}?tu=2026-03-01&phia=giao").content.decode()
        assert ("Mường Bi" in then, "Mường Trời" in then) == (True, False), address
        assert ("Mường Bi" in now, "Mường Trời" in now) == (False, True), address


def test_on_time_says_what_it_leaves_out(
    client: Client, given: list[Task], tam: Person, province: Unit
) -> None:
    client.force_login(tam)

    board = client.get(f"{reverse('tasks-board', args=[province.code])}?{PAST}&phia=giao")

    assert "Chưa kể: 5 trong 5 nhiệm vụ chưa hoàn thành đã quá hạn" in board.content.decode()
