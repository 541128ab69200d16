"""Which period a report is about: Nghị định 09/2019/NĐ-CP, Điều 12.

A month runs from the 15th of the month before to the 14th; a quarter from the 15th of the month
before it to the 14th of its last; half a year, nine months and the year from 15 December.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

USUAL_CUT_OFF = 14
LAST_CUT_OFF = 28  # every month has one


class Frequency(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


FREQUENCY_NAMES = {
    Frequency.MONTH: "Hằng tháng",
    Frequency.QUARTER: "Hằng quý",
    Frequency.HALF_YEAR: "6 tháng",
    Frequency.NINE_MONTHS: "9 tháng",
    Frequency.YEAR: "Hằng năm",
}
# How many months a period has, and in which months of a year it may end.
SHAPES: dict[Frequency, tuple[int, tuple[int, ...]]] = {
    Frequency.MONTH: (1, tuple(range(1, 13))),
    Frequency.QUARTER: (3, (3, 6, 9, 12)),
    Frequency.HALF_YEAR: (6, (6,)),
    Frequency.NINE_MONTHS: (9, (9,)),
    Frequency.YEAR: (12, (12,)),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Kỳ báo cáo: its key among the rounds of a regime, its name, its first and last day."""

    key: str
    name: str
    start: date
    end: date


def period(frequency: Frequency, year: int, month: int, cut_off: int = USUAL_CUT_OFF) -> Period:
    """Return the period that ends in a month.

    Raises:
        ValueError: no period of that kind ends then.
    """
    length, ends = SHAPES[frequency]
    if month not in ends:
        raise ValueError(f"No period of {frequency} ends in month {month}.")
    before = year * 12 + month - 1 - length
    start = date(before // 12, before % 12 + 1, cut_off) + timedelta(days=1)
    key, name = _named(frequency, year, month)
    return Period(key, name, start, date(year, month, cut_off))


def _named(frequency: Frequency, year: int, month: int) -> tuple[str, str]:
    quarter = (month + 2) // 3
    return {
        Frequency.MONTH: (f"{year}-{month:02}", f"tháng {month} năm {year}"),
        Frequency.QUARTER: (
            f"{year}-Q{quarter}",
            f"quý {['I', 'II', 'III', 'IV'][quarter - 1]} năm {year}",
        ),
        Frequency.HALF_YEAR: (f"{year}-6T", f"6 tháng đầu năm {year}"),
        Frequency.NINE_MONTHS: (f"{year}-9T", f"9 tháng năm {year}"),
        Frequency.YEAR: (f"{year}", f"năm {year}"),
    }[frequency]


def ended(
    frequency: Frequency, *, since: date, on: date, cut_off: int = USUAL_CUT_OFF
) -> Iterator[Period]:
    """Yield the periods whose last day is `since` or later and lies before `on`, oldest first."""
    _, ends = SHAPES[frequency]
    for year in range(since.year, on.year + 1):
        for month in ends:
            if since <= date(year, month, cut_off) < on:
                yield period(frequency, year, month, cut_off)
