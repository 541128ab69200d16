"""Figures as named definitions over rows: a value and the rows behind it come from one place.

A system registers its measures at start-up; whoever shows figures finds them here and learns
nothing of the system. A published definition does not change: it gets the next version.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, TypeVar

from django.db.models import Count, Q, QuerySet
from django.db.models import Value as Constant

from vanlang.kernel import numbers

Part = Literal["numerator", "denominator"]
Rows = QuerySet[Any]  # of whichever model the measure counts
Found = TypeVar("Found", bound=Rows)
EACH = Constant(1)  # counts rows and not a column: an index alone may then answer


class Unit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is measured: whose rows (None: the whole province's), from when to when, seen when."""

    unit_ids: frozenset[int] | None
    start: date
    end: date
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Value:
    numerator: int
    denominator: int | None = None

    @property
    def ratio(self) -> float | None:
        """Return the share as a number of 0 to 1, or None where there is nothing to share."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Measure:
    """Chỉ tiêu: what is counted, out of what, over which rows.

    `sentence` says a value to people: "{numerator} trong {denominator} hồ sơ trả đúng hạn, đạt
    {ratio}". Measures that share the function `rows` are computed together.
    """

    code: str
    version: int
    name: str
    unit: Unit
    sentence: str
    rows: Callable[[Scope], Rows]
    numerator: Callable[[Scope], Q]
    denominator: Callable[[Scope], Q] | None = None
    # What a share says nothing of, though a reader would think so: who is on time leaves out what
    # is overdue and not finished. It is said beside the share wherever that stands.
    left_out: "Measure | None" = None

    def left_out_in_words(self, scope: Scope) -> str:
        """Return what the share leaves out at the moment, nothing where that is nothing."""
        if self.left_out is None:
            return ""
        apart = value(self.left_out, scope)
        return f"Chưa kể: {self.left_out.said(apart)}" if apart.numerator else ""

    def shown(self, value: Value) -> str:
        """Return the figure alone: 184.207, or 93,4 %, or a dash where nothing was counted."""
        if self.unit == Unit.COUNT:
            return _number(value.numerator)
        return _percent(value)

    def said(self, value: Value) -> str:
        """Return the sentence with the value in it."""
        return self.sentence.format(
            numerator=_number(value.numerator),
            denominator=_number(value.denominator or 0),
            ratio=self.shown(value),
        )


_registered: dict[tuple[str, int], Measure] = {}
_unit_columns: dict[Callable[[Scope], Rows], str] = {}


def by_unit(column: str) -> Callable[[Callable[[Scope], Found]], Callable[[Scope], Found]]:
    """Say, above a function of rows, which of their columns holds the agency they count for."""

    def named(rows: Callable[[Scope], Found]) -> Callable[[Scope], Found]:
        _unit_columns[rows] = column
        return rows

    return named


def unit_column(measure: Measure) -> str:
    """Return the column of the rows that holds the agency, or nothing where nobody said it."""
    return _unit_columns.get(measure.rows, "")


def register(measure: Measure) -> Measure:
    known = _registered.setdefault((measure.code, measure.version), measure)
    if known != measure:
        raise ValueError(f"Measure {measure.code} version {measure.version} is published already.")
    return measure


def get(code: str, version: int | None = None) -> Measure:
    """Return the measure `code` in its latest version, or in the one asked for."""
    versions = [number for name, number in _registered if name == code]
    if not versions:
        raise KeyError(code)
    return _registered[code, version or max(versions)]


def registered() -> list[Measure]:
    """Return every measure in its latest version, by code."""
    return [get(code) for code in sorted({code for code, _ in _registered})]


def value(measure: Measure, scope: Scope) -> Value:
    return values([measure], scope)[measure.code]


def values(measures: Sequence[Measure], scope: Scope) -> dict[str, Value]:
    """Return the values by code, with one statement for all measures over the same rows."""
    found: dict[str, Value] = {}
    for rows, together in _by_rows(measures).items():
        counts = rows(scope).aggregate(**_counts(together, scope))
        found |= _values(together, counts)
    return found


def values_by(
    measures: Sequence[Measure], scope: Scope, column: str
) -> dict[object, dict[str, Value]]:
    """Return the values for each content of `column`, a unit or a month, in one statement."""
    found: dict[object, dict[str, Value]] = {}
    for rows, together in _by_rows(measures).items():
        grouped = rows(scope).order_by().values(column).annotate(**_counts(together, scope))
        for counts in grouped:
            found.setdefault(counts[column], {}).update(_values(together, counts))
    return found


def rows_behind(measure: Measure, scope: Scope, part: Part = "numerator") -> Rows:
    """Return the very rows that make the figure."""
    which = measure.numerator if part == "numerator" else measure.denominator
    rows = measure.rows(scope)
    return rows.filter(which(scope)) if which else rows


def _by_rows(measures: Iterable[Measure]) -> dict[Callable[[Scope], Rows], list[Measure]]:
    together: dict[Callable[[Scope], Rows], list[Measure]] = {}
    for measure in measures:
        together.setdefault(measure.rows, []).append(measure)
    return together


def _counts(measures: Sequence[Measure], scope: Scope) -> dict[str, Count]:
    counts = {}
    for number, measure in enumerate(measures):
        counts[f"numerator_{number}"] = Count(EACH, filter=measure.numerator(scope))
        if measure.denominator:
            counts[f"denominator_{number}"] = Count(EACH, filter=measure.denominator(scope))
    return counts


def _values(measures: Sequence[Measure], counts: Mapping[str, int]) -> dict[str, Value]:
    return {
        measure.code: Value(counts[f"numerator_{number}"], counts.get(f"denominator_{number}"))
        for number, measure in enumerate(measures)
    }


def _percent(value: Value) -> str:
    """Return the share with one decimal, half up: 9 of 16 is 56,3 % and not 56,2."""
    if not value.denominator:
        return "–"
    exact = Decimal(100 * value.numerator) / value.denominator
    return f"{numbers.written(exact, 1)} %"


def _number(count: int) -> str:
    return numbers.written(count)
