# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
"""What an indicator counts opens the very rows, as they stood when it was counted."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vanlang.identity.api import Role, Unit, UnitKind
from vanlang.indicators.actions import counting, defining
from vanlang.indicators.rules.paths import Path
from vanlang.indicators.tests.conftest import (
    MONDAY,
    Define,
    as_actor,
    committee,
    official,
)
from vanlang.indicators.tests.test_counting import COUNTED, DONE, D
from vanlang.indicators.tests.test_screens import client_of
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.tasks import api as tasks
from vanlang.tasks.api import Task

pytestmark = pytest.mark.django_db(databases=["default", "side"])
DAY = timedelta(days=1)
ON_THE_DAY = {"ngay": str(MONDAY.date())}


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"


def give(giver: Unit, lead: Unit) -> Task:
    order = tasks.Order(
        key=uuid4(),
        title="Rà soát",
        product="Báo cáo",
        giver=giver,
        lead=lead,
        term=Term(5, TermUnit.WORKING_DAYS),
    )
    return tasks.assign(order, by=PLATFORM, at=MONDAY)


def done(task: Task, *, after: timedelta) -> None:
    at = MONDAY + after
    Task.objects.filter(pk=task.pk).update(state="closed", started_at=MONDAY, closed_at=at)


@pytest.fixture
def department(province: Unit) -> Unit:
    unit = committee("H44.03", "Sở Thử")
    Unit.objects.filter(pk=unit.pk).update(level="province", kind=UnitKind.DEPARTMENT)
    return Unit.objects.get(pk=unit.pk)


@pytest.fixture
def counted(
    define: Define, province: Unit, department: Unit, muong_bi: Unit, van_son: Unit
) -> None:
    """Tasks that the province gave and that agencies gave themselves, counted on Monday."""
    more = {"effective_from": date(2024, 12, 15), "for_departments": True}
    define(DONE, **(COUNTED | more))
    rows = [give(province, lead) for lead in (department, muong_bi, muong_bi, van_son)]
    rows += [give(unit, unit) for unit in (department, muong_bi, van_son)]
    done(rows[1], after=timedelta(minutes=10))
    done(rows[5], after=timedelta(minutes=10))
    counting.recount(at=MONDAY + timedelta(hours=1))
    done(rows[2], after=timedelta(hours=2))
    counting.recount(at=MONDAY + timedelta(hours=3))  # the same day: the count takes its place
    done(rows[0], after=2 * DAY)
    counting.recount(at=MONDAY + 3 * DAY)
    done(rows[3], after=4 * DAY)  # nobody has counted since


def opened(client: Client, unit: Unit, query: dict[str, str]) -> tuple[str, str, str]:
    """Return what the indicator's page says, and what the page of its rows says and counts."""
    address = reverse("indicators-indicator", args=[DONE])
    page = client.get(address, {"don-vi": unit.code} | query).content.decode()
    shown = re.search(r"<small>(\d+ trong \d+)\b[^<]*</small>", page)
    link = re.search(r'href="([^"]*/nhiem-vu/bang/[^"]*)"', page)
    assert shown is not None, unit
    # The province's figure counts what every agency has to do, not its committee's own tasks alone.
    assert ("mọi cơ quan trong tỉnh" in shown[0]) == (unit.code == "H44"), shown[0]
    assert link is not None, unit
    rows = client.get(unescape(link[1]))
    assert rows.status_code == 200
    text = rows.content.decode()
    title = re.search(r"<h1[^>]*>(\d+ trong \d+) nhiệm vụ", text)
    hidden = re.search(r"Trong đó (\d+) nhiệm vụ", text)
    listed = re.search(r"(\d+) nhiệm vụ</span>", text)
    assert title is not None
    count = int(listed[1] if listed else 0) + int(hidden[1] if hidden else 0)
    return shown[1], title[1], str(count)


@pytest.mark.parametrize(
    ("where", "now", "then"),
    [
        ("province", "4 trong 7", "3 trong 7"),
        ("department", "1 trong 2", "0 trong 2"),
        ("commune", "3 trong 3", "3 trong 3"),
    ],
)
def test_what_is_counted_opens_as_many_rows(
    counted: None,
    province: Unit,
    department: Unit,
    muong_bi: Unit,
    tam: Actor,
    where: str,
    now: str,
    then: str,
) -> None:
    unit = {"province": province, "department": department, "commune": muong_bi}[where]
    follower = as_actor(official("theodoi", "Hà Thị Theo", unit, Role.VIEWER))
    client = client_of(tam if unit == province else follower)

    for query, expected in (({}, now), (ON_THE_DAY, then)):
        shown, title, count = opened(client, unit, query)
        assert (shown, title) == (expected, expected), query
        assert count == expected.partition(" ")[0], query


def test_nobody_is_led_before_a_closed_door(counted: None, muong_bi: Unit, quang: Actor) -> None:
    address = reverse("indicators-indicator", args=[DONE])

    page = client_of(quang).get(address, {"don-vi": muong_bi.code}).content.decode()

    assert "/nhiem-vu/bang/" not in page
    assert "cho người theo dõi đơn vị này" in page


def test_a_past_day_shows_the_target_of_that_day(
    define: Define, province: Unit, tam: Actor
) -> None:
    row = define(DONE, effective_from=date(2024, 12, 15), **COUNTED)
    counting.recount(at=MONDAY)
    for value, at in (("80", MONDAY), ("95", MONDAY + 2 * DAY)):
        defining.set_target(row.indicator, year=2026, path=Path(D(value)), by=PLATFORM, at=at)
    address = reverse("indicators-indicator", args=[DONE])
    client = client_of(tam)

    then = client.get(address, ON_THE_DAY).content.decode()
    before = client.get(address, {"ngay": "2026-02-27"}).content.decode()

    assert "Mục tiêu năm 2026: 80,00" in then
    assert "95" not in re.sub(r"<[^>]+>", "", then).partition("Định nghĩa")[0]
    assert "Chưa giao mục tiêu" in before
    assert "None" not in then + before


def test_who_is_on_time_says_how_many_are_overdue(
    define: Define, province: Unit, muong_bi: Unit, tam: Actor
) -> None:
    more = COUNTED | {"formula": "tasks.in_time"}
    define("dung_han", effective_from=date(2024, 12, 15), **more)
    done(give(province, muong_bi), after=timedelta(minutes=10))
    give(province, muong_bi)
    counting.recount(at=MONDAY + 20 * DAY)
    address = reverse("indicators-indicator", args=["dung_han"])
    client = client_of(tam)

    later = client.get(address, {"ngay": str((MONDAY + 21 * DAY).date())}).content.decode()

    assert "dung_han" in later
    assert "100,00 %" in later
    assert "Chưa kể: 1 trong 1 nhiệm vụ chưa hoàn thành đã quá hạn, chiếm 100,0 %." in later


def test_links_of_a_past_day_lead_to_that_day(counted: None, muong_bi: Unit, tam: Actor) -> None:
    pages = [
        reverse("indicators-indicator", args=[DONE]),
        reverse("indicators-unit", args=[muong_bi.code]),
    ]
    client = client_of(tam)

    for page in pages:
        text = client.get(page, ON_THE_DAY).content.decode()
        links = [unescape(link) for link in re.findall(r'href="(/chi-so/[^"]*don-vi[^"]*)"', text)]
        assert [link for link in links if "ngay=2026-03-02" not in link] == [], page
