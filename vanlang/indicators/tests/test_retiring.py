"""An indicator ends: nobody is asked for it any more, its past stays, another goes on from it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vanlang.identity.api import Unit
from vanlang.indicators.actions import cards, defining, reporting, retiring
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.models import Indicator, Retirement
from vanlang.indicators.queries import cards as boards
from vanlang.indicators.queries import trends
from vanlang.indicators.rules.paths import Path
from vanlang.indicators.rules.periods import Period, parse_period
from vanlang.indicators.rules.states import Event
from vanlang.indicators.tests.conftest import MARCH, MONDAY, WANTED, Define, Tell
from vanlang.indicators.tests.test_screens import client_of
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.models import Entry
from vanlang.kernel.refusals import Conflict, Refusal

pytestmark = pytest.mark.django_db(databases=["default", "side"])
OLD, NEW = "hoc_ky_nang_so", "hoc_ky_nang_so_moi"
LAST = date(2026, 3, 14)
APRIL = parse_period("2026-04")
LATER = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
WHY = "Thay bằng chỉ số mới theo Kế hoạch 12/KH-UBND."


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"


def end(code: str = OLD, **differing: object) -> Retirement:
    words = {"last_date": LAST, "reason": WHY, "by": PLATFORM, "at": MONDAY} | differing
    return retiring.retire(Indicator.objects.get(code=code), **words)  # type: ignore[arg-type]


def page(actor: Actor, name: str, *words: str, **query: str) -> str:
    answer = client_of(actor).get(reverse(name, args=words), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def report(code: str, unit: Unit, period: Period, value: str, *, at: datetime) -> None:
    reporting.report(
        code, unit=unit, period=period, value=Decimal(value), key=uuid4(), by=PLATFORM, at=at
    )


@pytest.fixture
def two(define: Define, tell: Tell) -> None:
    """Lay out an indicator with a figure, and the one that goes on from it."""
    define()
    define(NEW, name="Tỷ lệ cán bộ dùng kỹ năng số", at=MONDAY)
    tell("82.5")


@pytest.fixture
def gone_on(two: None) -> Retirement:
    return end(successor=Indicator.objects.get(code=NEW), goes_on=True)


def set_of(owner: Unit, *codes: str, **differing: object) -> None:
    lines = tuple(Line(str(n), code, indicator=code) for n, code in enumerate(codes, 1))
    laid = Card("cap-xa", "Bộ cấp xã", "commune", "committee", lines=lines)
    cards.publish(cards.lay_out(laid, owner=owner, by=PLATFORM, at=MONDAY), by=PLATFORM, at=MONDAY)


def test_the_page_says_when_it_ends_why_and_what_goes_on(
    gone_on: Retirement, muong_bi: Unit, tam: Actor, minh: Actor
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        before = page(minh, "indicators-indicator", OLD, **{"don-vi": muong_bi.code})
    with time_machine.travel(LATER, tick=False):
        after = page(minh, "indicators-indicator", OLD, **{"don-vi": muong_bi.code})
        leaders = page(tam, "indicators-indicator", OLD)
        catalogue = page(minh, "indicators-home")

    assert "Chỉ số ngừng sau ngày 14/03/2026" in before
    assert "Báo cáo số liệu" in before
    assert "Chỉ số đã ngừng sau ngày 14/03/2026" in after
    assert WHY in after
    assert reverse("indicators-indicator", args=[NEW]) in after
    assert "82,5" in after  # what was reported stays readable
    assert "Tháng 04/2026" not in after
    assert "Báo cáo số liệu" not in after
    for button in ("Giao mục tiêu", "Soạn phiên bản", "Cho ngừng chỉ số"):
        assert button not in leaders
    assert "Đã ngừng sau 14/03/2026" in catalogue


def test_the_series_goes_on_in_the_successor_and_is_drawn_so(
    gone_on: Retirement, muong_bi: Unit, minh: Actor
) -> None:
    report(NEW, muong_bi, APRIL, "91.25", at=LATER)
    with time_machine.travel(LATER, tick=False):
        text = page(minh, "indicators-indicator", NEW, **{"don-vi": muong_bi.code})

    drawing = text.partition("Qua các kỳ")[2].partition("</figure>")[0]
    assert "82,5" in drawing
    assert "91,25" in drawing
    assert "Đến hết ngày 14/03/2026 là số của chỉ số “Tỷ lệ cán bộ đã học kỹ năng số”" in text
    assert reverse("indicators-past", args=[OLD, muong_bi.code, "2026-03"]) in text
    assert reverse("indicators-past", args=[NEW, muong_bi.code, "2026-04"]) in text


def test_nobody_reports_after_the_last_day_and_the_last_period_is_still_taken(
    gone_on: Retirement, van_son: Unit, minh: Actor, muong_bi: Unit
) -> None:
    report(OLD, van_son, MARCH, "70", at=LATER)

    with pytest.raises(Refusal) as no:
        report(OLD, van_son, APRIL, "71", at=LATER)
    with time_machine.travel(LATER, tick=False):
        form = page(minh, "indicators-report", OLD, muong_bi.code)

    assert "ngừng sau ngày 14/03/2026" in no.value.message
    assert "“Tỷ lệ cán bộ dùng kỹ năng số”" in no.value.message
    assert 'value="2026-03"' in form
    assert "2026-04" not in form


def test_a_set_is_judged_by_the_successor_from_its_first_day(
    gone_on: Retirement, province: Unit, muong_bi: Unit, minh: Actor
) -> None:
    set_of(province, OLD)
    card = boards.current("cap-xa", minh)
    assert card is not None

    held = boards.board(card, on=LAST, units=[muong_bi]).standings[0]
    carried = boards.board(card, on=day_of(LATER), units=[muong_bi]).standings[0]
    report(NEW, muong_bi, APRIL, "91.25", at=LATER)
    followed = boards.board(card, on=day_of(LATER), units=[muong_bi]).standings[0]
    report(NEW, muong_bi, APRIL, "60", at=LATER + timedelta(hours=1))
    later = boards.board(card, on=day_of(LATER), units=[muong_bi])
    moved = trends.moved(later, since=LATER, until=LATER + timedelta(hours=2)).shown

    values = [one.cells[0].value for one in (held, carried, followed)]
    assert [value and value.value for value in values] == [
        Decimal("82.5"),
        Decimal("82.5"),  # the last of the old series stands until the new one has a figure
        Decimal("91.25"),
    ]
    assert [one.known for one in (held, carried, followed)] == [1, 1, 1]
    assert [(one.indicator.code, one.after) for one in moved] == [(NEW, "bad")]


def test_what_ended_without_successor_is_missing_to_nobody(
    define: Define, tell: Tell, province: Unit, muong_bi: Unit, minh: Actor
) -> None:
    define()
    define(NEW, name="Tỷ lệ cán bộ dùng kỹ năng số")
    end()
    set_of(province, OLD, NEW)
    report(NEW, muong_bi, APRIL, "95", at=LATER)

    with time_machine.travel(LATER, tick=False):
        commune = page(minh, "indicators-unit", muong_bi.code)
        whole = page(minh, "indicators-card", "cap-xa")

    assert "1/1 xanh" in commune
    assert "chưa có số liệu" not in commune
    assert "1/1" in whole


def test_what_others_are_counted_from_does_not_end_under_them(two: None, define: Define) -> None:
    define("gap_doi", name="Gấp đôi", formula=f"2 * {OLD}", unit_name="điểm", highest=None)

    with pytest.raises(Conflict, match="“Gấp đôi”"):
        end()
    end("gap_doi")
    end()

    assert Retirement.objects.count() == 2
    with pytest.raises(Refusal, match="đã ngừng"):
        define("gap_ba", formula=f"3 * {OLD}", effective_from=date(2026, 6, 15))


@pytest.mark.parametrize(
    ("differing", "words"),
    [
        ({"last_date": date(2026, 3, 10)}, "ngày cuối của một kỳ"),
        ({"last_date": date(2026, 2, 14)}, "không thể đã qua"),
        ({"reason": "Bỏ"}, "lý do"),
    ],
)
def test_a_last_day_is_that_of_a_period_to_come_and_has_a_reason(
    differing: dict[str, object], words: str, two: None
) -> None:
    with pytest.raises(Refusal, match=words):
        end(**differing)  # type: ignore[arg-type] # each case names its own

    assert not Retirement.objects.exists()


def test_a_series_goes_on_only_in_what_is_measured_alike(define: Define) -> None:
    define()
    define(NEW, unit_name="người", green=None, amber=None)

    with pytest.raises(Refusal, match="cùng đơn vị tính") as no:
        end(successor=Indicator.objects.get(code=NEW), goes_on=True)

    assert no.value.field == "goes_on"


def test_a_stranger_ends_no_indicator(two: None, quang: Actor) -> None:
    with pytest.raises(Refusal):
        end(by=quang)

    answer = client_of(quang).get(reverse("indicators-retire", args=[OLD]))
    assert answer.status_code == 404
    assert not Retirement.objects.exists()


def test_what_has_ended_ends_once_and_has_no_new_version_or_target(
    gone_on: Retirement, province: Unit
) -> None:
    with pytest.raises(Conflict, match="đã có ngày cuối cùng: 14/03/2026"):
        end()
    with pytest.raises(Conflict, match="lập chỉ số mới"):
        defining.draft(OLD, WANTED, owner=province, by=PLATFORM, at=MONDAY)
    with pytest.raises(Refusal, match="ngừng từ sau ngày 14/03/2026"):
        defining.set_target(
            gone_on.indicator, year=2027, path=Path(Decimal(90)), by=PLATFORM, at=MONDAY
        )


def test_a_leader_ends_it_on_its_page(two: None, tam: Actor) -> None:
    address = reverse("indicators-retire", args=[OLD])
    with time_machine.travel(MONDAY, tick=False):
        asks = page(tam, "indicators-retire", OLD)
        wrong = client_of(tam).post(address, {"last_date": "2026-03-10", "reason": WHY})
        words = {"last_date": "2026-03-14", "reason": WHY, "successor": NEW, "goes_on": "on"}
        done = client_of(tam).post(address, words)
        again = client_of(tam).get(address)

    assert "14/03/2026 (hết Tháng 03/2026)" in asks
    assert wrong.status_code == 422
    assert done.status_code == 302
    assert again.status_code == 404
    row = Retirement.objects.get()
    assert (row.last_date, row.successor and row.successor.code, row.goes_on) == (LAST, NEW, True)
    assert Entry.objects.get(kind=Event.RETIRED).payload["successor"] == NEW


def test_open_data_and_programs_read_that_an_indicator_ends(
    client: Client, define: Define, tell: Tell
) -> None:
    define(is_open=True)
    define(NEW, name="Tỷ lệ cán bộ dùng kỹ năng số", at=MONDAY)
    before = client.get(reverse("indicators-json", args=[OLD])).json()["chi_so"]
    end(successor=Indicator.objects.get(code=NEW), goes_on=True)

    described = client.get(reverse("indicators-json", args=[OLD])).json()["chi_so"]
    of_program = client.get(f"/api/v1/indicators/{OLD}").json()["indicator"]
    (row,) = client.get("/api/v1/indicators").json()
    (data,) = client.get(reverse("indicators-dcat")).json()["dcat:dataset"]
    listed = client.get(reverse("indicators-open")).content.decode()

    assert before["ap_dung_den"] is None
    assert described["ap_dung_den"] == of_program["ap_dung_den"] == LAST.isoformat()
    assert described["ly_do_ngung"] == WHY
    assert described["chi_so_ke_tiep"] is None  # it is not open: strangers do not learn of it
    assert row["effective_to"] == LAST.isoformat()
    assert data["dct:temporal"]["dcat:endDate"]["@value"] == LAST.isoformat()
    assert "Ngừng sau ngày 14/03/2026." in listed


def test_periods_before_the_definition_of_which_nothing_is_known_are_not_called_missing(
    two: None, muong_bi: Unit, tam: Actor
) -> None:
    """Nobody was asked for them: a line of empty years said that eleven of them were owed."""
    wanted = {"don-vi": muong_bi.code, "ngay": "2026-03-10"}
    text = page(tam, "indicators-indicator", OLD, **wanted)
    rows = text.partition(">Từng kỳ</caption>")[2].partition("</table>")[0]
    since = Indicator.objects.get(code=OLD).definitions.get().effective_from

    assert MARCH.name in rows
    assert since > MARCH.year_before().end
    assert MARCH.year_before().name not in rows
