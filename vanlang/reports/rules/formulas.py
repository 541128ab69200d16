"""Small sums over the columns of one row: `a + b`, `100 * a / b`. Nothing else can be said.

Read by Python's own parser and then judged node by node; no name is ever looked up in Python.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

LONGEST = 200
PLACES = 12  # carried through a division; shown with as many as the column has
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
Look = Callable[[str], Decimal | None]


class BadFormula(ValueError):
    """The formula cannot be used; says why, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Công thức: the columns it needs, and its value over a row."""

    text: str
    tree: ast.expr
    names: frozenset[str]

    def value(self, look: Look) -> Decimal | None:
        """Return the value; none where a column is missing or the divisor is nought."""
        return _value(self.tree, look)


@lru_cache(maxsize=1_000)
def parse(text: str) -> Formula:
    """Read a formula; the same text is read once.

    Raises:
        BadFormula: it is too long, or says more than a sum may.
    """
    if len(text) > LONGEST:
        raise BadFormula(f"Công thức dài quá {LONGEST} ký tự.")
    try:
        tree = ast.parse(text.replace("×", "*").replace("÷", "/").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadFormula(f"Không đọc được công thức “{text}”.") from None
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, bool) or not isinstance(node.value, int | float):
                raise BadFormula("Công thức chỉ gồm mã cột, số và các phép + - * / ( ).")
        elif not isinstance(node, ast.BinOp | ast.UnaryOp | ast.expr_context | ast.USub) and not (
            isinstance(node, OPERATORS)
        ):
            raise BadFormula("Công thức chỉ gồm mã cột, số và các phép + - * / ( ).")
    return Formula(text, tree, frozenset(names))


def order(formulas: dict[str, Formula]) -> list[str]:
    """Return the formula columns so that each stands after those it needs.

    Raises:
        BadFormula: they go round in a circle; names the columns of it.
    """
    done: list[str] = []
    way: list[str] = []

    def visit(name: str) -> None:
        if name in done or name not in formulas:
            return
        if name in way:
            circle = [*way[way.index(name) :], name]
            raise BadFormula(f"Công thức vòng tròn: {' → '.join(circle)}.")
        way.append(name)
        for needed in sorted(formulas[name].names):
            visit(needed)
        way.pop()
        done.append(name)

    for name in formulas:
        visit(name)
    return done


def _value(node: ast.expr, look: Look) -> Decimal | None:
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    if isinstance(node, ast.Name):
        return look(node.id)
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, look)
        return None if inner is None else -inner
    if not isinstance(node, ast.BinOp):
        raise TypeError(node)  # parse() let nothing else in
    left, right = _value(node.left, look), _value(node.right, look)
    return None if left is None or right is None else _together(left, node.op, right)


def _together(left: Decimal, sign: ast.operator, right: Decimal) -> Decimal | None:
    if isinstance(sign, ast.Div):
        return (
            (left / right).quantize(Decimal(1).scaleb(-PLACES), "ROUND_HALF_UP") if right else None
        )
    if isinstance(sign, ast.Add):
        return left + right
    return left - right if isinstance(sign, ast.Sub) else left * right
