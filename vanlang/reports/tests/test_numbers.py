from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanlang.kernel.numbers import UnreadableNumber
from vanlang.reports.rules import numbers
from vanlang.reports.rules.numbers import Kind


@pytest.mark.parametrize(
    ("text", "kind", "digits", "kept"),
    [
        ("1.234.567", Kind.INTEGER, 0, "1234567"),
        ("1234567", Kind.INTEGER, 0, "1234567"),
        ("1 234", Kind.INTEGER, 0, "1234"),
        ("12,5", Kind.DECIMAL, 2, "12.5"),
        ("1.234,50", Kind.DECIMAL, 2, "1234.5"),
        ("12,50 %", Kind.PERCENT, 2, "12.5"),
        ("93.4", Kind.PERCENT, 2, "93.4"),
        ("1.500.000 đồng", Kind.MONEY, 0, "1500000"),
        ("0", Kind.INTEGER, 0, "0"),
        ("007", Kind.INTEGER, 0, "7"),
        ("", Kind.INTEGER, 0, ""),
        ("  ", Kind.TEXT, 0, ""),
        ("Thiếu máy tính", Kind.TEXT, 0, "Thiếu máy tính"),
    ],
)
def test_a_number_is_read_as_people_here_write_it(
    text: str, kind: Kind, digits: int, kept: str
) -> None:
    assert numbers.read(text, kind, digits) == kept


@pytest.mark.parametrize(
    ("text", "kind", "digits", "word"),
    [
        ("98.500", Kind.PERCENT, 2, "98,5 hoặc 98500"),
        ("12.5", Kind.INTEGER, 0, "số nguyên"),
        ("12,5 %", Kind.DECIMAL, 2, "không ghi tỷ lệ"),
        ("1,234,567", Kind.MONEY, 0, "1.234.567"),
        ("1,234.5", Kind.DECIMAL, 2, "có phải bạn muốn ghi 1.234,5?"),
        ("1,234", Kind.INTEGER, 0, "hãy ghi 1.234"),
        ("12,5", Kind.INTEGER, 0, "ghi số nguyên"),
        ("12,3456", Kind.DECIMAL, 2, "tối đa 2 chữ số"),
        ("-3", Kind.INTEGER, 0, "số âm"),
        ("101", Kind.PERCENT, 2, "100 %"),
        ("-", Kind.INTEGER, 0, "để trống nếu chưa có"),
        ("nhiều", Kind.INTEGER, 0, "không phải số"),
        ("1e5", Kind.INTEGER, 0, "không phải số"),
        ("٣", Kind.INTEGER, 0, "không phải số"),
        ("9" * 30, Kind.INTEGER, 0, "18 chữ số"),
        ("x" * 501, Kind.TEXT, 0, "500 ký tự"),
    ],
)
def test_what_could_be_read_two_ways_is_refused_with_a_word(
    text: str, kind: Kind, digits: int, word: str
) -> None:
    with pytest.raises(UnreadableNumber, match=word.replace("?", r"\?").replace(".", r"\.")):
        numbers.read(text, kind, digits)


@given(st.integers(0, 10**17), st.integers(0, 4), st.data())
def test_what_is_shown_is_read_back_to_the_digit(
    whole: int, digits: int, data: st.DataObject
) -> None:
    fraction = data.draw(st.integers(0, 10**digits - 1))
    kept = numbers.kept(Decimal(whole) + Decimal(fraction).scaleb(-digits))
    kind = Kind.DECIMAL if digits else Kind.INTEGER

    shown = numbers.shown(kept, kind, digits)

    assert numbers.read(shown, kind, digits) == kept


@given(
    st.text(max_size=40), st.sampled_from([Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.MONEY])
)
def test_any_text_is_a_number_or_a_clear_word(text: str, kind: Kind) -> None:
    try:
        kept, word = numbers.read(text, kind, 2), "."
    except UnreadableNumber as problem:
        kept, word = "", str(problem)

    assert word.endswith((".", "?"))
    assert not kept or Decimal(kept) >= 0


@pytest.mark.parametrize(
    ("cell", "kept"),
    [(12, "12"), (0.1 + 0.2, "0.3"), (12.50, "12.5"), ("12,5", "12.5"), (None, "")],
)
def test_a_cell_of_a_sheet_is_read(cell: object, kept: str) -> None:
    assert numbers.of_cell(cell, Kind.DECIMAL, 2) == kept


@pytest.mark.parametrize(("number_format", "kept"), [("0%", "85"), ("0.00", "0.85")])
def test_a_cell_that_shows_a_percentage_is_kept_as_shown(number_format: str, kept: str) -> None:
    assert numbers.of_cell(0.85, Kind.PERCENT, 2, number_format=number_format) == kept
    with pytest.raises(UnreadableNumber, match="hiện 85 %"):
        numbers.of_cell(0.85, Kind.DECIMAL, 2, number_format="0%")


def test_a_truth_is_no_number() -> None:
    with pytest.raises(UnreadableNumber):
        numbers.of_cell(True, Kind.INTEGER)  # noqa: FBT003 what Excel gives
