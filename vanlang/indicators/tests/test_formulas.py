"""The language of formulas: what it takes, what it refuses, and how it is read."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vanlang.indicators.rules import formulas
from vanlang.indicators.rules.formulas import (
    FormulaFault,
    IndicatorName,
    MeasureName,
    Node,
    evaluate,
    parse,
)
from vanlang.indicators.rules.sentences import sentence

KNOWN = {"a": Decimal(8), "b": Decimal(0), "public_services.online": Decimal("78.6")}


def lookup(node: Node) -> Decimal | None:
    if isinstance(node, IndicatorName | MeasureName):
        return KNOWN.get(node.code)
    return None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("-2 + 5", "3"),
        ("10 - 2 - 3", "5"),
        ("12 / 4 / 3", "1"),
        ("0,5 * 4", "2"),
        ("0.5 * 4", "2"),
        ("min(3; a; 5)", "3"),
        ("max(3; a)", "8"),
        ("tron(2 / 3; 2)", "0.67"),
        ("tron(0,125; 2)", "0.13"),
        ("public_services.online + 1", "79.6"),
    ],
)
def test_a_formula_gives_its_value(text: str, value: str) -> None:
    found = evaluate(parse(text), lookup)

    assert found.value == Decimal(value)
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("a / b", "mẫu số bằng 0"),
        ("a / 0", "mẫu số bằng 0"),
        ("a + khong_co", "khong_co"),
        ("min(a; khong_co)", "khong_co"),
        ("0 * khong_co", "khong_co"),
        ("tong(a)", "tong(a)"),
    ],
)
def test_what_is_missing_is_missing_and_not_zero(text: str, gap: str) -> None:
    found = evaluate(parse(text), lookup)

    assert found.value is None
    assert gap in found.gaps


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "còn trống"),
        ("1 +", "giữa chừng"),
        ("(1 + 2", "Thiếu “)”"),
        ("1 2", "Thừa “2”"),
        ("min(1, 2)", "chấm phẩy"),
        ("8.861 / 2", "nghìn hoặc thập phân"),
        ("1,000", "nghìn hoặc thập phân"),
        ("--1", "Hai dấu trừ"),
        ("__import__(a)", "Không hiểu “_”"),
        ("a ** 2", "Không chờ “*”"),
        ("eval(a)", "Không có hàm “eval”"),
        ("min(1)", "ít nhất 2"),
        ("tong(1)", "đúng một mã"),
        ("tron(a; b)", "tron"),
        ("(" * 40 + "1" + ")" * 40, "lồng quá"),
        ("1+" * 300 + "1", "dài quá"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_reason(text: str, words: str) -> None:
    with pytest.raises(FormulaFault) as refused:
        parse(text)

    assert words in refused.value.message
    assert refused.value.field == "formula"


def test_a_value_too_large_is_missing() -> None:
    text = "*".join(["99999999999"] * 40)

    assert evaluate(parse(text), lookup).value is not None
    assert formulas.PRECISION == 34


def test_a_cycle_is_found_and_told() -> None:
    uses = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": []}

    assert formulas.cycle("a", uses) == ["a", "b", "c", "a"]
    assert formulas.cycle("d", uses) == []
    assert formulas.cycle("x", {"x": ["x"]}) == ["x", "x"]


def test_names_in_a_formula_are_told_apart() -> None:
    node = parse("100 * public_services.online.tu / public_services.online.mau + diem_a")

    assert formulas.measures_in(node) == {"public_services.online"}
    assert formulas.indicators_in(node) == {"diem_a"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("public_services.online", "Số hệ thống đếm “Nộp trực tuyến”."),
        (
            "100 * public_services.online.tu / public_services.online.mau",
            (
                "100 nhân với số được tính của “Nộp trực tuyến”, chia cho tổng số để so của"
                " “Nộp trực tuyến”."
            ),
        ),
        ("(a + b) / 2", "(chỉ số “Một” cộng chỉ số “Hai”), chia cho 2."),
        ("a - (b - 1)", "Chỉ số “Một” trừ (chỉ số “Hai” trừ 1)."),
        (
            "100 * dat(a) / don_vi(a)",
            "100 nhân với số đơn vị đạt mức xanh ở “Một”, chia cho số đơn vị phải có “Một”.",
        ),
        ("min(a; 100)", "Số nhỏ nhất trong các số: chỉ số “Một”; 100."),
        ("tron(a / b; 2)", "(chỉ số “Một”, chia cho chỉ số “Hai”) làm tròn đến 2 số thập phân."),
        ("-a", "Số đối của chỉ số “Một”."),
    ],
)
def test_a_formula_can_be_read_as_a_sentence(text: str, words: str) -> None:
    names = {"public_services.online": "Nộp trực tuyến", "a": "Một", "b": "Hai"}

    assert sentence(parse(text), names) == words


numbers = some.integers(0, 999).map(str)
expressions = some.recursive(
    numbers,
    lambda inner: some.tuples(inner, some.sampled_from("+-*"), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    ),
    max_leaves=12,
)


@given(expressions)
def test_arithmetic_agrees_with_pythons(text: str) -> None:
    found = evaluate(parse(text), lookup)

    assert found.value == eval(text)  # noqa: S307 made above of digits and signs alone


@given(some.text(max_size=60))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    with suppress(FormulaFault):  # anything else is a hole in the language
        evaluate(parse(text), lookup)
