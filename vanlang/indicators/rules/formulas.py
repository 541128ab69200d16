"""The language of formulas: small, safe, over exact decimals; nothing of Python runs in it.

public_services.online / 2            a measure of the platform, its share in percent or its count
public_services.online.tu / .mau      what it counts, and out of how much
diem_a + diem_b                       other indicators of the same unit and period
dat(tieu_chi_1) / don_vi(tieu_chi_1)  of the units that are measured: how many green, how many
min(a; b)  max(a; b)  tron(a; 2)      arguments stand between semicolons
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext

from vanlang.kernel.numbers import rounded
from vanlang.kernel.refusals import Refusal

LENGTH_AT_MOST, DEPTH_AT_MOST = 500, 20
PRECISION = 34
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:[.,]\d+)*)|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)"
    r"|(?P<sign>[-+*/();]))"
)
CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")  # of an indicator: no point, which measures have
THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
NUMERATOR, DENOMINATOR = "tu", "mau"


class FormulaFault(Refusal):
    """The formula cannot be read; its words say what is wrong and where."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="formula")


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class MeasureName:
    """Chỉ tiêu đếm: a measure of a lower system; part is "", "tu" or "mau"."""

    code: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorName:
    code: str


@dataclass(frozen=True, slots=True)
class Negative:
    of: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple["Node", ...]


Node = Number | MeasureName | IndicatorName | Negative | Operation | Call
# Of all units that an indicator is measured for: sum, units that are green, units, units with data.
OVER_UNITS = ("tong", "dat", "don_vi", "co_so_lieu")
PLAIN = {"min": (2, 9), "max": (2, 9), "tron": (2, 2)}


@dataclass(frozen=True, slots=True)
class Result:
    """A value, or why there is none: the names of what is missing, a division by nothing."""

    value: Decimal | None
    gaps: tuple[str, ...] = ()


def parse(text: str) -> Node:
    """Return the tree of a formula.

    Raises:
        FormulaFault: it is not one.
    """
    if len(text) > LENGTH_AT_MOST:
        raise FormulaFault(f"Công thức dài quá {LENGTH_AT_MOST} ký tự.")
    return _Parser(list(_tokens(text))).whole()


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    place, text = 0, text.rstrip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found or found.lastgroup is None:
            sign = text[place:].lstrip()[:1]
            hint = "; các tham số cách nhau bằng dấu chấm phẩy" if sign == "," else ""
            raise FormulaFault(f"Không hiểu “{sign}” ở vị trí {place + 1}{hint}.")
        yield found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1
        place = found.end()


class _Parser:
    """Goes down: sum, product, sign, atom."""

    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    def whole(self) -> Node:
        if not self.tokens:
            raise FormulaFault("Công thức còn trống.")
        found = self.sum()
        if self.place < len(self.tokens):
            _, text, at = self.tokens[self.place]
            raise FormulaFault(f"Thừa “{text}” ở vị trí {at}.")
        return found

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_AT_MOST:
            raise FormulaFault(f"Công thức lồng quá {DEPTH_AT_MOST} lớp.")
        found = self.product()
        while sign := self.taken("+", "-"):
            found = Operation(sign, found, self.product())
        self.depth -= 1
        return found

    def product(self) -> Node:
        found = self.signed()
        while sign := self.taken("*", "/"):
            found = Operation(sign, found, self.signed())
        return found

    def signed(self) -> Node:
        if not self.taken("-"):
            return self.atom()
        if self.taken("-"):
            raise FormulaFault("Hai dấu trừ liền nhau.")
        return Negative(self.atom())

    def atom(self) -> Node:
        if self.place >= len(self.tokens):
            raise FormulaFault("Công thức dừng giữa chừng.")
        kind, text, at = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return Number(_number(text, at))
        if kind == "name":
            return self.call(text, at) if self.taken("(") else _reference(text)
        if text == "(":
            inside = self.sum()
            self.expect(")")
            return inside
        raise FormulaFault(f"Không chờ “{text}” ở vị trí {at}.")

    def call(self, name: str, at: int) -> Node:
        arguments = [self.sum()]
        while self.taken(";"):
            arguments.append(self.sum())
        self.expect(")")
        if name in OVER_UNITS:
            if len(arguments) != 1 or not isinstance(arguments[0], IndicatorName):
                raise FormulaFault(f"{name}(…) cần đúng một mã chỉ số, ở vị trí {at}.")
        elif name not in PLAIN:
            known = ", ".join([*PLAIN, *OVER_UNITS])
            raise FormulaFault(f"Không có hàm “{name}”; chỉ có {known}.")
        elif not PLAIN[name][0] <= len(arguments) <= PLAIN[name][1]:
            raise FormulaFault(f"Hàm {name} cần ít nhất {PLAIN[name][0]} tham số, ở vị trí {at}.")
        elif name == "tron" and not _is_digits(arguments[1]):
            raise FormulaFault("tron(số; n): n là số chữ số thập phân từ 0 đến 6.")
        return Call(name, tuple(arguments))

    def taken(self, *signs: str) -> str:
        if self.place < len(self.tokens):
            kind, text, _ = self.tokens[self.place]
            if kind == "sign" and text in signs:
                self.place += 1
                return text
        return ""

    def expect(self, sign: str) -> None:
        if not self.taken(sign):
            raise FormulaFault(f"Thiếu “{sign}”.")


