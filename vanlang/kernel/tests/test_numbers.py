from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vanlang.kernel import numbers
from vanlang.kernel.numbers import NumberRule, UnreadableNumber, percent_rule

AREA = NumberRule(digits=2, lowest=Decimal(0))
COUNT = NumberRule(digits=0, lowest=Decimal(0))
SHARE = percent_rule(2)


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("120,5", AREA, "120.5"),
        ("120.5", AREA, "120.5"),
        ("0.75", AREA, "0.75"),
        ("1.234,5", AREA, "1234.5"),
        ("1 234,5 m²", AREA, "1234.5"),
        ("1.234.567", AREA, "1234567"),
        ("1.500", COUNT, "1500"),
        ("1.500.000 đồng", COUNT, "1500000"),
        ("98,5 %", SHARE, "98.5"),
        ("−0", NumberRule(), "0"),
    ],
)
def test_a_number_is_read_as_its_field_means_it(text: str, rule: NumberRule, value: str) -> None:
    assert str(numbers.read(text, rule)) == value


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("98.500", SHARE, "“98.500” có thể là 98,5 hoặc 98 500; hãy viết 98,5 hoặc 98500."),
        ("1.250", AREA, "“1.250” có thể là 1,25 hoặc 1 250; hãy viết 1,25 hoặc 1250."),
        ("150", SHARE, "tỷ lệ không quá 100 %"),
        ("-3", SHARE, "số âm"),
        ("1000", SHARE, "không quá 100 %"),
        ("120,5", COUNT, "số nguyên"),
        ("120.5", COUNT, "số nguyên"),
        ("1,250", AREA, "“1,250” có thể là 1,25 hoặc 1 250; hãy viết 1,25 hoặc 1250."),
        ("1,000", COUNT, "hãy ghi 1.000"),
        ("1,250.5", AREA, "có phải bạn muốn ghi 1.250,5?"),
        ("85%", AREA, "không ghi tỷ lệ"),
        ("9" * 16, COUNT, "15 chữ số"),
        ("²", COUNT, "không phải số"),
        ("30 triệu", COUNT, "không phải số. Ví dụ cách ghi: 2 hoặc 1.500."),
        ("hai", AREA, "Ví dụ cách ghi: 1.234,5."),
    ],
)
def test_the_doubtful_and_the_impossible_are_refused_with_what_to_write(
    text: str, rule: NumberRule, words: str
) -> None:
    with pytest.raises(UnreadableNumber) as no:
        numbers.read(text, rule)

    assert words in no.value.message


@pytest.mark.parametrize(
    ("number_format", "is_percent"),
    [("0%", True), ("0.00 %", True), ("General", False), ('0.0"%"', False), (r"0\%", False)],
)
def test_a_cell_shows_a_percentage_only_by_its_format(number_format: str, is_percent: bool) -> None:
    assert numbers.shows_percent(number_format) == is_percent
    shown = numbers.read_cell(0.85, number_format, SHARE)
    assert shown == (Decimal(85) if is_percent else Decimal("0.85"))


def test_everything_shown_is_rounded_half_up_and_never_below_nothing() -> None:
    assert numbers.written(56.25, 1) == numbers.written(Decimal("56.25"), 1) == "56,3"
    assert numbers.written(Decimal("-0.04"), 1) == "0,0"
    assert numbers.brief(Decimal("-0.000")) == numbers.plain(Decimal("-0.0")) == "0"
    assert numbers.written(Decimal("1234567.125"), 2) == "1.234.567,13"


@given(some.decimals(-(10**9), 10**9, places=6))
def test_what_a_form_shows_is_read_back_to_the_digit(value: Decimal) -> None:
    assert numbers.read(numbers.typed(value)) == value


@given(some.text(max_size=40))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    try:
        value, words = numbers.read(text, SHARE), "."
    except UnreadableNumber as no:
        value, words = None, no.message

    assert words[-1] in ".?"
    assert value is None or 0 <= value <= numbers.HUNDRED
