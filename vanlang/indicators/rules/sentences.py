"""A formula as a sentence in Vietnamese: what anybody may read instead of the signs."""

from collections.abc import Mapping

from vanlang.indicators.rules.formulas import (
    DENOMINATOR,
    NUMERATOR,
    Call,
    IndicatorName,
    MeasureName,
    Negative,
    Node,
    Number,
    Operation,
)
from vanlang.kernel import numbers
from vanlang.kernel.refusals import Refusal

WORDS = {"+": "cộng", "-": "trừ", "*": "nhân với", "/": "chia cho"}
OVER_UNITS = {
    "tong": "tổng “{}” của mọi đơn vị",
    "dat": "số đơn vị đạt mức xanh ở “{}”",
    "don_vi": "số đơn vị phải có “{}”",
    "co_so_lieu": "số đơn vị đã có số liệu “{}”",
}
WEIGHT = {"+": 1, "-": 1, "*": 2, "/": 2}


def sentence(node: Node, names: Mapping[str, str]) -> str:
    """Return the formula in words; `names` holds the names of measures and indicators by code."""
    words = _words(node, names)
    return f"{words[0].upper()}{words[1:]}."


def _words(node: Node, names: Mapping[str, str]) -> str:
    if isinstance(node, Number):
        return numbers.typed(node.value)
    if isinstance(node, IndicatorName):
        return f"chỉ số “{names.get(node.code, node.code)}”"
    if isinstance(node, MeasureName):
        return _of_measure(node, names)
    if isinstance(node, Negative):
        return f"số đối của {_words(node.of, names)}"
    if isinstance(node, Call):
        return _of_call(node, names)
    return _of_operation(node, names)


def _of_measure(node: MeasureName, names: Mapping[str, str]) -> str:
    name = names.get(node.code, node.code)
    if node.part == NUMERATOR:
        return f"số được tính của “{name}”"
    if node.part == DENOMINATOR:
        return f"tổng số để so của “{name}”"
    return f"số hệ thống đếm “{name}”"


def _of_call(node: Call, names: Mapping[str, str]) -> str:
    if node.name in OVER_UNITS:
        named = node.arguments[0]
        if not isinstance(named, IndicatorName):
            raise Refusal("Công thức cần một mã chỉ số.", field="formula")
        return OVER_UNITS[node.name].format(names.get(named.code, named.code))
    parts = [_words(one, names) for one in node.arguments]
    if node.name == "tron":
        return f"{_in_brackets(node.arguments[0], parts[0])} làm tròn đến {parts[1]} số thập phân"
    which = "nhỏ" if node.name == "min" else "lớn"
    return f"số {which} nhất trong các số: {'; '.join(parts)}"


def _of_operation(node: Operation, names: Mapping[str, str]) -> str:
    left, right = _words(node.left, names), _words(node.right, names)
    weight = WEIGHT[node.sign]
    if isinstance(node.left, Operation) and WEIGHT[node.left.sign] < weight:
        left = f"({left})"
    if isinstance(node.right, Call) or (
        isinstance(node.right, Operation)
        and (WEIGHT[node.right.sign] < weight or node.sign in "-/")
    ):
        right = f"({right})" if isinstance(node.right, Operation) else right
    joined = f"{left} {WORDS[node.sign]} {right}"
    return joined.replace(" chia cho", ", chia cho") if weight > 1 and node.sign == "/" else joined


def _in_brackets(node: Node, words: str) -> str:
    return f"({words})" if isinstance(node, Operation) else words


# What may be called, each with what it does: for whoever writes a formula.
FUNCTIONS = (
    ("min(a; b)", "số nhỏ nhất"),
    ("max(a; b)", "số lớn nhất"),
    ("tron(a; 2)", "làm tròn đến 2 số thập phân"),
    ("tong(chi_so)", "tổng của mọi đơn vị; thiếu một đơn vị thì thiếu"),
    ("dat(chi_so)", "số đơn vị đạt mức xanh"),
    ("don_vi(chi_so)", "số đơn vị phải có chỉ số"),
    ("co_so_lieu(chi_so)", "số đơn vị đã có số liệu"),
)
