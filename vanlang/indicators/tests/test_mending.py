"""A finding is no work of the province, and ends with what was wrong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from vanlang.identity.api import Unit
from vanlang.indicators.actions import checking, counting, verifying
from vanlang.indicators.models import Finding, Value, Verification
from vanlang.indicators.rules.periods import parse_period
from vanlang.indicators.rules.states import Decides, FindingState, ValueKind
from vanlang.indicators.tests.conftest import FEBRUARY, MARCH, MONDAY, Define, Tell
from vanlang.indicators.tests.test_counting import COUNTED, DONE, counted, give
from vanlang.kernel import measures, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.measures import Scope
from vanlang.kernel.refusals import NotPermitted
from vanlang.tasks import api as tasks
from vanlang.tasks.api import State, Task
from vanlang.tasks.measures import figures

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
LATER = MONDAY + timedelta(hours=2)


def task_of(finding: Finding) -> Task:
    return Task.objects.get(pk=str(finding.task_id))


def standing() -> tuple[list[str], set[str]]:
    """Return which rules still find something, and the states of the tasks that were given."""
    still = Finding.objects.exclude(state=FindingState.CLOSED).order_by("rule")
    return [one.rule for one in still], {one.state for one in Task.objects.all()}


def test_a_finding_moves_no_figure_of_the_province(
    define: Define, province: Unit, muong_bi: Unit, tell: Tell
) -> None:
    define(DONE, effective_from=date(2024, 12, 15), **COUNTED)
    define()
    first = give(province, muong_bi)
    give(province, muong_bi)
    Task.objects.filter(pk=first.pk).update(state="closed", started_at=MONDAY, closed_at=MONDAY)

    tell("150")  # of at most 100: a finding, and so a task of the unit
    queue.drain()
    counting.recount(at=LATER)

    scope = Scope(None, date(2026, 1, 1), date(2026, 12, 31), LATER)
    values = measures.values(figures.BOARD, scope)
    assert Task.objects.count() == 3
    assert counted(muong_bi) == (D(50), 1, 2)
    assert counted(province) == (D(50), 1, 2)
    assert values["tasks.given"].numerator == 2
    assert measures.rows_behind(figures.GIVEN, scope).count() == 2
    assert {measure.version for measure in figures.BOARD} == {2}


@pytest.mark.parametrize(
    ("before", "wrong", "right"), [(None, "150", "95"), ("90", "10", "88"), ("88.5", "88.5", "89")]
)
def test_a_mended_value_closes_its_finding_and_the_task(
    define: Define, tell: Tell, before: str | None, wrong: str, right: str
) -> None:
    define()
    if before is not None:
        tell(before, period=FEBRUARY, at=MONDAY - timedelta(days=14))
    tell(wrong)
    assert standing()[0] != []

    tell(right, at=LATER)
    queue.drain()

    finding = Finding.objects.get(period_key=MARCH.key)
    assert standing() == ([], {State.CLOSED})
    assert finding.closing_word == "Số liệu đã được sửa, không còn sai."
    assert task_of(finding).closing_word == finding.closing_word


def test_what_is_still_wrong_stays_open(define: Define, tell: Tell) -> None:
    define()
    tell("150")

    tell("160", at=LATER)

    assert standing() == (["impossible"], {State.ASSIGNED})


def test_mending_the_period_before_ends_the_jump_after_it(define: Define, tell: Tell) -> None:
    define()
    tell("9", period=FEBRUARY)
    tell("90")
    assert "jump" in standing()[0]

    tell("89", period=FEBRUARY, at=LATER)

    assert "jump" not in standing()[0]


def test_a_part_that_is_mended_ends_the_finding_of_its_whole(define: Define, tell: Tell) -> None:
    more = {"unit_name": "chứng thư", "green": None, "amber": None, "lowest": None, "highest": None}
    for code in ("to_chuc", "ca_nhan"):
        define(code, **more)
    define("chung_thu", parts="to_chuc ca_nhan", **more)
    tell("8861", code="chung_thu")
    tell("763", code="to_chuc")
    tell("7598", code="ca_nhan")
    assert standing()[0] == ["parts"]

    tell("8098", code="ca_nhan", at=LATER)

    assert standing() == ([], {State.CLOSED})


def test_a_count_that_comes_to_what_was_reported_ends_the_finding(
    define: Define, province: Unit, muong_bi: Unit, tell: Tell
) -> None:
    define(DONE, effective_from=date(2024, 12, 15), **(COUNTED | {"decides": Decides.REPORTED}))
    task = give(province, muong_bi)
    counting.recount(at=MONDAY)
    tell("100", code=DONE, period=parse_period("2026"))
    assert standing()[0] == ["different"]

    Task.objects.filter(pk=task.pk).update(state="closed", started_at=MONDAY, closed_at=MONDAY)
    counting.recount(at=LATER)

    assert standing() == ([], {State.CLOSED})


def test_a_verdict_that_corrects_the_value_ends_the_finding(
    define: Define, tell: Tell, tam: Actor
) -> None:
    define(decides=Decides.VERIFIED)
    tell("150")
    check = Verification.objects.get()

    verifying.verify(check, value=D(95), word="Gõ nhầm", by=tam, at=LATER)

    assert standing() == ([], {State.CLOSED})


def test_closing_a_finding_by_hand_ends_its_task(define: Define, tell: Tell, tam: Actor) -> None:
    define()
    tell("150")
    finding = Finding.objects.get()

    checking.close(finding, word="Đúng là 150.", by=tam, at=LATER)

    assert standing() == ([], {State.CLOSED})
    assert task_of(finding).closing_word == "Đúng là 150."


def test_tasks_of_a_source_are_closed_by_who_gave_them(
    province: Unit, muong_bi: Unit, define: Define, tell: Tell, quang: Actor
) -> None:
    define()
    tell("150")
    finding = Finding.objects.get()
    again = {"word": "Xong", "at": LATER}

    with pytest.raises(NotPermitted):
        tasks.close_of_source("indicators", str(finding.pk), by=quang, **again)  # type: ignore[arg-type] # named above

    assert task_of(finding).state == State.ASSIGNED


def test_a_count_that_stands_says_of_nothing_that_it_is_missing(
    define: Define, province: Unit, muong_bi: Unit
) -> None:
    define(DONE, effective_from=date(2024, 12, 15), **COUNTED)
    counting.recount(at=MONDAY)
    before = Value.objects.get(unit=muong_bi, kind=ValueKind.COUNTED)
    give(province, muong_bi)

    counting.recount(at=LATER)

    after = Value.objects.get(unit=muong_bi, kind=ValueKind.COUNTED)
    assert before.remark == "Thiếu: tasks.done."
    assert (after.pk, after.value, after.note, after.remark) == (before.pk, D(0), "", "")
    # What was written before this was mended is not said either.
    assert Value(kind=ValueKind.COUNTED, value=D(1), note="Thiếu: x.").remark == ""
