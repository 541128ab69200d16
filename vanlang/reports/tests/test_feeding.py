"""A figure that was sent in a report is the indicator's: nobody types it twice."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from vanlang.identity.api import Person, Unit
from vanlang.indicators import api as indicators
from vanlang.indicators.actions import defining as indicating
from vanlang.indicators.actions.defining import Wanted
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import midnight
from vanlang.kernel.refusals import Refusal
from vanlang.reports.actions import deciding, defining, opening
from vanlang.reports.forms.regimes import TableFacts, table_facts
from vanlang.reports.models import RegimeVersion, Round
from vanlang.reports.rules import periods
from vanlang.reports.rules.definitions import Definition, Feed
from vanlang.reports.rules.periods import Frequency
from vanlang.reports.tests.conftest import (
    MARCH,
    MONDAY,
    Finish,
    as_actor,
    cells,
    definition,
    fill,
    hand_in,
    report_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
PERIOD = indicators.parse_period("2026-03")


def indicator(code: str, owner: Unit, **differing: object) -> None:
    wanted = Wanted(
        name=f"Chỉ số {code}",
        unit_name="tổ",
        effective_from=date(2025, 12, 15),
        for_communes=True,
        for_province=True,
        green=D(5),
        amber=D(3),
    )
    made = indicating.draft(
        code,
        replace(wanted, **differing),  # type: ignore[arg-type] # each test names its own
        owner=owner,
        by=PLATFORM,
        at=MONDAY,
    )
    indicating.publish(made, by=PLATFORM, at=MONDAY)


def feeding(*, documents: str = "ty_le_van_ban", teams: str = "so_to") -> Definition:
    """Return the test's report, two of whose cells go on to indicators."""
    first, second = definition().tables
    tables = (
        replace(first, feeds=(Feed("tong", "ty_le", documents),)),
        replace(second, feeds=(Feed("*", "so_to", teams),)),
    )
    return definition(tables=tables)


@pytest.fixture
def version(province: Unit, department: Unit, tam: Person) -> RegimeVersion:
    indicator("ty_le_van_ban", province, unit_name="%", green=D(90), amber=D(70))
    indicator("so_to", province, for_province=False)
    draft = defining.draft_regime("thu", feeding(), owner=province, by=as_actor(tam), at=MONDAY)
    return defining.publish(draft, by=as_actor(tam), at=MONDAY)


def figure(code: str, unit: Unit) -> Decimal | None:
    found = indicators.value(code, unit=unit, period=PERIOD)
    return found.decided if found else None


def test_what_was_sent_stands_at_the_indicator(
    version: RegimeVersion, communes: list[Unit], minh: Person, hoa: Person
) -> None:
    turn = opening.open_round(version, MARCH, by=PLATFORM, at=MONDAY)
    report = report_of(turn, communes[0])
    fill(report, as_actor(minh), cells(communes[0]))
    assert figure("so_to", communes[0]) is None

    sent = hand_in(report, minh, hoa)

    assert figure("so_to", communes[0]) == D(7)
    assert figure("ty_le_van_ban", communes[0]) == D("91.67")  # 110 of 120
    assert figure("so_to", communes[1]) is None
    value = indicators.Value.objects.get(indicator__code="so_to")
    assert value.recorder_name.startswith("Đinh Văn Minh")
    assert "Báo cáo thử, tháng 3 năm 2026" in value.note
    assert sent.last_word == ""


@pytest.mark.parametrize(("hours", "faults"), [(-1, []), (1, ["late", "late"])])
def test_what_was_sent_in_time_with_its_report_is_late_nowhere(  # noqa: PLR0913, PLR0917 the cast
    hours: int,
    faults: list[str],
    version: RegimeVersion,
    communes: list[Unit],
    minh: Person,
    hoa: Person,
) -> None:
    """The indicator closes at the end of 16 March, the report is due some working hours later."""
    turn = opening.open_round(version, MARCH, by=PLATFORM, at=MONDAY)
    report = report_of(turn, communes[0])
    fill(report, as_actor(minh), cells(communes[0]))
    assert report.due_at > midnight(date(2026, 3, 17))

    hand_in(report, minh, hoa, at=report.due_at + timedelta(hours=hours))

    rules = indicators.Finding.objects.filter(rule__in=("late", "edited"))
    assert list(rules.values_list("rule", flat=True)) == faults


