"""Every figure equals its rows, now and as of any day, and opens to nobody else."""

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role, Unit, actor_of
from vanlang.kernel import measures, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.measures import Scope
from vanlang.public_services.actions import accepting, tallying
from vanlang.public_services.measures import board, figures
from vanlang.public_services.models import DayTally, Dossier, ProcedureVersion, StaleDay
from vanlang.public_services.queries import oversight
from vanlang.public_services.rules.states import State
from vanlang.public_services.tests.conftest import (
    HOUR,
    MONDAY,
    SINCE,
    Cast,
    file_for,
    make_official,
)
from vanlang.ui.tests import board_walk

DAY = timedelta(days=1)
MONTH = (date(2026, 3, 1), date(2026, 3, 31))
END = MONDAY + 40 * DAY


@pytest.fixture
def province(db: None) -> Unit:
    unit = Unit.objects.create(
        code="H44",
        name="Ủy ban nhân dân tỉnh",
        short_name="UBND tỉnh",
        block="committee",
        level="province",
        kind="committee",
        path="H44/",
        valid_from=SINCE,
    )
    unit.agency = unit
    unit.save(update_fields=["agency"])
    return unit


def settle(dossier: Dossier, *, at: datetime, outcome: str) -> None:
    """Put a dossier at its end without the papers, which other tests make."""
    Dossier.objects.filter(pk=dossier.pk).update(
        state=State.FINISHED,
        finished_at=at,
        outcome=outcome,
        has_electronic_result=True,
        digitised=True,
    )


@pytest.fixture
def month(cast: Cast, version: ProcedureVersion, province: Unit) -> list[Dossier]:
    """Four dossiers: one early, one late, one being settled, one not yet received."""
    made = [file_for(cast, version, at=MONDAY + number * DAY) for number in range(4)]
    for number, dossier in enumerate(made[:3]):
        accepting.accept(dossier, by=cast.minh, at=MONDAY + number * DAY + HOUR)
    settle(made[0], at=MONDAY + DAY, outcome="early")
    settle(made[1], at=MONDAY + 20 * DAY, outcome="late")
    queue.run_due(END)
    for dossier in made:
        tallying.mark_stale(dossier.pk)
    tallying.recount_stale_days(at=END)
    return made


def whole(as_of: datetime = END) -> Scope:
    return Scope(None, *MONTH, as_of)


def numbers(reading: board.Board) -> dict[str, tuple[int, int | None]]:
    return {code: (v.numerator, v.denominator) for code, v in reading.total.items()}


def test_live_board_equals_the_full_count(month: list[Dossier]) -> None:
    live = board.read(whole(), at=END)

    assert live.is_live
    assert numbers(live) == numbers(board.full_count(whole()))
    assert live.by_unit == board.full_count(whole()).by_unit
    assert live.total[figures.RECEIVED.code].numerator == 3
    assert live.total[figures.ONLINE_COMPLETE.code].ratio == pytest.approx(2 / 3)
    assert live.total[figures.OVERDUE.code].numerator == 1


def test_board_as_of_an_earlier_day_does_not_know_what_came_later(month: list[Dossier]) -> None:
    then = board.read(whole(MONDAY + 10 * DAY), at=END)

    assert not then.is_live
    assert then.total[figures.SETTLED.code].numerator == 1
    assert then.total[figures.LATE.code].numerator == 0
    assert then.total[figures.IN_PROGRESS.code].numerator == 2
    assert then.total[figures.ONLINE_COMPLETE.code].numerator == 1


@pytest.mark.parametrize("measure", figures.BOARD, ids=lambda m: m.code)
def test_every_figure_opens_its_rows(month: list[Dossier], measure: measures.Measure) -> None:
    value = board.read(whole(), at=END).total[measure.code]

    assert measures.rows_behind(measure, whole()).count() == value.numerator
    if measure.denominator:
        behind = measures.rows_behind(measure, whole(), "denominator")
        assert behind.count() == value.denominator


def test_counting_twice_changes_nothing(month: list[Dossier]) -> None:
    before = list(DayTally.objects.order_by("unit", "day").values())

    for dossier in month:
        tallying.mark_stale(dossier.pk)
        tallying.mark_stale(dossier.pk)
    tallying.recount_stale_days(at=END)

    after = list(DayTally.objects.order_by("unit", "day").values())
    assert [{**row, "id": 0} for row in after] == [{**row, "id": 0} for row in before]
    assert not StaleDay.objects.exists()


