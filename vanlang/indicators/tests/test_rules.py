"""Periods, colours, paths, points, places and quality: pure decisions."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vanlang.indicators.rules import paths, points, quality
from vanlang.indicators.rules.colours import (
    COLOUR_NAMES,
    Basis,
    Colour,
    Direction,
    Thresholds,
    judge,
    rule_of,
)
from vanlang.indicators.rules.numbers import read_decimal, share, shown
from vanlang.indicators.rules.paths import Merging, Part, Path, Way, over_the_old
from vanlang.indicators.rules.periods import (
    Frequency,
    back_from,
    parse_period,
    period_of,
)
from vanlang.indicators.rules.points import Branch, Leaf, Scoring
from vanlang.indicators.rules.quality import Fault, Limits, Rule
from vanlang.indicators.rules.ranking import rank
from vanlang.kernel.days import midnight
from vanlang.kernel.refusals import Refusal

D = Decimal
COMMUNES = 148


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("2026-03", date(2026, 2, 15), date(2026, 3, 14)),
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q2", date(2026, 3, 15), date(2026, 6, 14)),
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-9T", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_periods_run_from_the_15th_to_the_14th(key: str, start: date, end: date) -> None:
    """Nghị định 09/2019/NĐ-CP, Điều 12."""
    period = parse_period(key)

    assert (period.start, period.end) == (start, end)
    assert period_of(end, period.frequency) == period


def test_without_a_cut_off_a_period_is_the_calendars() -> None:
    assert parse_period("2026-02", 0).end == date(2026, 2, 28)
    assert parse_period("2024-02", 0).end == date(2024, 2, 29)
    assert parse_period("2026", 0).start == date(2026, 1, 1)


@given(
    some.dates(date(2000, 1, 1), date(2100, 1, 1)),
    some.sampled_from([f for f in Frequency if f != Frequency.NINE_MONTHS]),
    some.integers(0, 27),
)
def test_every_day_lies_in_one_period(day: date, frequency: Frequency, cut_off: int) -> None:
    period = period_of(day, frequency, cut_off)

    assert period.holds(day)
    assert period.previous().next() == period
    assert not period.next().holds(day)
    assert period.year_before().year == period.year - 1
    assert parse_period(period.key, cut_off) == period


@pytest.mark.parametrize("key", ["2026-13", "26-01", "2026-Q5", "2026-H3", "tháng 3", ""])
def test_what_names_no_period_is_refused(key: str) -> None:
    with pytest.raises(Refusal, match="kỳ số liệu"):
        parse_period(key)


def test_periods_are_named_the_way_people_do() -> None:
    assert parse_period("2026-03").name == "Tháng 03/2026"
    assert parse_period("2026-H1").name == "6 tháng đầu năm 2026"
    assert [p.key for p in back_from(parse_period("2026-Q1"), 3)] == [
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.234,5", "1234.5"),
        ("-3", "-3"),
        (" 98,65 % ", "98.65"),
        ("1.161.562", "1161562"),
        ("0.125", "0.125"),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, value: str) -> None:
    assert read_decimal(text) == D(value)


def test_a_percentage_that_may_be_a_thousand_is_asked_about() -> None:
    limits = Limits(D(0), D(100), is_share=True)

    with pytest.raises(Refusal, match="98,5 hoặc 98500"):
        read_decimal("98.500", limits.rule)
    for text in ("150", "-3", "1.000,0"):
        with pytest.raises(Refusal):
            read_decimal(text, limits.rule)
    assert read_decimal("1.500", Limits(decimals=0).rule) == D(1500)


def test_nothing_typed_is_missing_and_not_zero() -> None:
    assert read_decimal("  ") is None
    assert shown(None) == "–"
    assert shown(D("-0.001")) == "0,00"


@pytest.mark.parametrize("text", ["12,5,1", "mười", "1e5", "12 345 6 a", "=1+1", "NaN"])
def test_what_is_no_number_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(Refusal, match="không phải số"):
        read_decimal(text)


@pytest.mark.parametrize(
    ("count", "percent"),
    [(147, "99,32"), (146, "98,65"), (145, "97,97"), (148, "100,00"), (23, "15,54"), (20, "13,51")],
)
def test_the_published_shares_of_148_come_out_to_the_digit(count: int, percent: str) -> None:
    assert shown(share(count, COMMUNES)) == percent


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("95", "Xanh: giá trị 95, từ 90."),
        ("90.000000", "Xanh: giá trị 90, từ 90."),
        ("89.99", "Vàng: giá trị 89,99, từ 70,125."),
        ("89.996", "Vàng: giá trị 89,996, từ 70,125."),
        ("70.124", "Đỏ: giá trị 70,12, dưới 70,125."),
        ("10.5", "Đỏ: giá trị 10,5, dưới 70,125."),
    ],
)
def test_a_value_is_judged_by_its_thresholds(value: str, rule: str) -> None:
    verdict = judge(D(value), Thresholds(D(90), D("70.125")))

    assert verdict.rule == rule
    assert COLOUR_NAMES[verdict.colour] == rule.partition(":")[0]


def test_where_less_is_better_thresholds_are_turned_round() -> None:
    late = Thresholds(D(2), D(5), Direction.LESS)

    assert judge(D(1), late).colour == Colour.GREEN
    assert judge(D(5), late).colour == Colour.AMBER
    assert judge(D(6), late).colour == Colour.RED
    assert "không quá 2;" in rule_of(late)


def test_missing_has_no_colour() -> None:
    assert judge(None, Thresholds(D(90), D(70))).colour == Colour.UNKNOWN
    assert judge(D(1), Thresholds()).colour == Colour.UNKNOWN
    of_target = Thresholds(D(100), D(80), basis=Basis.TARGET)
    assert judge(D(1), of_target).colour == Colour.UNKNOWN
    assert judge(D(1), of_target, D(0)).colour == Colour.UNKNOWN
    assert judge(D(45), of_target, D(50)).colour == Colour.AMBER


@pytest.mark.parametrize(
    "wrong",
    [Thresholds(None, D(1)), Thresholds(D(1), D(2)), Thresholds(D(2), D(1), Direction.LESS)],
)
def test_thresholds_that_cannot_be_are_refused(wrong: Thresholds) -> None:
    with pytest.raises(Refusal, match="ngưỡng"):
        wrong.check()


def test_a_path_leads_to_the_target() -> None:
    even = Path(D(98), Way.EVEN, base=D(50))
    marks = Path(D(100), Way.POINTS, points={3: D(10), 6: D(40)})

    assert even.due(parse_period("2026-06")) == D(74)
    assert even.due(parse_period("2026")) == D(98)
    assert Path(D(98)).due(parse_period("2026-01")) == D(98)
    assert marks.due(parse_period("2026-03")) == D(10)
    assert marks.due(parse_period("2026-05")) == D(30)
    assert marks.due(parse_period("2026-Q4")) == D(100)
    assert paths.read_points("3: 10; 6: 40,5", Limits()) == {3: D(10), 6: D("40.5")}


@pytest.mark.parametrize("text", ["3", "ba: 4", "3: x"])
def test_marks_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="không phải mốc"):
        paths.read_points(text, Limits())


def test_growth_and_plan_are_compared_honestly() -> None:
    assert paths.against_last_year(D(108), D(100)) == D(8)
    assert paths.against_last_year(D(5), D(0)) is None
    assert paths.against_last_year(D(5), None) is None
    assert paths.against_last_year(D("42.1"), D(40), is_share=True) == D("2.1")
    assert paths.grown_in_words(D("2.05"), is_share=True) == "+2,1 điểm %"
    assert paths.grown_in_words(D("-1.25"), is_share=False) == "-1,3 %"
    assert paths.grown_in_words(None, is_share=True) == "–"
    assert paths.against_plan(D(79), D(135)) is not None
    assert paths.against_plan(D(79), D(0)) is None


def test_before_the_merger_one_province_that_is_missing_leaves_a_gap() -> None:
    three = [Part(D(10), D(1)), Part(D(20), D(1)), Part(D(60), D(2))]

    assert over_the_old(three, Merging.SUM, 3) == D(90)
    assert over_the_old(three, Merging.WEIGHTED, 3) == D("37.5")
    assert over_the_old(three[:2], Merging.SUM, 3) is None
    assert over_the_old([*three[:2], Part(None)], Merging.SUM, 3) is None
    assert over_the_old([Part(D(1)), Part(D(2)), Part(D(3))], Merging.WEIGHTED, 3) is None
    assert over_the_old(three, Merging.NONE, 3) is None


def test_equals_share_a_place_and_who_has_no_data_has_none() -> None:
    places = rank([("a", D("98.651")), ("b", D("98.649")), ("c", D(99)), ("d", None), ("e", D(1))])

    assert [(place.who, place.rank, place.tied) for place in places] == [
        ("c", 1, 1),
        ("a", 2, 2),
        ("b", 2, 2),
        ("e", 4, 1),
        ("d", None, 1),
    ]
    assert places[1].words == "Hạng 2, cùng 1 đơn vị"
    assert places[-1].words == "Chưa đủ số liệu"


TREE = Branch(
    1,
    "1",
    D(30),
    children=(
        Branch(11, "1.1", D(10)),
        Branch(12, "1.2", D(10), Scoring.TARGET),
        Branch(13, "1.3", D(10), Scoring.POINTS),
    ),
)


def test_points_come_from_below_and_say_what_is_missing() -> None:
    found = {
        11: Leaf(D(1), Colour.AMBER),
        12: Leaf(D(45), Colour.RED, target=D(90)),
    }

    score = points.score(TREE, found)

    assert score.points == D(10)
    assert (score.known, score.leaves) == (2, 3)
    assert not score.is_enough
    assert points.score(TREE, found | {13: Leaf(D(99), Colour.GREEN)}).points == D(20)


def test_points_that_do_not_add_up_are_told() -> None:
    wrong = Branch(1, "Hạ tầng số", D(100), children=(Branch(2, "x", D(40)), Branch(3, "y", D(50))))

    assert points.faults([wrong], D(100)) == [
        "Hạ tầng số: các điểm thành phần cộng lại 90, không phải 100."
    ]
    assert points.faults([TREE], D(30)) == []
    assert points.count([TREE]) == (1, 3)


def test_8861_published_certificates_are_not_the_8361_of_their_parts() -> None:
    fault = quality.parts_differ(D(8861), [D(763), D(7384), D(214)])

    assert fault is not None
    assert fault.rule == Rule.PARTS
    assert "8.861" in fault.text
    assert "8.361" in fault.text
    assert "lệch 500" in fault.text
    assert quality.parts_differ(D(8361), [D(763), D(7384), D(214)]) is None
    assert quality.parts_differ(D(8861), [D(763), None, D(214)]) is None


def test_jumps_copies_and_impossible_values_are_found() -> None:
    limits = Limits(lowest=D(0), highest=D(100))

    assert quality.jumped(D(90), D(40), limits) is not None
    assert quality.jumped(D(50), D(40), limits) is None
    assert quality.jumped(D(50), D(0), limits) is None
    assert quality.copied(D("98.65"), D("98.65")) is not None
    assert quality.copied(D(100), D(100)) is None
    assert quality.copied(D(3), D(3)) is None
    assert quality.impossible(D(101), limits) is not None
    assert quality.impossible(D(-1), limits) is not None
    assert quality.impossible(D("1.5"), Limits(is_whole=True)) is not None
    assert quality.impossible(D(50), limits) is None


def test_late_is_not_the_same_as_edited() -> None:
    closing = midnight(date(2026, 3, 17))
    after = datetime(2026, 3, 18, tzinfo=UTC)

    late, edited = (quality.late(after, closing, is_edit=edit) for edit in (False, True))

    assert late is not None
    assert late == Fault(Rule.LATE, "Báo cáo sau hạn hết ngày 16/03/2026.")
    assert edited is not None
    assert edited.rule == Rule.EDITED
    assert quality.late(closing, closing, is_edit=True) is None


def test_counted_and_reported_differ_beyond_a_hundredth() -> None:
    assert quality.differs(D(90), D(60), Limits()) is not None
    assert quality.differs(D("90.5"), D(90), Limits()) is None
    assert quality.differs(D(5), None, Limits()) is None
    assert quality.differs(D(5), D(0), Limits()) is not None