def _number(text: str, at: int) -> Decimal:
    if THOUSANDS.fullmatch(text) or sum(text.count(sign) for sign in ".,") > 1:
        raise FormulaFault(
            f"“{text}” ở vị trí {at} có thể là nghìn hoặc thập phân; ghi liền không dấu, ví dụ 1000"
            " hoặc 1,5."
        )
    return Decimal(text.replace(",", "."))


def _is_digits(node: Node) -> bool:
    return isinstance(node, Number) and node.value in range(7)


def _reference(name: str) -> Node:
    if "." not in name:
        return IndicatorName(name)
    before, _, last = name.rpartition(".")
    if last in (NUMERATOR, DENOMINATOR) and "." in before:
        return MeasureName(before, last)
    return MeasureName(name)


def walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Negative):
        yield from walk(node.of)
    elif isinstance(node, Operation):
        yield from walk(node.left)
        yield from walk(node.right)
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from walk(argument)


def measures_in(node: Node) -> set[str]:
    return {part.code for part in walk(node) if isinstance(part, MeasureName)}


def indicators_in(node: Node) -> set[str]:
    return {part.code for part in walk(node) if isinstance(part, IndicatorName)}


def cycle(code: str, uses: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the way from an indicator through its formulas back to itself, or nothing."""

    def follow(at: str, way: list[str]) -> list[str]:
        for name in uses.get(at, ()):
            if name == code:
                return [*way, code]
            if name not in way:
                found = follow(name, [*way, name])
                if found:
                    return found
        return []

    return follow(code, [code])


Lookup = Callable[[Node], Decimal | None]


def evaluate(node: Node, lookup: Lookup) -> Result:
    """Return the value; what is missing makes the whole missing, and so does dividing by nothing.

    `lookup` is asked for measures, indicators and calls over units.
    """
    gaps: list[str] = []

    def value(part: Node) -> Decimal | None:
        if isinstance(part, Number):
            return part.value
        if isinstance(part, Negative):
            inside = value(part.of)
            return None if inside is None else -inside
        if isinstance(part, Operation):
            return _operated(part.sign, value(part.left), value(part.right), gaps)
        if isinstance(part, Call) and part.name in PLAIN:
            return _called(part.name, [value(one) for one in part.arguments])
        found = lookup(part)
        if found is None:
            gaps.append(name_of(part))
        return found

    with localcontext(prec=PRECISION):
        try:
            found = value(node)
        except (InvalidOperation, Overflow, DivisionByZero):
            return Result(None, ("kết quả quá lớn",))
    return Result(found, tuple(dict.fromkeys(gaps)))


def _operated(
    sign: str, left: Decimal | None, right: Decimal | None, gaps: list[str]
) -> Decimal | None:
    if left is None or right is None:
        return None
    if sign == "/" and not right:
        gaps.append("mẫu số bằng 0")
        return None
    if sign == "/":
        return left / right
    return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__}[sign](right)


def _called(name: str, values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    if name == "tron":
        return rounded(known[0], int(known[1]))
    return min(known) if name == "min" else max(known)


def name_of(node: Node) -> str:
    if isinstance(node, MeasureName):
        return f"{node.code}.{node.part}" if node.part else node.code
    if isinstance(node, IndicatorName):
        return node.code
    if isinstance(node, Call):
        return f"{node.name}({name_of(node.arguments[0])})"
    return ""