def test_recount_all_makes_the_same_tallies(month: list[Dossier]) -> None:
    before = board.read(whole(), at=END)

    tallying.recount_all(at=END)

    assert board.read(whole(), at=END).by_unit == before.by_unit


def test_an_empty_period_has_no_ratio_and_says_so(cast: Cast, province: Unit) -> None:
    reading = board.read(whole(), at=END)

    assert reading.total[figures.ONLINE.code].ratio is None
    assert figures.ONLINE.shown(reading.total[figures.ONLINE.code]) == "–"


def test_overseeing_is_by_agency(cast: Cast, month: list[Dossier], province: Unit) -> None:
    here = actor_of(make_official("xem", "Xem Xã", cast.muong_bi, Role.VIEWER), MONDAY)
    elsewhere = actor_of(make_official("khac", "Xem Khác", cast.viet_tri, Role.VIEWER), MONDAY)
    everywhere = actor_of(make_official("tinh", "Xem Tỉnh", province, Role.VIEWER), MONDAY)
    rows = measures.rows_behind(figures.RECEIVED, whole())

    assert [unit.code for unit in oversight.overseen(here)] == [cast.muong_bi.code]
    assert oversight.open_to(here, rows).count() == 3
    assert oversight.open_to(elsewhere, rows).count() == 0
    assert oversight.open_to(everywhere, rows).count() == 3
    assert oversight.open_to(cast.lan_acts, rows).count() == 0
    assert not oversight.overseen(cast.minh).exists()


def sign_in(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username))
    return client


def test_pages_open_to_their_overseer_and_to_no_stranger(
    cast: Cast, month: list[Dossier], province: Unit
) -> None:
    make_official("tinh", "Xem Tỉnh", province, Role.VIEWER)
    query = {"tu": "2026-03-01", "den": "2026-03-31"}

    shown = sign_in("tinh").get("/dieu-hanh/tinh/", query)
    rows = sign_in("tinh").get("/dieu-hanh/tinh/ho-so/received/", query)
    one = sign_in("tinh").get(f"/dieu-hanh/{cast.muong_bi.code}/", query)

    assert shown.status_code == rows.status_code == one.status_code == 200
    assert "66,7 %" in shown.content.decode()
    assert rows.content.decode().count("H44.05158-260302-0001") == 1
    for address in ("/dieu-hanh/tinh/", "/dieu-hanh/tinh/ho-so/received/", "/dieu-hanh/"):
        assert sign_in("quang").get(address).status_code == 404


def test_a_wrong_period_is_said_beside_the_field(cast: Cast, province: Unit) -> None:
    make_official("tinh", "Xem Tỉnh", province, Role.VIEWER)

    answer = sign_in("tinh").get("/dieu-hanh/tinh/", {"tu": "2026-03-31", "den": "2026-03-01"})

    assert answer.status_code == 422
    assert "Ngày cuối phải từ ngày đầu trở đi." in answer.content.decode()


@pytest.mark.parametrize("asked", ["", "?tu=2026-03-01&den=2026-03-31", "?luc=2026-03-03"])
@pytest.mark.parametrize("place", ["tinh", "H44.05158"])
def test_every_figure_on_a_board_is_what_its_rows_come_to(
    month: list[Dossier], province: Unit, place: str, asked: str
) -> None:
    make_official("theodoi.tinh", "Hà Thị Theo", province, Role.VIEWER)
    client = sign_in("theodoi.tinh")

    assert board_walk.unlike(client, f"/dieu-hanh/{place}/{asked}") == []


def test_a_past_day_shows_dossiers_as_they_stood(month: list[Dossier], province: Unit) -> None:
    make_official("theodoi.tinh", "Hà Thị Theo", province, Role.VIEWER)
    client = sign_in("theodoi.tinh")
    query = "?tu=2026-03-01&den=2026-03-31&luc="

    then = client.get(f"/dieu-hanh/tinh/ho-so/received/{query}{MONDAY.date()}").content.decode()
    now = client.get(f"/dieu-hanh/tinh/ho-so/received/{query}{END.date()}").content.decode()

    assert "Đang giải quyết" in then
    assert "Trước hạn" not in then
    assert "Trước hạn" in now
    assert "None" not in then


