from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanlang.reports.rules import (
    definitions,
    figures,
    findings,
    formulas,
    merging,
    narratives,
    periods,
    reminders,
    rollup,
    states,
    texts,
)
from vanlang.reports.rules.formulas import BadFormula
from vanlang.reports.rules.periods import Frequency
from vanlang.reports.rules.rollup import Below
from vanlang.reports.rules.states import MOVES, State, WrongState
from vanlang.reports.tests.conftest import definition

UNIT = (("H44.05158", "UBND xã Mường Bi"),)
SMALL = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["", "0", "1", "2"]), max_size=4
)


@pytest.mark.parametrize(
    ("frequency", "year", "month", "start", "end"),
    [
        (Frequency.MONTH, 2026, 3, date(2026, 2, 15), date(2026, 3, 14)),
        (Frequency.MONTH, 2026, 1, date(2025, 12, 15), date(2026, 1, 14)),
        (Frequency.QUARTER, 2026, 3, date(2025, 12, 15), date(2026, 3, 14)),
        (Frequency.QUARTER, 2026, 9, date(2026, 6, 15), date(2026, 9, 14)),
        (Frequency.HALF_YEAR, 2026, 6, date(2025, 12, 15), date(2026, 6, 14)),
        (Frequency.NINE_MONTHS, 2026, 9, date(2025, 12, 15), date(2026, 9, 14)),
        (Frequency.YEAR, 2026, 12, date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_periods_are_those_of_the_decree(
    frequency: Frequency, year: int, month: int, start: date, end: date
) -> None:
    found = periods.period(frequency, year, month)

    assert (found.start, found.end) == (start, end)


def test_every_period_follows_the_one_before() -> None:
    found = list(periods.ended(Frequency.MONTH, since=date(2025, 7, 1), on=date(2026, 11, 22)))

    assert [one.key for one in found][:2] == ["2025-07", "2025-08"]
    assert found[-1].key == "2026-11"
    assert all((b.start - a.end).days == 1 for a, b in pairwise(found))


def test_a_period_opens_only_after_its_last_day() -> None:
    on_the_day = list(periods.ended(Frequency.MONTH, since=date(2026, 3, 1), on=date(2026, 3, 14)))
    day_after = list(periods.ended(Frequency.MONTH, since=date(2026, 3, 1), on=date(2026, 3, 15)))

    assert (on_the_day, [one.key for one in day_after]) == ([], ["2026-03"])


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_step_starts_where_the_table_says(state: State, verb: str) -> None:
    starts, end = MOVES[verb]

    if state in starts:
        assert states.move(state, verb) == end
    else:
        with pytest.raises(WrongState):
            states.move(state, verb)


@pytest.mark.parametrize(
    "text", ["a ** 9", "__import__('os')", "a.b", "a if b else c", "f(a)", "[a]", "'x'", "a +", ""]
)
def test_a_formula_is_a_sum_and_nothing_else(text: str) -> None:
    with pytest.raises(BadFormula):
        formulas.parse(text)


def test_a_formula_counts_exactly_and_divides_by_nothing_into_nothing() -> None:
    cells = {"a": Decimal("0.1"), "b": Decimal("0.2"), "o": Decimal(0)}

    assert formulas.parse("a + b").value(cells.get) == Decimal("0.3")
    assert formulas.parse("100 * a / o").value(cells.get) is None
    assert formulas.parse("a - missing").value(cells.get) is None


def test_a_circle_of_formulas_is_named() -> None:
    circle = {"a": formulas.parse("b + 1"), "b": formulas.parse("a * 2")}

    with pytest.raises(BadFormula, match="a → b → a"):
        formulas.order(circle)


def test_a_definition_comes_back_from_json_as_it_was() -> None:
    whole = definition()

    assert definitions.of_json(definitions.to_json(whole)) == whole


def test_a_definition_that_asks_the_impossible_has_defects() -> None:
    table = definition().tables[0]
    column = replace(table.columns[0], formula="khong_co + ty_le", code="Đến")

    wrong = definitions.defects(
        definition(basis="", cut_off=31, tables=(replace(table, columns=(column, *table.columns)),))
    )

    said = " ".join(wrong)
    assert "văn bản quy định" in said
    assert "Ngày chốt" in said
    assert "“Đến” chỉ gồm chữ thường" in said
    assert "“khong_co” không có" in said


def test_totals_and_shares_follow_from_what_was_entered() -> None:
    cells = {
        "van_ban/tinh/den": "100",
        "van_ban/tinh/dung_han": "90",
        "van_ban/khac/den": "50",
        "van_ban/khac/dung_han": "50",
    }

    report = figures.compute(definition(), cells, UNIT)

    assert report.text("van_ban/tong/den") == "150"
    assert report.shown("van_ban/tong/ty_le") == "93,33"


def test_missing_is_not_zero() -> None:
    report = figures.compute(definition(), {"van_ban/tinh/den": "100"}, UNIT)

    assert report.values["van_ban/tong/den"].text == "100"
    assert not report.values["van_ban/tong/den"].is_whole
    assert report.text("van_ban/tong/dung_han") == ""
    assert report.shown("van_ban/tong/ty_le") == "–"


@given(base=SMALL, now=SMALL, typed=SMALL)
def test_neither_of_two_people_loses_a_cell(
    base: dict[str, str], now: dict[str, str], typed: dict[str, str]
) -> None:
    merged = merging.merge(base=base, now=now, typed=typed)

    after = now | merged.writes
    asked = {one.place for one in merged.conflicts}
    for place in set(now) | set(typed):
        theirs_changed = now.get(place, "") != base.get(place, "")
        mine_changed = place in typed and typed[place] != base.get(place, "")
        if theirs_changed:
            assert after.get(place, "") == now.get(place, "")
        if mine_changed:
            assert after.get(place, "") == typed[place] or place in asked
        if not mine_changed and not theirs_changed:
            assert after.get(place, "") == base.get(place, "")


NUMBERS = st.decimals(0, 10**12, places=2).map(lambda value: f"{value:f}")
CELLS = st.fixed_dictionaries(
    {
        f"van_ban/{row}/{column}": NUMBERS
        for row in ("tinh", "khac")
        for column in ("den", "dung_han")
    }
)


@given(st.lists(CELLS, min_size=1, max_size=12), st.randoms())
def test_the_sum_of_the_parts_is_the_whole_in_any_order(
    below: list[dict[str, str]], chance: object
) -> None:
    parts = [Below((("u", "U"),), cells) for cells in below]

    together = rollup.rolled_up(definition(), parts)
    twice = rollup.rolled_up(
        definition(),
        [
            Below((), rollup.rolled_up(definition(), parts[::2])),
            Below((), rollup.rolled_up(definition(), parts[1::2])),
        ],
    )

    for place in below[0]:
        assert Decimal(together[place]) == sum(Decimal(cells[place]) for cells in below)
        assert together[place] == twice[place]


def test_a_share_is_never_added_up() -> None:
    parts = [Below((("a", "A"),), {"van_ban/tinh/ty_le": "50"}) for _ in range(2)]

    assert "van_ban/tinh/ty_le" not in rollup.rolled_up(definition(), parts)


def test_each_unit_keeps_its_own_row_above() -> None:
    parts = [
        Below(((code, code),), {f"to_cong_nghe/{code}/so_to": str(number)})
        for number, code in enumerate(("H44.1", "H44.2"), 3)
    ]

    cells = rollup.rolled_up(definition(), parts)
    report = figures.compute(definition(), cells, rollup.units_of(parts))

    assert report.text("to_cong_nghe/H44.2/so_to") == "4"
    assert report.text("to_cong_nghe/tong/so_to") == "7"


def test_what_does_not_look_right_is_found() -> None:
    before = figures.compute(definition(), {"van_ban/tinh/den": "100"}, UNIT)
    cells = {"van_ban/tinh/den": "300", "van_ban/tinh/dung_han": "310"}
    report = figures.compute(definition(), cells, UNIT)

    found = findings.find(report, counted={"van_ban/tinh/den": "298"}, before=before)

    sorts = {one.sort for one in found}
    assert {"missing", "unbalanced", "jump", "difference"} <= {str(sort) for sort in sorts}
    jump = next(one for one in found if one.sort == "jump")
    assert jump.text == "Của tỉnh, Văn bản đến: kỳ trước 100, kỳ này 300."


def test_a_copy_of_the_last_period_is_found() -> None:
    whole = definition()
    wide = replace(
        whole.tables[0],
        rows=tuple(definitions.Row(f"r{n}", f"Dòng {n}") for n in range(3)),
    )
    whole = replace(whole, tables=(wide,))
    cells = {f"van_ban/r{n}/{c}": "5" for n in range(3) for c in ("den", "dung_han")}
    report = figures.compute(whole, cells, UNIT)

    copied = findings.find(report, counted={}, before=figures.compute(whole, cells, UNIT))
    cells["van_ban/r0/den"] = "6"
    anew = findings.find(figures.compute(whole, cells, UNIT), counted={}, before=report)

    assert [one.sort for one in copied] == ["copy"]
    assert [one.sort for one in anew] == []


def test_words_are_drafted_with_the_figures_in_place() -> None:
    report = figures.compute(definition(), {"van_ban/tinh/den": "1234"}, UNIT)

    text = narratives.drafted(
        "{unit} nhận {van_ban.tong.den}, đạt {van_ban.tong.ty_le} %; {la}.", report, {"unit": "Xã"}
    )

    assert text == "Xã nhận 1.234, đạt …… %; {la}."


@pytest.mark.parametrize(
    ("left", "step"),
    [(5, ""), (1, "before_1"), (0, "due"), (-1, "late_1"), (-2, "late_1"), (-9, "late_3")],
)
def test_only_the_last_reminder_is_sent(left: int, step: str) -> None:
    assert reminders.reached(left, before=[1], after=[1, 3]) == step


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        (
            "Báo cáo tháng tình hình thực hiện Nghị quyết số 57-NQ/TW",
            "Tình hình thực hiện Nghị quyết số 57-NQ/TW tháng 3 năm 2026",
        ),
        ("Báo cáo năm về an ninh mạng", "Về an ninh mạng tháng 3 năm 2026"),
        ("Báo cáo năm học", "Năm học tháng 3 năm 2026"),
    ],
)
def test_the_subject_says_its_period_once(name: str, subject: str) -> None:
    assert texts.subject(name, "tháng 3 năm 2026") == subject
