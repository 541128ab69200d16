"""Working time: when a term ends and how much of it is left. Pure: the calendar is handed in.

A `Calendar` is data: office hours by season, each valid from a day on, and the days that differ
from the week (days off, make-up days, half days). It adds up its working time once, so that every
question after that is one look into a sorted table. All moments are aware; answers are in the
time of Viet Nam, which knows no summer time.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from vanlang.kernel.refusals import Conflict

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WORKING_DAY = timedelta(hours=8)  # forty hours a week: a working day of a term is eight hours
HANDOVER_UNTIL = time(
    15
)  # Nghị định 118/2025, Điều 18 khoản 2: received later, handed over next day
NOON = time(12)
SECOND = 10**6  # the table counts microseconds, so that sums are exact

Span = tuple[time, time]
Spans = tuple[Span, ...]
CLOSED: tuple[Spans, ...] = ((),) * 7


class BeyondCalendar(ValueError):
    """The moment lies outside the years that the calendar was made for."""


class DayKind(StrEnum):
    OFF = "off"
    WORKING = "working"  # làm bù
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its week. A make-up day has the hours of the day it replaces."""

    on: date
    kind: DayKind
    name: str = ""
    replaces: date | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """Office hours from a day of the year until the next season; `week` begins with Monday."""

    month: int
    day: int
    week: tuple[Spans, ...]

    def __post_init__(self) -> None:
        date(2001, self.month, self.day)  # a day that every year has
        if len(self.week) != len(CLOSED):
            raise ValueError("A week has seven days.")


@dataclass(frozen=True, slots=True)
class Hours:
    """The seasons in force from `since` until a later `Hours` begins."""

    since: date
    seasons: tuple[Season, ...]

    def week_on(self, day: date) -> tuple[Spans, ...]:
        seasons = sorted(self.seasons, key=lambda season: (season.month, season.day))
        begun = [s for s in seasons if (s.month, s.day) <= (day.month, day.day)]
        return (begun or seasons)[-1].week


@dataclass(frozen=True)
class Calendar:
    """Working time of a unit, added up day by day between `first` and `last`."""

    hours: tuple[Hours, ...]
    days: tuple[SpecialDay, ...] = ()
    first: date = date(2000, 1, 1)
    last: date = date(2060, 12, 31)
    origin: datetime = field(init=False, repr=False, compare=False)
    worked_before: "array[int]" = field(init=False, repr=False, compare=False)
    spans: list[tuple[tuple[int, int], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        special = {day.on: day for day in self.days}
        worked_before, spans, total = array("q", [0]), [], 0
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if ordinal == self.first.toordinal() or self._may_turn_on(day):
                week = self._week_on(day)
                counted = [_in_microseconds(usual) for usual in week]
            todays = counted[day.weekday()]
            if day in special:
                todays = _in_microseconds(_differing(week, special[day]))
            total += sum(closes - opens for opens, closes in todays)
            spans.append(todays)
            worked_before.append(total)
        if total == 0:
            raise ValueError("A calendar needs working time.")
        object.__setattr__(self, "origin", datetime.combine(self.first, time(), ZONE))
        object.__setattr__(self, "worked_before", worked_before)
        object.__setattr__(self, "spans", spans)

    def _may_turn_on(self, day: date) -> bool:
        return any(
            hours.since == day or (season.month, season.day) == (day.month, day.day)
            for hours in self.hours
            for season in hours.seasons
        )

    def _week_on(self, day: date) -> tuple[Spans, ...]:
        in_force = [hours for hours in self.hours if hours.since <= day]
        return max(in_force, key=lambda hours: hours.since).week_on(day) if in_force else CLOSED

    def position(self, moment: datetime) -> int:
        """Return the microseconds worked from the calendar's beginning to `moment`."""
        day, offset = self.split(moment)
        worked = self.worked_before[day]
        for opens, closes in self.spans[day]:
            if offset <= opens:
                break
            worked += min(offset, closes) - opens
        return worked

    def moment(self, position: int) -> datetime:
        """Return the first moment by which so much has been worked; `position` is more than 0."""
        day = bisect_left(self.worked_before, position) - 1
        if not 0 <= day < len(self.spans):
            raise BeyondCalendar
        left = position - self.worked_before[day]
        for opens, closes in self.spans[day]:
            if left <= closes - opens:
                return self.origin + timedelta(days=day, microseconds=opens + left)
            left -= closes - opens
        raise AssertionError  # the table and the spans say the same

    def split(self, moment: datetime) -> tuple[int, int]:
        since = moment - self.origin
        if not 0 <= since.days < len(self.spans):
            raise BeyondCalendar(f"{moment:%d/%m/%Y} lies outside the calendar.")
        return since.days, since.seconds * SECOND + since.microseconds

    def working_day_from(self, day: int) -> int:
        """Return the number of the first day with working time that is not before `day`."""
        found = bisect_right(self.worked_before, self.worked_before[min(day, len(self.spans))]) - 1
        if found >= len(self.spans):
            raise BeyondCalendar
        return found

    def opening(self, day: int) -> datetime:
        return self.origin + timedelta(days=day, microseconds=self.spans[day][0][0])

    def closing(self, day: int) -> datetime:
        return self.origin + timedelta(days=day, microseconds=self.spans[day][-1][1])

    def is_working_day(self, day: date) -> bool:
        return bool(self.spans[(day - self.first).days])


class TermUnit(StrEnum):
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    SAME_DAY = "same_day"
    CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True, slots=True)
class Term:
    """Thời hạn giải quyết, as the procedure states it. `amount` may be a half: Decimal("2.5")."""

    amount: int | Decimal
    unit: TermUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("A term is not negative.")

    @property
    def text(self) -> str:
        amount = f"{self.amount.normalize():f}" if isinstance(self.amount, Decimal) else self.amount
        words = {
            TermUnit.WORKING_DAYS: f"{amount} ngày làm việc",
            TermUnit.WORKING_HOURS: f"{amount} giờ làm việc",
            TermUnit.SAME_DAY: "trong ngày làm việc",
            TermUnit.CALENDAR_DAYS: f"{amount} ngày",
        }
        return words[self.unit].replace(".", ",")


def add(start: datetime, working: timedelta, calendar: Calendar) -> datetime:
    """Return the moment by which `working` has been worked since `start`."""
    if working < timedelta():
        raise ValueError("Time is only added.")
    if not working:
        return into_working_time(start, calendar)
    return calendar.moment(calendar.position(start) + working // timedelta(microseconds=1))


def working_time_between(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    """Return the working time from `a` to `b`; negative when `b` is the earlier."""
    return timedelta(microseconds=calendar.position(b) - calendar.position(a))


def time_left(at: datetime, due_at: datetime, calendar: Calendar) -> timedelta:
    """Return the working time left at `at`; negative when overdue.

    In the evening and on a day off after the term no working time has passed yet. It is overdue
    all the same, by an instant.
    """
    left = working_time_between(at, due_at, calendar)
    return min(left, -timedelta.resolution) if at > due_at else left


def due(start: datetime, term: Term, calendar: Calendar) -> datetime:
    """Return the last moment of a term that begins at `start`, always within working time."""
    if term.unit == TermUnit.WORKING_DAYS:
        return add(start, _times(WORKING_DAY, term.amount), calendar)
    if term.unit == TermUnit.WORKING_HOURS:
        return add(start, _times(timedelta(hours=1), term.amount), calendar)
    day, _ = calendar.split(start)
    if term.unit == TermUnit.SAME_DAY:
        return calendar.closing(_day_of_receipt(start, calendar))
    # A term in days ends with its last day, or with the next working day when that day is off or,
    # for a term of no day, over already.
    last = calendar.working_day_from(day + int(term.amount))
    if calendar.closing(last) < start:
        last = calendar.working_day_from(last + 1)
    return calendar.closing(last)


def off_days_off(due_at: datetime, calendar: Calendar) -> datetime:
    """Return the moment itself, or the end of the next working day where its day is off.

    Bộ luật Dân sự 2015, Điều 148 khoản 5: for terms given before their last day was laid down off.
    """
    day, _ = calendar.split(due_at)
    working = calendar.working_day_from(day)
    return due_at if working == day else calendar.closing(working)


def handover_at(received: datetime, calendar: Calendar) -> datetime:
    """Return when what was received at a counter goes to the agency that settles it.

    At once, or at the beginning of the next working day when it came after 15:00 (Nghị định
    118/2025, Điều 18 khoản 2).
    """
    day, _ = calendar.split(received)
    settled_on = _day_of_receipt(received, calendar)
    return (
        into_working_time(received, calendar) if settled_on == day else calendar.opening(settled_on)
    )


def into_working_time(moment: datetime, calendar: Calendar) -> datetime:
    """Return `moment` if offices are open then, or the next opening."""
    day, offset = calendar.split(moment)
    for opens, closes in calendar.spans[day]:
        if offset <= closes:
            return calendar.origin + timedelta(days=day, microseconds=max(opens, offset))
    return calendar.opening(calendar.working_day_from(day + 1))


def _day_of_receipt(received: datetime, calendar: Calendar) -> int:
    """Return the number of the working day on which `received` counts as having come in."""
    day, offset = calendar.split(received)
    todays = calendar.spans[day]
    if todays and offset <= min(todays[-1][1], _since_midnight(HANDOVER_UNTIL)):
        return day
    return calendar.working_day_from(day + 1)


def _differing(week: tuple[Spans, ...], day: SpecialDay) -> Spans:
    """Return the hours of a day that differs from its week."""
    usual = week[day.on.weekday()]
    if day.kind == DayKind.WORKING:
        return week[day.replaces.weekday() if day.replaces else 0]
    if day.kind == DayKind.MORNING:
        return tuple((opens, min(closes, NOON)) for opens, closes in usual if opens < NOON)
    if day.kind == DayKind.AFTERNOON:
        return tuple((max(opens, NOON), closes) for opens, closes in usual if closes > NOON)
    return ()


def _in_microseconds(spans: Spans) -> tuple[tuple[int, int], ...]:
    if any(opens >= closes for opens, closes in spans):
        raise ValueError("A span of office hours ends after it begins.")
    return tuple((_since_midnight(opens), _since_midnight(closes)) for opens, closes in spans)


def _since_midnight(moment: time) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND


def _times(length: timedelta, amount: int | Decimal) -> timedelta:
    return timedelta(microseconds=int(length // timedelta(microseconds=1) * amount))


class Ground(StrEnum):
    """Why a clock may stand still. Waiting for a signature inside the agency is no ground."""

    SUPPLEMENT = "supplement"
    FINANCIAL_DUTY = "financial_duty"
    SUSPENSION = "suspension"

    @property
    def text(self) -> str:
        return {
            Ground.SUPPLEMENT: "chờ tổ chức, cá nhân bổ sung hồ sơ",
            Ground.FINANCIAL_DUTY: "chờ thực hiện nghĩa vụ tài chính",
            Ground.SUSPENSION: "tạm dừng theo quyết định của cơ quan có thẩm quyền",
        }[self]


@dataclass(frozen=True, slots=True)
class Pause:
    ground: Ground
    since: datetime
    until: datetime | None = None
    basis: str = ""  # number and date of the notice or decision


@dataclass(frozen=True, slots=True)
class Extension:
    term: Term
    at: datetime
    reason: str  # as the letter of apology gives it


@dataclass(frozen=True, slots=True)
class Clock:
    """The term of one dossier: what was promised, and every adjustment since with its ground."""

    started_at: datetime
    term: Term
    original_due: datetime
    adjustments: Sequence[Pause | Extension] = ()

    @classmethod
    def start(cls, at: datetime, term: Term, calendar: Calendar) -> "Clock":
        return cls(at, term, due(at, term, calendar))

    @property
    def open_pause(self) -> Pause | None:
        last = self.adjustments[-1] if self.adjustments else None
        return last if isinstance(last, Pause) and last.until is None else None

    def due_at(self, calendar: Calendar) -> datetime:
        """Return the due moment under `calendar`; while paused, the one that held before."""
        moment = due(self.started_at, self.term, calendar)
        for adjustment in self.adjustments:
            if isinstance(adjustment, Extension):
                moment = due(moment, adjustment.term, calendar)
            elif adjustment.until is not None:
                stood = working_time_between(adjustment.since, adjustment.until, calendar)
                moment = add(moment, stood, calendar)
        return moment

    def left(self, at: datetime, calendar: Calendar) -> timedelta:
        """Return the working time left at `at`; negative when overdue, unmoved while paused."""
        now = min(at, self.open_pause.since) if self.open_pause else at
        return working_time_between(now, self.due_at(calendar), calendar)

    def pause(self, at: datetime, ground: Ground, *, basis: str = "") -> "Clock":
        if self.open_pause:
            raise Conflict("Thời hạn của hồ sơ đang được tạm dừng.")
        self._refuse_before_last(at)
        return replace(self, adjustments=(*self.adjustments, Pause(ground, at, basis=basis)))

    def resume(self, at: datetime) -> "Clock":
        paused = self.open_pause
        if paused is None:
            raise Conflict("Thời hạn của hồ sơ không trong thời gian tạm dừng.")
        self._refuse_before_last(at)
        return replace(self, adjustments=(*self.adjustments[:-1], replace(paused, until=at)))

    def extend(self, term: Term, *, at: datetime, reason: str, at_most: int = 1) -> "Clock":
        """Give more time. A result may be put off once, unless the rule says otherwise."""
        if self.open_pause:
            raise Conflict("Thời hạn của hồ sơ đang được tạm dừng.")
        if sum(isinstance(done, Extension) for done in self.adjustments) >= at_most:
            raise Conflict("Hồ sơ đã được gia hạn; không gia hạn thêm lần nữa.")
        self._refuse_before_last(at)
        return replace(self, adjustments=(*self.adjustments, Extension(term, at, reason)))

    def _refuse_before_last(self, at: datetime) -> None:
        last = self.adjustments[-1] if self.adjustments else None
        since = (
            last.at if isinstance(last, Extension) else (last.until or last.since) if last else None
        )
        if at < (since or self.started_at):
            raise Conflict("Thời điểm điều chỉnh không được trước lần điều chỉnh gần nhất.")