def test_a_past_day_calls_communes_as_they_were_called(
    month: list[Dossier], province: Unit, areas: tuple[Unit, Unit]
) -> None:
    make_official("theodoi.tinh", "Hà Thị Theo", province, Role.VIEWER)
    client = sign_in("theodoi.tinh")
    new = identity.NewName("Xã Mường Trời", END.date(), "Nghị quyết số 500/NQ-UBTVQH16")
    identity.rename_unit(areas[0], new, by=PLATFORM, at=END)

    def shown(address: str, until: date) -> tuple[bool, bool]:
        page = client.get(f"{address}?tu=2026-03-01&den={until}").content.decode()
        return "Mường Bi" in page, "Mường Trời" in page

    for address in (
        "/dieu-hanh/tinh/",
        "/dieu-hanh/H44.05158/",
        "/dieu-hanh/tinh/ho-so/received/",
    ):
        assert shown(address, MONTH[1]) == (True, False), address
        assert shown(address, END.date()) == (False, True), address


def test_an_ended_commune_stands_with_its_last_day_and_is_counted_no_more(
    month: list[Dossier], province: Unit, areas: tuple[Unit, Unit]
) -> None:
    make_official("theodoi.tinh", "Hà Thị Theo", province, Role.VIEWER)
    client = sign_in("theodoi.tinh")
    decided = identity.Closing(MONTH[1], (areas[1],), "Nghị quyết số 500/NQ-UBTVQH16")
    identity.close_unit(areas[0], decided, by=PLATFORM, at=MONDAY)

    board = client.get(f"/dieu-hanh/tinh/?tu=2026-03-01&den={END.date()}").content.decode()
    before = client.get(f"/dieu-hanh/tinh/?tu=2026-03-01&den={MONTH[0]}").content.decode()

    assert "đến hết 31/03/2026" in board
    assert "đến hết 31/03/2026" not in before
    assert "2 xã, phường" in before


def test_on_time_says_how_many_are_overdue(month: list[Dossier], province: Unit) -> None:
    make_official("theodoi.tinh", "Hà Thị Theo", province, Role.VIEWER)
    client = sign_in("theodoi.tinh")
    query = f"?tu=2026-03-01&den=2026-03-31&luc={END.date()}"
    said = "Chưa kể: 1 hồ sơ đang giải quyết đã quá giờ hẹn."

    for address in ("/dieu-hanh/tinh/", "/dieu-hanh/tinh/ho-so/in-time/"):
        assert said in client.get(address + query).content.decode(), address
    assert said not in client.get("/dieu-hanh/tinh/ho-so/online/" + query).content.decode()


def test_the_board_draws_the_borders_that_were_loaded(
    month: list[Dossier], province: Unit, settings: Settings, tmp_path: Path
) -> None:
    make_official("tinh", "Xem Tỉnh", province, Role.VIEWER)
    settings.HOME = tmp_path
    before = sign_in("tinh").get("/dieu-hanh/tinh/").content.decode()
    paths = {"05158": "M0 0l9 0 0 9z", "07900": "M9 9l9 0 0 9z"}
    content = {"height": 99, "paths": paths, "source": "ranh giới"}
    (tmp_path / "map.json").write_text(json.dumps(content))

    after = sign_in("tinh").get("/dieu-hanh/tinh/").content.decode()

    assert 'class="map borders"' not in before
    assert 'class="map borders"' in after
    for code, path in paths.items():
        assert re.search(
            rf'<a href="/dieu-hanh/H44\.{code}/[^>]*>\s*<title>[^<]+</title><path d="{path}"/>',
            after,
        )


def test_an_ended_commune_keeps_its_past_rows_and_leaves_when_all_is_done(
    month: list[Dossier], cast: Cast, province: Unit
) -> None:
    """Past figures stay with who had them; rows add up to the total on every day."""
    make_official("tinh", "Xem Tỉnh", province, Role.VIEWER)
    Unit.objects.filter(pk=cast.muong_bi.pk).update(valid_to=date(2026, 3, 31), is_in_force=False)
    client = sign_in("tinh")

    def lines(tu: str, den: str) -> list[str]:
        page = client.get("/dieu-hanh/tinh/", {"tu": tu, "den": den}).content.decode()
        return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)

    march = lines("2026-03-01", "2026-03-31")
    april = lines("2026-04-01", "2026-04-30")
    settle(month[2], at=MONDAY + 35 * DAY, outcome="late")
    tallying.mark_stale(month[2].pk)
    tallying.recount_stale_days(at=END)
    may = lines("2026-05-01", "2026-05-31")

    assert "UBND xã Mường Bi" in march
    assert "UBND xã Mường Bi" in april, "one of its dossiers is still open"
    assert "UBND xã Mường Bi" not in may
    assert {"UBND phường Việt Trì"} < set(march)
    assert "UBND phường Việt Trì" in may
