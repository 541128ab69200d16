# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
"""Rounds are opened by the calendar, reports go up and are added up, closed and opened again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from vanlang.identity.api import Person, Unit
from vanlang.kernel import measures, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.measures import Scope
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.reports.actions import deciding, defining, filling, opening, reminding, telling
from vanlang.reports.measures import IN_TIME, THROUGH_THE_SYSTEM
from vanlang.reports.models import RegimeVersion, Round, Submission
from vanlang.reports.queries import reading, submissions
from vanlang.reports.rules import periods
from vanlang.reports.rules.periods import Frequency
from vanlang.reports.rules.states import State, WrongState
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

pytestmark = pytest.mark.django_db
APRIL = periods.period(Frequency.MONTH, 2026, 4)
Step = Callable[[], object]
A_MONTH_LATER = MONDAY + timedelta(days=31)


def test_the_calendar_opens_each_round_once(version: RegimeVersion, communes: list[Unit]) -> None:
    day_of_the_cut_off = MONDAY + timedelta(days=29)

    opened = [opening.open_due(at=day_of_the_cut_off + timedelta(days=n)) for n in range(4)]

    assert opened == [0, 1, 0, 0]
    turn = Round.objects.get()
    assert turn.period_key == "2026-04"
    assert turn.submissions.count() == len(communes) + 2


def test_a_round_opened_twice_is_the_same(version: RegimeVersion, communes: list[Unit]) -> None:
    first = opening.open_round(version, MARCH, by=PLATFORM, at=MONDAY)

    assert opening.open_round(version, MARCH, by=PLATFORM, at=MONDAY) == first


def test_a_commune_that_is_gone_reports_no_more(
    version: RegimeVersion, communes: list[Unit]
) -> None:
    communes[2].valid_to = MARCH.end - timedelta(days=1)
    communes[2].save(update_fields=["valid_to"])

    turn = opening.open_round(version, MARCH, by=PLATFORM, at=MONDAY)

    assert not turn.submissions.filter(unit=communes[2]).exists()


def test_terms_are_working_days_after_the_cut_off(turn: Round, muong_bi: Unit) -> None:
    report = report_of(turn, muong_bi)

    assert f"{report.due_at:%d/%m/%Y}" == "17/03/2026"  # two working days from Sunday the 15th
    assert report.parent is not None
    assert report.parent.due_at > report.due_at


def test_a_definition_changed_meanwhile_leaves_the_round_alone(
    turn: Round, version: RegimeVersion, tam: Person
) -> None:
    draft = defining.draft_next(version.regime, by=as_actor(tam), at=MONDAY)
    changed = definition(name="Báo cáo thử, sửa đổi", tables=definition().tables[:1])
    draft = defining.revise(draft, changed, by=as_actor(tam), at=MONDAY)
    defining.publish(draft, by=as_actor(tam), at=MONDAY)

    old = Round.objects.select_related("version").get(pk=turn.pk)
    new = opening.open_round(
        RegimeVersion.objects.get(pk=draft.pk), APRIL, by=PLATFORM, at=A_MONTH_LATER
    )
    assert len(old.definition.tables) == 2
    assert len(new.definition.tables) == 1


def test_what_is_in_force_never_changes(version: RegimeVersion, tam: Person) -> None:
    with pytest.raises(Conflict):
        defining.revise(version, definition(name="Khác"), by=as_actor(tam), at=MONDAY)


def test_only_the_leader_of_the_owner_publishes(
    version: RegimeVersion, son: Person, quang: Person, tam: Person
) -> None:
    draft = defining.draft_next(version.regime, by=as_actor(tam), at=MONDAY)

    for stranger in (son, quang):
        with pytest.raises(NotPermitted):
            defining.publish(draft, by=as_actor(stranger), at=MONDAY)


def test_a_definition_with_defects_is_not_published(version: RegimeVersion, tam: Person) -> None:
    draft = defining.draft_next(version.regime, by=as_actor(tam), at=MONDAY)
    table = definition().tables[0]
    circle = replace(table.columns[0], formula="ty_le")
    wrong = definition(tables=(replace(table, columns=(circle, *table.columns[1:])),))
    draft = defining.revise(draft, wrong, by=as_actor(tam), at=MONDAY)

    with pytest.raises(Refusal, match="vòng tròn"):
        defining.publish(draft, by=as_actor(tam), at=MONDAY)


def test_a_report_goes_up_and_is_locked(
    report: Submission, minh: Person, hoa: Person, muong_bi: Unit
) -> None:
    fill(report, as_actor(minh), cells(muong_bi))

    sent = hand_in(report, minh, hoa)

    assert (sent.state, sent.approver_name, sent.is_late(MONDAY)) == (State.SENT, hoa.name, False)


def test_nothing_missing_goes_up(report: Submission, minh: Person, muong_bi: Unit) -> None:
    values = cells(muong_bi) | {"van_ban/khac/den": ""}
    fill(report, as_actor(minh), values)

    with pytest.raises(Refusal, match="Nơi khác, Văn bản đến: chưa có số liệu"):
        deciding.present(report, by=as_actor(minh), at=MONDAY)


def test_parts_that_do_not_add_up_want_a_word(
    report: Submission, minh: Person, muong_bi: Unit
) -> None:
    fill(report, as_actor(minh), cells(muong_bi) | {"van_ban/tinh/dung_han": "500"})
    with pytest.raises(Refusal, match="chưa giải trình"):
        deciding.present(report, by=as_actor(minh), at=MONDAY)

    why = {"giai-trinh/unbalanced:van_ban/tinh/1": "Gồm cả văn bản đến từ kỳ trước."}
    fill(report, as_actor(minh), why)

    assert deciding.present(report, by=as_actor(minh), at=MONDAY).state == State.PRESENTED


def test_each_step_is_refused_to_the_stranger(
    report: Submission, turn: Round, quang: Person, minh: Person, hoa: Person, muong_bi: Unit
) -> None:
    stranger = as_actor(quang)
    fill(report, as_actor(minh), cells(muong_bi))
    with pytest.raises(NotPermitted):
        deciding.present(report, by=stranger, at=MONDAY)
    deciding.present(report, by=as_actor(minh), at=MONDAY)
    steps: tuple[Step, ...] = (
        lambda: deciding.approve(report, by=stranger, at=MONDAY),
        lambda: deciding.approve(report, by=as_actor(minh), at=MONDAY),
        lambda: deciding.send_back(report, reason="x", by=stranger, at=MONDAY),
        lambda: filling.roll_up(report, by=stranger, at=MONDAY),
        lambda: opening.close_round(turn, by=stranger, at=MONDAY),
        lambda: opening.reopen_round(turn, reason="x", by=stranger, at=MONDAY),
        lambda: reminding.remind_missing(report, by=stranger, at=MONDAY),
    )
    for step in steps:
        with pytest.raises(NotPermitted):
            step()
    deciding.approve(report, by=as_actor(hoa), at=MONDAY)
    with pytest.raises(NotPermitted):
        deciding.send(report, by=stranger, at=MONDAY)
    deciding.send(report, by=as_actor(minh), at=MONDAY)
    for nobody in (stranger, as_actor(minh), as_actor(hoa)):
        with pytest.raises(NotPermitted):
            deciding.reopen(report, reason="x", by=nobody, at=MONDAY)


def test_each_step_is_refused_in_the_wrong_state(
    report: Submission, turn: Round, minh: Person, hoa: Person, son: Person, tam: Person
) -> None:
    steps: tuple[Step, ...] = (
        lambda: deciding.approve(report, by=as_actor(hoa), at=MONDAY),
        lambda: deciding.send(report, by=as_actor(minh), at=MONDAY),
        lambda: deciding.send_back(report, reason="x", by=as_actor(hoa), at=MONDAY),
        lambda: deciding.reopen(report, reason="x", by=as_actor(son), at=MONDAY),
    )
    for step in steps:
        with pytest.raises(WrongState):
            step()
    with pytest.raises(Conflict):
        opening.reopen_round(turn, reason="x", by=as_actor(tam), at=MONDAY)
    opening.close_round(turn, by=as_actor(tam), at=MONDAY)
    with pytest.raises(Conflict):
        opening.close_round(turn, by=as_actor(tam), at=MONDAY)
    with pytest.raises(Conflict, match="đã đóng"):
        deciding.present(report, by=as_actor(minh), at=MONDAY)


def test_what_was_sent_late_stays_late(
    report: Submission, minh: Person, hoa: Person, son: Person, muong_bi: Unit
) -> None:
    fill(report, as_actor(minh), cells(muong_bi))
    late = hand_in(report, minh, hoa, at=MONDAY + timedelta(days=9))
    deciding.reopen(late, reason="Sửa số", by=as_actor(son), at=MONDAY + timedelta(days=9))

    again = hand_in(report, minh, hoa, at=MONDAY + timedelta(days=10))

    assert again.is_late(MONDAY)
    assert again.first_sent_at == MONDAY + timedelta(days=9)


def test_the_whole_is_added_up_with_what_is_missing_named(
    turn: Round, communes: list[Unit], department: Unit, finish: Finish
) -> None:
    finish(communes[0], 100)
    finish(communes[1], 200)
    queue.drain()

    above = report_of(turn, department)
    read = reading.of(above)

    assert read.figures.text("van_ban/tinh/den") == "300"
    assert read.figures.text("van_ban/tong/den") == "340"
    assert read.figures.text("to_cong_nghe/tong/so_to") == "14"
    assert [one.unit_name for one in submissions.missing_below(above)] == [communes[2].name]


def test_the_sum_goes_on_to_the_province(
    turn: Round, communes: list[Unit], department: Unit, province: Unit, son: Person, finish: Finish
) -> None:
    finish(communes[0], 100)
    queue.drain()
    hand_in(report_of(turn, department), son, son)
    queue.drain()

    top = report_of(turn, province)

    assert top.values["van_ban/tinh/den"] == "100"
    assert top.covers == [(communes[0].code, communes[0].short_name)]


def test_sums_from_below_are_not_typed_over(
    turn: Round, communes: list[Unit], department: Unit, son: Person, finish: Finish
) -> None:
    finish(communes[0], 100)
    queue.drain()

    saved = fill(report_of(turn, department), as_actor(son), {"van_ban/tinh/den": "1"})

    assert saved.written == 0


def test_below_is_not_opened_again_under_a_finished_sum(
    turn: Round, communes: list[Unit], department: Unit, son: Person, tam: Person, finish: Finish
) -> None:
    sent = finish(communes[0], 100)
    queue.drain()
    above = hand_in(report_of(turn, department), son, son)

    with pytest.raises(Conflict, match="Báo cáo tổng hợp"):
        deciding.reopen(sent, reason="Sửa số", by=as_actor(son), at=MONDAY)

    deciding.reopen(above, reason="Sửa số", by=as_actor(tam), at=MONDAY)
    assert deciding.reopen(sent, reason="Sửa số", by=as_actor(son), at=MONDAY).state == "drafting"
    above = report_of(turn, department)
    assert above.values["van_ban/tinh/den"] == ""


def test_what_is_carried_over_begins_with_the_last_period(
    turn: Round, version: RegimeVersion, communes: list[Unit], finish: Finish
) -> None:
    finish(communes[0], 100)
    later = opening.open_round(version, APRIL, by=PLATFORM, at=A_MONTH_LATER)
    report = report_of(later, communes[0])

    filling.prefill(report, at=A_MONTH_LATER)

    report = report_of(later, communes[0])
    place = f"to_cong_nghe/{communes[0].code}/so_to"
    assert report.cells[place][:2] == ["7", "carried"]
    assert "van_ban/tinh/den" not in report.values


def test_a_jump_since_the_last_period_wants_a_word(
    turn: Round, version: RegimeVersion, communes: list[Unit], minh: Person, finish: Finish
) -> None:
    finish(communes[0], 100)
    later = opening.open_round(version, APRIL, by=PLATFORM, at=A_MONTH_LATER)
    report = report_of(later, communes[0])
    fill(report, as_actor(minh), cells(communes[0], 400))

    found = reading.of(report_of(later, communes[0])).findings

    assert [one.code for one in found] == ["jump:van_ban/tinh/den"]


def test_everybody_is_told_and_reminded_once(
    turn: Round, minh: Person, hoa: Person, son: Person, department: Unit
) -> None:
    queue.drain()
    queue.drain()
    told = Notice.objects.filter(person_id=minh.pk).count()
    above = report_of(turn, department)

    first = reminding.remind_missing(above, by=as_actor(son), at=MONDAY)
    second = reminding.remind_missing(above, by=as_actor(son), at=MONDAY)

    assert told == 1
    assert (first, second) == (3, 0)
    assert Notice.objects.filter(person_id=minh.pk).count() == 2


def test_the_calendar_reminds_before_on_and_after_the_day(turn: Round, minh: Person) -> None:
    counts = [
        reminding.remind_due(at=MONDAY + timedelta(days=day, hours=hour))
        for day in (0, 1, 2)
        for hour in (0, 1)
    ]

    assert counts[0::2] == [3, 3, 3]
    assert counts[1::2] == [0, 0, 0]


def test_nobody_is_reminded_of_what_was_sent(
    turn: Round, communes: list[Unit], finish: Finish
) -> None:
    sent = finish(communes[0], 100)

    assert telling.remind([sent], step="due", at=MONDAY) == 0


def test_reports_through_the_system_are_a_measure_with_rows(
    turn: Round, communes: list[Unit], finish: Finish
) -> None:
    finish(communes[0], 100)
    now = MONDAY + timedelta(days=2)
    scope = Scope(frozenset(unit.pk for unit in communes), MARCH.start, now.date(), now)

    values = measures.values([THROUGH_THE_SYSTEM, IN_TIME], scope)

    value = values[THROUGH_THE_SYSTEM.code]
    assert (value.numerator, value.denominator) == (1, 3)
    assert measures.rows_behind(THROUGH_THE_SYSTEM, scope).get().unit == communes[0]
    before = replace(scope, as_of=MONDAY - timedelta(days=1))
    assert measures.value(THROUGH_THE_SYSTEM, before).denominator == 0
