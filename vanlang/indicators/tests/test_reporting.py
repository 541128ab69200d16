"""Values come in, are judged, checked and verified; nothing is ever overwritten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import Error, transaction

from vanlang.identity.api import Unit
from vanlang.indicators.actions import checking, defining, reporting
from vanlang.indicators.models import ColourChange, Definition, Finding, Value
from vanlang.indicators.queries import definitions, values
from vanlang.indicators.queries import interface as asked
from vanlang.indicators.rules.colours import Colour
from vanlang.indicators.rules.paths import Path, Way
from vanlang.indicators.rules.periods import Frequency, parse_period
from vanlang.indicators.rules.quality import Rule
from vanlang.indicators.rules.states import Decides, FindingState
from vanlang.indicators.tests.conftest import FEBRUARY, MARCH, MONDAY, WANTED, Define, Tell
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal
from vanlang.tasks import api as tasks

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
CODE = "hoc_ky_nang_so"
Attempt = Callable[[], object]
# After the closing of the period: 14 March and two days.
TOO_LATE = MONDAY + timedelta(days=20)


def test_a_report_is_kept_and_judged(
    define: Define, muong_bi: Unit, minh: Actor, tell: Tell
) -> None:
    define()

    row = tell("95", by=minh)

    assert (row.value, row.colour, row.is_decisive) == (D(95), Colour.GREEN, True)
    found = asked.value(CODE, unit=muong_bi, period=MARCH)
    assert found is not None
    assert (found.reported, found.decided, found.colour) == (D(95), D(95), Colour.GREEN)


def test_a_report_is_refused_to_a_stranger(define: Define, quang: Actor, tell: Tell) -> None:
    define()

    with pytest.raises(NotPermitted):
        tell("95", by=quang)


def test_the_same_key_gives_the_same_value(define: Define, muong_bi: Unit, minh: Actor) -> None:
    define()
    key = uuid4()

    rows = [
        reporting.report(CODE, unit=muong_bi, period=MARCH, value=D(n), key=key, by=minh, at=MONDAY)
        for n in (95, 12)
    ]

    assert rows[0].pk == rows[1].pk
    assert rows[1].value == D(95)
    with pytest.raises(Conflict):
        reporting.report(
            CODE, unit=muong_bi, period=FEBRUARY, value=D(1), key=key, by=minh, at=MONDAY
        )


def test_the_same_figure_twice_in_one_sending_is_refused(define: Define, muong_bi: Unit) -> None:
    define()
    twice = [reporting.Reported(CODE, muong_bi, MARCH, D(n), uuid4()) for n in (1, 2)]

    with pytest.raises(Refusal, match="hai lần"):
        reporting.report_each(twice, by=PLATFORM, at=MONDAY)

    assert not Value.objects.exists()


def test_missing_is_not_zero(define: Define, muong_bi: Unit, tell: Tell) -> None:
    define()

    tell(None)

    found = asked.value(CODE, unit=muong_bi, period=MARCH)
    assert found is not None
    assert (found.decided, found.colour) == (None, Colour.UNKNOWN)


def test_any_day_can_be_read_again(define: Define, muong_bi: Unit, tell: Tell) -> None:
    define()
    tell("80")
    tell("95", at=MONDAY + timedelta(days=3))

    then = asked.value(CODE, unit=muong_bi, period=MARCH, as_of=MONDAY + timedelta(days=1))
    now = asked.value(CODE, unit=muong_bi, period=MARCH)

    assert then is not None
    assert now is not None
    assert (then.decided, then.colour) == (D(80), Colour.AMBER)
    assert (now.decided, now.colour) == (D(95), Colour.GREEN)


def test_values_and_published_definitions_stay_in_the_database(define: Define, tell: Tell) -> None:
    row = define()
    told = tell("80")
    attempts: list[Attempt] = [
        lambda: Value.objects.filter(pk=told.pk).update(value=D(99)),
        lambda: Value.objects.filter(pk=told.pk).delete(),
        lambda: Definition.objects.filter(pk=row.pk).update(name="khác"),
        lambda: Definition.objects.filter(pk=row.pk).update(state="draft", published_at=None),
    ]

    for attempt in attempts:
        with pytest.raises(Error), transaction.atomic():
            attempt()

    assert Value.objects.get().value == D(80)


def test_every_change_of_colour_is_kept_with_its_rule(define: Define, tell: Tell) -> None:
    define()
    tell("80", period=FEBRUARY)

    tell("95", at=MONDAY + timedelta(hours=1))
    tell("60", at=MONDAY + timedelta(hours=2))

    turned = list(ColourChange.objects.order_by("pk").values_list("before", "after"))
    assert turned == [("none", "warn"), ("warn", "good"), ("good", "bad")]
    last = ColourChange.objects.latest("pk")
    assert "dưới 70." in last.rule
    assert "từ 95,00 thành 60,00" in last.why


def test_what_is_told_of_the_past_turns_no_colour(define: Define, tell: Tell) -> None:
    define()
    tell("95")

    tell("10", period=FEBRUARY)

    assert ColourChange.objects.count() == 1


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (parse_period("2026-Q1"), "báo cáo theo tháng"),
        (parse_period("2026-03", 0), "chốt số liệu theo ngày khác"),
        (parse_period("2025-11"), "chưa có định nghĩa"),
        (parse_period("2026-09"), "chưa bắt đầu"),
    ],
)
def test_another_period_is_refused(define: Define, tell: Tell, period: object, words: str) -> None:
    define()

    with pytest.raises(Refusal, match=words):
        tell("1", period=period)


def test_a_commune_that_is_gone_reports_no_more(define: Define, muong_bi: Unit, tell: Tell) -> None:
    define()
    muong_bi.valid_to = date(2026, 2, 28)
    muong_bi.save(update_fields=["valid_to"])

    with pytest.raises(Refusal, match="không còn vào cuối tháng 03/2026"):
        tell("1")


def test_a_renamed_commune_keeps_its_series(define: Define, muong_bi: Unit, tell: Tell) -> None:
    define()
    tell("80", period=FEBRUARY)
    muong_bi.name = "Ủy ban nhân dân phường Mường Bi"
    muong_bi.save(update_fields=["name"])

    tell("85")

    row = definitions.published().get()
    found = values.series(row, muong_bi, [FEBRUARY, MARCH])
    assert [one.decided for one in found] == [D(80), D(85)]


def test_an_indicator_is_not_measured_for_everybody(
    define: Define, province: Unit, tell: Tell
) -> None:
    define(for_province=False)

    with pytest.raises(Refusal, match="không đo cho"):
        tell("1", unit=province)


def test_a_definition_does_not_change_in_the_middle_of_a_round(
    define: Define, province: Unit, tell: Tell
) -> None:
    define()
    tell("80")
    wanted = replace(WANTED, name="Cách tính mới", effective_from=date(2026, 3, 1))
    middle = defining.draft(CODE, wanted, owner=province, by=PLATFORM, at=MONDAY)

    with pytest.raises(Refusal, match="Không đổi định nghĩa giữa kỳ"):
        defining.publish(middle, by=PLATFORM, at=MONDAY)

    begun = replace(wanted, effective_from=MARCH.start)
    again = defining.draft(CODE, begun, owner=province, by=PLATFORM, at=MONDAY)
    with pytest.raises(Refusal, match="đã bắt đầu"):
        defining.publish(again, by=PLATFORM, at=MONDAY)
    next_one = replace(wanted, effective_from=MARCH.next().start)
    draft = defining.draft(CODE, next_one, owner=province, by=PLATFORM, at=MONDAY)
    defining.publish(draft, by=PLATFORM, at=MONDAY)
    assert asked.definition(CODE, MARCH) != draft
    assert asked.definition(CODE, MARCH.next()) == draft


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"formula": "khong_co + 1"}, "Không có chỉ số"),
        ({"formula": "he.khong_dem"}, "Hệ thống không đếm"),
        ({"formula": "hoc_ky_nang_so * 2"}, "quay vòng"),
        ({"formula": "1 +"}, "giữa chừng"),
        ({"decides": Decides.COUNTED}, "phải có công thức"),
        ({"green": D(1), "amber": D(5)}, "kém hơn ngưỡng xanh"),
        ({"lowest": D(5), "highest": D(1)}, "lớn hơn giá trị cao nhất"),
        ({"cut_off_day": 31}, "từ 1 đến 27"),
        ({"for_province": False, "for_communes": False}, "ít nhất một cấp"),
        ({"parts": "hoc_ky_nang_so"}, "thành phần của chính nó"),
        ({"name": " "}, "Ghi tên"),
    ],
)
def test_a_definition_that_cannot_be_is_refused(
    define: Define, province: Unit, wrong: dict[str, object], words: str
) -> None:
    define("khac")
    wanted = replace(WANTED, **wrong)  # type: ignore[arg-type] # one fault a time

    with pytest.raises(Refusal, match=words):
        defining.draft(CODE, wanted, owner=province, by=PLATFORM, at=MONDAY)


def test_formulas_of_two_indicators_may_not_turn_in_a_circle(
    define: Define, province: Unit
) -> None:
    define("mot")
    define("hai", formula="mot + 1")
    back = replace(WANTED, formula="hai / 2")

    with pytest.raises(Refusal, match="mot → hai → mot"):
        defining.draft("mot", back, owner=province, by=PLATFORM, at=MONDAY)


def test_a_formula_over_another_period_is_refused(define: Define, province: Unit) -> None:
    define("nam", frequency=Frequency.YEAR)

    wanted = replace(WANTED, formula="nam")

    with pytest.raises(Refusal, match="kỳ hoặc ngày chốt"):
        defining.draft("thang", wanted, owner=province, by=PLATFORM, at=MONDAY)


def test_drafting_and_publishing_are_refused_to_strangers(
    province: Unit, tam: Actor, hoa: Actor
) -> None:
    with pytest.raises(NotPermitted):
        defining.draft(CODE, WANTED, owner=province, by=hoa, at=MONDAY)
    row = defining.draft(CODE, WANTED, owner=province, by=tam, at=MONDAY)
    with pytest.raises(NotPermitted):
        defining.publish(row, by=hoa, at=MONDAY)
    defining.publish(row, by=tam, at=MONDAY)

    with pytest.raises(Conflict):
        defining.publish(row, by=tam, at=MONDAY)


def test_targets_judge_along_their_path(define: Define, tam: Actor, tell: Tell) -> None:
    row = define(basis="target", green=D(100), amber=D(80))
    path = Path(D(96), Way.EVEN, base=D(0))
    defining.set_target(row.indicator, year=2026, path=path, by=tam, at=MONDAY)

    told = tell("24")

    assert (told.target, told.colour) == (D(24), Colour.GREEN)
    defining.set_target(row.indicator, year=2026, path=Path(D(96)), by=tam, at=MONDAY)
    assert row.indicator.targets.filter(replaced_at=None).count() == 1
    assert row.indicator.targets.count() == 2
    assert tell("24", at=MONDAY + timedelta(hours=1)).colour == Colour.RED


CERTIFICATES = {"unit_name": "chứng thư", "green": None, "amber": None, "highest": None}


def test_parts_that_do_not_add_up_become_a_task(define: Define, tell: Tell) -> None:
    for code in ("to_chuc", "ca_nhan", "sim"):
        define(code, **CERTIFICATES)
    define("tat_ca", parts="to_chuc ca_nhan sim", **CERTIFICATES)
    for code, value in (("tat_ca", "8861"), ("to_chuc", "763"), ("ca_nhan", "7384")):
        tell(value, code=code)
    assert not Finding.objects.exists()

    tell("214", code="sim")

    finding = Finding.objects.get()
    assert finding.rule == Rule.PARTS
    assert "lệch 500" in finding.text
    task = tasks.of_source(checking.SYSTEM, str(finding.pk)).get()
    assert task.lead_id == finding.unit_id
    assert task.source_url == finding.get_absolute_url()


@pytest.mark.parametrize(
    ("first", "then", "rule"),
    [
        ("40", "95", Rule.JUMP),
        ("98.65", "98.65", Rule.COPY),
        ("95", "101", Rule.IMPOSSIBLE),
        ("95", "-1", Rule.IMPOSSIBLE),
    ],
)
def test_what_is_odd_is_found(
    define: Define, tell: Tell, first: str, then: str, rule: Rule
) -> None:
    define(jump_percent=D(50))
    tell(first, period=FEBRUARY, at=MONDAY - timedelta(days=17))
    assert not Finding.objects.exists()

    tell(then)

    assert rule in set(Finding.objects.values_list("rule", flat=True))


def test_late_and_edited_are_found(define: Define, tell: Tell) -> None:
    define()

    tell("95", at=TOO_LATE)
    tell("96", at=TOO_LATE + timedelta(hours=1))

    assert list(Finding.objects.order_by("found_at").values_list("rule", flat=True)) == [
        Rule.LATE,
        Rule.EDITED,
    ]


def test_a_finding_is_explained_and_closed(
    define: Define, tell: Tell, minh: Actor, quang: Actor, tam: Actor
) -> None:
    define()
    tell("120")
    finding = Finding.objects.get()
    with pytest.raises(NotPermitted):
        checking.explain(finding, explanation="Đúng thế", by=quang, at=MONDAY)
    with pytest.raises(Refusal, match="giải trình"):
        checking.explain(finding, explanation=" ", by=minh, at=MONDAY)
    checking.explain(finding, explanation="Gõ nhầm", by=minh, at=MONDAY)
    with pytest.raises(NotPermitted):
        checking.close(finding, word="Được", by=minh, at=MONDAY)

    closed = checking.close(finding, word="Đã sửa", by=tam, at=MONDAY)

    assert closed.state == FindingState.CLOSED
    with pytest.raises(Conflict):
        checking.explain(finding, explanation="Lần nữa", by=minh, at=MONDAY)


def test_a_finding_closes_with_its_task(define: Define, tell: Tell, tam: Actor) -> None:
    define()
    tell("120")
    finding = Finding.objects.get()
    queue.drain()

    checking.close_with_task(finding.pk, at=MONDAY)
    checking.close_with_task(finding.pk, at=MONDAY)

    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED
