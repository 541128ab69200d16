"""The periods of figures, with their cut-off: a month may run from the 15th to the 14th.

Nghị định 09/2019/NĐ-CP, Điều 12: a month is counted from the 15th of the one before to the 14th; so
are the quarter, the half year and the year, each from the 15th of the month before it begins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vanlang.kernel.refusals import Refusal

CUT_OFF_DAY = 14
LAST_CUT_OFF_DAY = 27  # every month has the day after it
MONTHS_A_YEAR = 12


class Frequency(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


FREQUENCY_NAMES = {
    Frequency.MONTH: "Tháng",
    Frequency.QUARTER: "Quý",
    Frequency.HALF: "6 tháng",
    Frequency.NINE_MONTHS: "9 tháng",
    Frequency.YEAR: "Năm",
}
MONTHS = {
    Frequency.MONTH: 1,
    Frequency.QUARTER: 3,
    Frequency.HALF: 6,
    Frequency.NINE_MONTHS: 9,
    Frequency.YEAR: 12,
}
KEY = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])|(9)T))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Kỳ số liệu: `start` and `end` are both included. The key names it: 2026-03, 2026-Q1, 2026."""

    start: date
    end: date
    frequency: Frequency
    key: str
    cut_off_day: int = CUT_OFF_DAY

    @property
    def year(self) -> int:
        return int(self.key[:4])

    @property
    def last_month(self) -> int:
        """Return the month of the year that the period ends with: 3 for the first quarter."""
        return _number(self.key, self.frequency) * MONTHS[self.frequency]

    @property
    def name(self) -> str:
        number = _number(self.key, self.frequency)
        return {
            Frequency.MONTH: f"Tháng {number:02}/{self.year}",
            Frequency.QUARTER: f"Quý {number}/{self.year}",
            Frequency.HALF: f"6 tháng {'đầu' if number == 1 else 'cuối'} năm {self.year}",
            Frequency.NINE_MONTHS: f"9 tháng năm {self.year}",
            Frequency.YEAR: f"Năm {self.year}",
        }[self.frequency]

    def previous(self) -> "Period":
        """Return the one before; of nine months, those of the year before."""
        if self.frequency in (Frequency.NINE_MONTHS, Frequency.YEAR):
            return self.year_before()
        return period_of(self.start - timedelta(days=1), self.frequency, self.cut_off_day)

    def next(self) -> "Period":
        if self.frequency == Frequency.NINE_MONTHS:
            return _made(self.year + 1, 1, self.frequency, self.cut_off_day)
        return period_of(self.end + timedelta(days=1), self.frequency, self.cut_off_day)

    def year_before(self) -> "Period":
        number = _number(self.key, self.frequency)
        return _made(self.year - 1, number, self.frequency, self.cut_off_day)

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def period_of(day: date, frequency: Frequency, cut_off_day: int = CUT_OFF_DAY) -> Period:
    """Return the period that a day falls into; of nine months, those that begin its year.

    Without a cut-off day (0) periods are those of the calendar.
    """
    year, month = day.year, day.month
    if cut_off_day and day.day > cut_off_day:
        year, month = (year + 1, 1) if month == MONTHS_A_YEAR else (year, month + 1)
    number = 1 if frequency == Frequency.NINE_MONTHS else (month - 1) // MONTHS[frequency] + 1
    return _made(year, number, frequency, cut_off_day)


def parse_period(key: str, cut_off_day: int = CUT_OFF_DAY) -> Period:
    """Return the period with a key.

    Raises:
        Refusal: there is none.
    """
    found = KEY.fullmatch(key.strip())
    if not found:
        raise Refusal(
            f"“{key[:20]}” không phải kỳ số liệu; ghi như 2026-03, 2026-Q1, 2026-H1 hoặc 2026.",
            field="period",
        )
    year, month, quarter, half, nine = found.groups()
    for text, frequency in (
        (month, Frequency.MONTH),
        (quarter, Frequency.QUARTER),
        (half, Frequency.HALF),
    ):
        if text:
            return _made(int(year), int(text), frequency, cut_off_day)
    if nine:
        return _made(int(year), 1, Frequency.NINE_MONTHS, cut_off_day)
    return _made(int(year), 1, Frequency.YEAR, cut_off_day)


def back_from(period: Period, count: int) -> Iterator[Period]:
    """Yield a period and those before it, the oldest first."""
    found = [period]
    while len(found) < count:
        found.append(found[-1].previous())
    yield from reversed(found)


def forward_from(period: Period, count: int) -> Iterator[Period]:
    """Yield a period and those after it."""
    for _ in range(count):
        yield period
        period = period.next()


def _made(year: int, number: int, frequency: Frequency, cut_off_day: int) -> Period:
    if not date.min.year < year < date.max.year or not 0 <= cut_off_day <= LAST_CUT_OFF_DAY:
        raise Refusal("Kỳ số liệu không hợp lệ.", field="period")
    months = MONTHS[frequency]
    first, last = (number - 1) * months + 1, number * months
    key = {
        Frequency.MONTH: f"{year}-{number:02}",
        Frequency.QUARTER: f"{year}-Q{number}",
        Frequency.HALF: f"{year}-H{number}",
        Frequency.NINE_MONTHS: f"{year}-9T",
        Frequency.YEAR: f"{year}",
    }[frequency]
    start = _after_cut_off(year, first, cut_off_day)
    following = (year + 1, 1) if last == MONTHS_A_YEAR else (year, last + 1)
    end = _after_cut_off(*following, cut_off_day) - timedelta(days=1)
    return Period(start, end, frequency, key, cut_off_day)


def _after_cut_off(year: int, month: int, cut_off_day: int) -> date:
    """Return the first day that counts for a month."""
    if not cut_off_day:
        return date(year, month, 1)
    before = (year - 1, MONTHS_A_YEAR) if month == 1 else (year, month - 1)
    return date(*before, cut_off_day + 1)


def _number(key: str, frequency: Frequency) -> int:
    if frequency in (Frequency.YEAR, Frequency.NINE_MONTHS):
        return 1
    return int(key[5:].strip("QH"))