def test_a_report_that_was_mended_mends_the_indicator(
    version: RegimeVersion, communes: list[Unit], minh: Person, hoa: Person, son: Person
) -> None:
    turn = opening.open_round(version, MARCH, by=PLATFORM, at=MONDAY)
    report = report_of(turn, communes[0])
    fill(report, as_actor(minh), cells(communes[0]))
    hand_in(report, minh, hoa)
    later = MONDAY + timedelta(hours=1)
    deciding.reopen(report, reason="Sai số tổ", by=as_actor(son), at=later)
    assert figure("so_to", communes[0]) == D(7), "it stands until another is sent"
    fill(report, as_actor(minh), {f"to_cong_nghe/{communes[0].code}/so_to": "4"})
    hand_in(report, minh, hoa, at=later + timedelta(hours=1))

    assert figure("so_to", communes[0]) == D(4)
    before = indicators.value("so_to", unit=communes[0], period=PERIOD, as_of=later)
    assert before is not None
    assert before.decided == D(7)


def test_who_gathers_reports_nothing_of_itself(  # noqa: PLR0913, PLR0917 the cast
    turn: Round,
    finish: Finish,
    communes: list[Unit],
    department: Unit,
    province: Unit,
    son: Person,
    tam: Person,
) -> None:
    for unit in communes:
        finish(unit, 100)
    queue.drain()
    hand_in(report_of(turn, department), son, son)
    queue.drain()
    assert figure("ty_le_van_ban", department) is None
    hand_in(report_of(turn, province), tam, tam)

    assert figure("ty_le_van_ban", province) == D("91.67")
    assert [figure("so_to", unit) for unit in communes] == [D(7)] * len(communes)


def test_an_indicator_that_does_not_fit_is_refused_when_the_regime_is_published(
    province: Unit, tam: Person
) -> None:
    indicator("ty_le_van_ban", province, frequency=Frequency.QUARTER)
    indicator("so_to", province, formula="tasks.done")
    for content, words in (
        (feeding(), "kỳ hoặc ngày chốt số liệu khác"),
        (feeding(documents="so_to"), "do hệ thống tính"),
        (feeding(documents="khong_co", teams="khong_co"), "Không có chỉ số “khong_co”"),
    ):
        draft = defining.draft_regime("thu", content, owner=province, by=as_actor(tam), at=MONDAY)
        draft = defining.revise(draft, content, by=as_actor(tam), at=MONDAY)
        with pytest.raises(Refusal, match=words):
            defining.publish(draft, by=as_actor(tam), at=MONDAY)


@pytest.mark.usefixtures("department")
def test_a_cut_off_that_indicators_do_not_know_only_keeps_from_feeding(
    province: Unit, communes: list[Unit], tam: Person, minh: Person, hoa: Person
) -> None:
    late = 28  # the last that a report may have; a month of indicators ends by the 27th
    at = as_actor(tam)
    fed = replace(feeding(), cut_off=late)
    draft = defining.draft_regime("thu", fed, owner=province, by=at, at=MONDAY)
    with pytest.raises(Refusal, match="Chốt số liệu ngày 28"):
        defining.publish(draft, by=at, at=MONDAY)
    draft = defining.revise(draft, definition(cut_off=late), by=at, at=MONDAY)
    plain = defining.publish(draft, by=at, at=MONDAY)

    period = periods.period(Frequency.MONTH, 2026, 2, late)
    turn = opening.open_round(plain, period, by=PLATFORM, at=MONDAY)
    report = report_of(turn, communes[0])
    fill(report, as_actor(minh), cells(communes[0]))

    assert hand_in(report, minh, hoa).state == "sent"


def test_what_feeds_is_written_as_lines_and_read_back() -> None:
    held = feeding().tables[0]
    form = TableFacts(table_facts(held))

    assert form.is_valid(), form.errors
    assert form.table(held.columns) == held


def test_an_indicator_changed_since_keeps_no_report_from_being_sent(
    version: RegimeVersion, communes: list[Unit], minh: Person, hoa: Person
) -> None:
    indicators.Indicator.objects.filter(code="so_to").update(code="so_to_cu")
    turn = opening.open_round(version, MARCH, by=PLATFORM, at=MONDAY)
    report = report_of(turn, communes[0])
    fill(report, as_actor(minh), cells(communes[0]))

    sent = hand_in(report, minh, hoa)

    assert sent.state == "sent"
    assert sent.last_word == "Không có chỉ số mang mã “so_to”."
    assert figure("ty_le_van_ban", communes[0]) == D("91.67")
