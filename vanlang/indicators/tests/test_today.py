# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
"""The leader's page counts things and not events, and each number opens as many rows."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from vanlang.identity.api import Unit
from vanlang.indicators.actions import cards, defining, retiring
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.queries import red
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.periods import parse_period
from vanlang.indicators.tests.conftest import MARCH, MONDAY, Define, Tell
from vanlang.indicators.tests.test_screens import client_of, tell_now
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.tasks import api as tasks
from vanlang.tasks.api import Task

pytestmark = pytest.mark.django_db(databases=["default", "side"])
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"


def test_a_thing_that_turned_three_times_is_one(
    define: Define, muong_bi: Unit, van_son: Unit, tell: Tell, tam: Actor, quang: Actor
) -> None:
    define()
    for number, value in enumerate(("95", "60", "95", "50")):
        tell(value, at=MONDAY + number * DAY)
    for number, value in enumerate(("60", "95")):  # red on Monday and green since
        tell(value, unit=van_son, at=MONDAY + number * DAY)
    at = MONDAY + 5 * DAY

    found = red.read(tam, at=at)
    elsewhere = red.read(quang, at=at)
    on_monday = red.read(tam, at=MONDAY + timedelta(hours=1))

    assert (found.count, found.judged) == (1, 2)
    assert [(one.unit_id, one.after) for one in found.turned] == [(muong_bi.pk, Colour.RED)]
    assert (elsewhere.count, elsewhere.judged, elsewhere.turned) == (0, 1, [])
    assert [mark.unit_id for mark in on_monday.marks] == [van_son.pk]
    assert on_monday.turned == []  # its first figure, nothing turned
    assert MARCH.key in {mark.period_key for mark in found.marks}


def late_task(giver: Unit, lead: Unit) -> Task:
    """Give a task whose term has gone by."""
    order = tasks.Order(
        key=uuid4(),
        title="Rà soát",
        product="Báo cáo",
        giver=giver,
        lead=lead,
        term=Term(1, TermUnit.WORKING_DAYS),
    )
    return tasks.assign(order, by=PLATFORM, at=timezone.now() - 60 * DAY)


def counts(client: Client) -> dict[str, tuple[str, int]]:
    """Return each figure of the page that opens rows: its number, and how many rows are there."""
    page = client.get(reverse("indicators-today")).content.decode()
    figures = re.findall(r'<a href="([^"#]+)"><b>([^<]+)</b><span>([^<]+)</span>', page)
    found = {}
    for link, number, name in figures:
        text = client.get(unescape(link)).content.decode()
        rows = re.search(r"([\d.]+) (?:nhiệm vụ|chỉ số)</span>", text)
        found[name] = (number, int(rows[1]) if rows else 0)
        title = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
        assert title is not None
        assert title[1].startswith(number), name
    return found


def test_each_number_opens_as_many_rows(
    define: Define, province: Unit, muong_bi: Unit, van_son: Unit, tam: Actor, quang: Actor
) -> None:
    define()
    tell_now(muong_bi, "150")  # a finding, and so a task that is no work of the province
    tell_now(van_son, "60")
    for giver, lead in ((province, muong_bi), (province, van_son), (van_son, van_son)):
        late_task(giver, lead)
    due = timezone.now() - 30 * DAY
    Task.objects.filter(source_system="indicators").update(
        given_at=due - 30 * DAY, due_at=due, original_due_at=due
    )

    assert counts(client_of(tam)) == {"Nhiệm vụ quá hạn": ("2", 2), "Chỉ số đang đỏ": ("1/2", 1)}
    assert counts(client_of(quang)) == {
        "Nhiệm vụ quá hạn": ("2", 2),
        "Chỉ số đang đỏ": ("1/1", 1),
    }


def test_overdue_is_one_number_on_the_page_and_on_the_board(
    province: Unit, muong_bi: Unit, tam: Actor
) -> None:
    for _ in range(3):
        late_task(province, muong_bi)
    client = client_of(tam)

    page = client.get(reverse("indicators-today")).content.decode()
    rows = reverse("tasks-board-rows", args=[province.code, "late"])
    board = client.get(rows, {"phia": "giao"}).content.decode()

    assert "<h1>3 nhiệm vụ quá hạn" in page
    assert "3 trong 3 nhiệm vụ chưa hoàn thành đã quá hạn" in board


def test_a_past_day_tells_of_no_later_version_break_set_or_end(
    define: Define, province: Unit, muong_bi: Unit, tam: Actor
) -> None:
    """What was laid down on Wednesday is not on the page of Monday, and is on today's."""
    wednesday = MONDAY + timedelta(days=2)
    code, later = "hoc_ky_nang_so", parse_period("2026-06").start
    indicator = define(code).indicator
    define(code, effective_from=later, change_note="Đổi cách tính", at=wednesday)
    words = "Từ đây đếm theo người"
    defining.note_break(indicator, on=date(2026, 1, 1), text=words, by=PLATFORM, at=wednesday)
    lines = (Line("1", "Một", indicator=code),)
    card = Card("bo-sau", "Bộ lập ngày thứ Tư", "commune", "committee", lines=lines)
    laid = cards.lay_out(card, owner=province, by=PLATFORM, at=wednesday)
    cards.publish(laid, by=PLATFORM, at=wednesday)
    end = {"last_date": parse_period("2026-08").end, "reason": "Thay bằng chỉ số khác"}
    retiring.retire(indicator, **end, by=PLATFORM, at=wednesday)  # type: ignore[arg-type]

    with time_machine.travel(MONDAY + timedelta(days=7), tick=False):
        client, address = client_of(tam), reverse("indicators-indicator", args=[code])
        now = client.get(address).content.decode()
        then = client.get(address, {"ngay": "2026-03-02"}).content.decode()

    news = ("Đổi cách tính", words, "Bộ lập ngày thứ Tư", "Chỉ số ngừng sau ngày")
    assert [word for word in news if word not in now] == []
    assert [word for word in news if word in then] == []
    assert "None" not in then
