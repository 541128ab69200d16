"""The platform counts: after each event, at night, and for any day from the very rows."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F

from vanlang.identity.api import Unit
from vanlang.indicators.actions import counting
from vanlang.indicators.measures.counting import compute
from vanlang.indicators.models import StaleUnit, Tally, Value
from vanlang.indicators.queries import interface as asked
from vanlang.indicators.queries.definitions import as_sentence
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.periods import Frequency, Period, parse_period
from vanlang.indicators.rules.states import Decides, ValueKind
from vanlang.indicators.tests.conftest import MARCH, MONDAY, Define, Tell
from vanlang.kernel import measures, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.tasks import api as tasks
from vanlang.tasks.api import Task

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
YEAR = parse_period("2026")
DONE = "nhiem_vu_hoan_thanh"
COUNTED = {
    "formula": "tasks.done",
    "decides": Decides.COUNTED,
    "frequency": Frequency.YEAR,
    "green": D(80),
    "amber": D(50),
}


def give(province: Unit, lead: Unit) -> Task:
    order = tasks.Order(
        key=uuid4(),
        title="Rà soát",
        product="Báo cáo",
        giver=province,
        lead=lead,
        term=Term(5, TermUnit.WORKING_DAYS),
    )
    return tasks.assign(order, by=PLATFORM, at=MONDAY)


def counted(unit: Unit, *, period: Period = YEAR) -> tuple[Decimal | None, int | None, int | None]:
    found = asked.value(DONE, unit=unit, period=period)
    assert found is not None
    return found.counted, found.numerator, found.denominator


@pytest.fixture
def at_new_year(define: Define) -> None:
    define(DONE, effective_from=date(2024, 12, 15), **COUNTED)


@pytest.mark.usefixtures("at_new_year")
def test_an_event_below_reaches_the_boards(province: Unit, muong_bi: Unit, van_son: Unit) -> None:
    first = give(province, muong_bi)
    give(province, muong_bi)
    give(province, van_son)
    Task.objects.filter(pk=first.pk).update(state="closed", started_at=MONDAY, closed_at=MONDAY)

    queue.drain()
    counting.recount_stale(at=MONDAY + timedelta(hours=1))

    assert counted(muong_bi) == (D(50), 1, 2)
    assert counted(van_son) == (D(0), 0, 1)
    assert counted(province)[1:] == (1, 3)
    assert not StaleUnit.objects.exists()


@pytest.mark.usefixtures("at_new_year")
def test_marking_stale_makes_one_agency_count_again(province: Unit, muong_bi: Unit) -> None:
    give(province, muong_bi)

    counting.mark_stale([muong_bi.pk, muong_bi.pk], at=MONDAY)
    counting.mark_stale([muong_bi.pk], at=MONDAY)

    assert StaleUnit.objects.count() == 1
    assert counting.recount_stale(at=MONDAY + timedelta(hours=1)) == 1
    assert counted(muong_bi) == (D(0), 0, 1)
    assert counted(province) == (D(0), 0, 1)
    assert counting.recount_stale(at=MONDAY + timedelta(hours=1)) == 0


@pytest.mark.usefixtures("at_new_year")
def test_nothing_to_divide_by_is_missing_and_not_zero(muong_bi: Unit) -> None:
    counting.recount(at=MONDAY)

    assert counted(muong_bi)[0] is None
    row = Value.objects.get(unit=muong_bi)
    assert row.colour == Colour.UNKNOWN
    assert "tasks.done" in row.note


@pytest.mark.usefixtures("at_new_year")
def test_the_same_count_changes_nothing_and_another_day_is_another_row(
    province: Unit, muong_bi: Unit
) -> None:
    task = give(province, muong_bi)
    counting.recount(at=MONDAY + timedelta(hours=1))
    counting.recount(at=MONDAY + timedelta(hours=2))
    assert Value.objects.filter(unit=muong_bi).count() == 1
    Task.objects.filter(pk=task.pk).update(
        state="closed", started_at=MONDAY, closed_at=MONDAY + timedelta(days=1)
    )

    counting.recount(at=MONDAY + timedelta(days=2))

    rows = Value.objects.filter(unit=muong_bi).order_by("recorded_at")
    assert [row.value for row in rows] == [D(0), D(100)]
    then = asked.value(DONE, unit=muong_bi, period=YEAR, as_of=MONDAY + timedelta(days=1))
    assert then is not None
    assert then.decided == D(0)


@pytest.mark.usefixtures("at_new_year")
def test_both_roads_come_to_the_same_figure(province: Unit, muong_bi: Unit) -> None:
    for lead in (muong_bi, muong_bi, province):
        give(province, lead)
    Task.objects.filter(lead=muong_bi).update(state="closed", started_at=MONDAY, closed_at=MONDAY)
    at = MONDAY + timedelta(hours=1)
    counting.recount(at=at)
    definition = asked.definition(DONE, YEAR)
    assert definition is not None

    for unit in (province, muong_bi):
        from_rows = compute(definition, unit, YEAR, as_of=at)
        assert (from_rows.value, from_rows.numerator, from_rows.denominator) == counted(unit)
    assert compute(definition, province, YEAR, as_of=at).rows == 3


def test_of_148_committees_the_published_shares_are_computed(
    define: Define, province: Unit, tell: Tell
) -> None:
    units = [Unit.objects.create(**_commune(number)) for number in range(147)]  # and Mường Bi
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(agency=F("pk"))
    define("tieu_chi", for_province=False, green=D(1), amber=None, highest=D(1), is_whole=True)
    define("ty_le", formula="100 * dat(tieu_chi) / don_vi(tieu_chi)", decides=Decides.COUNTED)
    for unit in units:
        unit.refresh_from_db()
        tell("1", code="tieu_chi", unit=unit)

    counting.recount(at=MONDAY)

    found = asked.value("ty_le", unit=province, period=MARCH)
    assert found is not None
    assert (found.counted, found.numerator, found.denominator) == (D("99.324324"), 147, 148)


def _commune(number: int) -> dict[str, object]:
    code = f"H44.1{number:04}"
    return {
        "code": code,
        "name": f"Xã số {number}",
        "short_name": f"Xã {number}",
        "folded": f"xa {number}",
        "block": "committee",
        "level": "commune",
        "kind": "committee",
        "path": f"{code}/",
        "area_code": code[-5:],
        "valid_from": date(2025, 7, 1),
    }


def test_formulas_stand_on_one_another(define: Define, muong_bi: Unit, tell: Tell) -> None:
    define("goc")
    define("gap_doi", formula="goc * 2", decides=Decides.COUNTED, highest=None)
    define("nua", formula="gap_doi / 4", decides=Decides.COUNTED)
    tell("60", code="goc")

    counting.recount(at=MONDAY)

    found = asked.value("nua", unit=muong_bi, period=MARCH)
    assert found is not None
    assert found.decided == D(30)


@pytest.mark.usefixtures("at_new_year")
def test_the_command_counts_one_value_for_scripts(province: Unit, muong_bi: Unit) -> None:
    give(province, muong_bi)
    out = io.StringIO()

    arguments = ["compute", DONE, "--unit", muong_bi.code, "--period", "2026", "--json"]
    call_command("indicators", *arguments, stdout=out)

    found = json.loads(out.getvalue())
    assert (found["value"], found["version"], found["rows"]) == ("0", 1, 1)
    assert found["numerator"] == 0
    assert found["denominator"] == 1
    with pytest.raises(CommandError, match="Không có chỉ số"):
        call_command("indicators", "compute", "khong_co")
    with pytest.raises(CommandError, match="không phải ngày"):
        call_command("indicators", "compute", DONE, "--as-of", "hôm qua")


def test_the_catalogue_that_ships_can_be_read_as_sentences(province: Unit) -> None:
    call_command("indicators", "load", stdout=io.StringIO())
    call_command("indicators", "load", stdout=io.StringIO())

    rows = list(asked.published())
    assert len(rows) > 30
    for row in rows:
        said = as_sentence(row)
        assert said.endswith(".")
        assert row.source
        codes = {one.code for one in measures.registered()} | {one.code for one in rows}
        assert not any(code in said for code in codes if "_" in code)
    assert not Tally.objects.exists()
    assert set(Value.objects.values_list("kind", flat=True)) <= {ValueKind.COUNTED}
