"""Working calendars of units: the national days that ship with the platform, overlaid by rows.

What the province lays down counts for every unit below it; a unit's own rule counts before the
province's, a later one before an earlier. An amendment is previewed first: what falls due when.
"""

import json
import time as clock
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.db import transaction

from vanlang.kernel import journal
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.days import midnight
from vanlang.kernel.deadlines import Calendar, Clock, DayKind, Hours, Season, Span, SpecialDay
from vanlang.kernel.models import CalendarDay, OfficeHours
from vanlang.kernel.refusals import Refusal, refuse_unless

SHIPPED = Path(__file__).parent / "data" / "calendars.json"
REFRESH_SECONDS = 10  # an amendment reaches every process within this time, its own at once
USUAL = "usual"
ADMINISTRATOR = "admin"  # the role as identity writes it


class Event(StrEnum):
    DAY_AMENDED = "kernel.calendar_day_amended"
    HOURS_AMENDED = "kernel.office_hours_amended"


# {"from": "04-15", "week": [["07:00-11:30", "13:30-17:00"], …]}, the week from Monday on
SeasonData = TypedDict("SeasonData", {"from": str, "week": Sequence[Sequence[str]]})


@dataclass(frozen=True, slots=True)
class Amendment:
    """A day that is to differ. `kind` None makes it a day like any other again."""

    on: date
    kind: DayKind | None
    name: str
    replaces: date | None = None
    unit_code: str = ""  # empty: every unit


@dataclass(frozen=True, slots=True)
class HoursAmendment:
    """Office hours that are to hold at a unit, and those below it, from a day on."""

    since: date
    seasons: Sequence[SeasonData]
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock that an amendment would move."""

    clock: Clock
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """What is laid down, by unit code, as it was read at one moment."""

    hours: Mapping[str, Sequence[Hours]]
    days: Mapping[str, Mapping[date, SpecialDay | None]]

    def calendar(self, unit_code: str) -> Calendar:
        hours: list[Hours] = []
        days: dict[date, SpecialDay | None] = {}
        for code in _from_the_top(unit_code):
            own = self.hours.get(code, [])
            hours = [h for h in hours if all(h.since < mine.since for mine in own)] + [*own]
            days |= self.days.get(code, {})
        differing = sorted((day for day in days.values() if day), key=lambda day: day.on)
        return _calendar(tuple(hours), tuple(differing))


@dataclass(slots=True)
class _Known:
    """The process's memory of the rules; calendars are made of them once."""

    rules: Rules | None = None
    read_at: float = 0
    calendars: dict[str, Calendar] = field(default_factory=dict)


_known = _Known()


def for_unit(unit_code: str = "") -> Calendar:
    """Return the working calendar of a unit, by its official code; the province's without one."""
    if _known.rules is None or clock.monotonic() - _known.read_at > REFRESH_SECONDS:
        rules = _rules()
        if rules != _known.rules:
            _known.rules, _known.calendars = rules, {}
        _known.read_at = clock.monotonic()
    found = _known.calendars.get(unit_code)
    if found is None:
        found = _known.calendars[unit_code] = _known.rules.calendar(unit_code)
    return found


def shipped() -> Calendar:
    """Return the calendar that the platform comes with, before anybody's amendment."""
    return _shipped().calendar("")


def forget() -> None:
    """Have the next question read the rules anew."""
    _known.rules = None


def is_final(day: date) -> bool:
    """Tell whether the days off of that year are laid down, or still only foreseen."""
    years = {known.on.year for known in _shipped().days[""].values() if known}
    return day.year in (years - _provisional_years()) | settings.CALENDAR_FINAL_YEARS


def newly_off(unit_code: str, on: date) -> tuple[datetime, datetime] | None:
    """Return the bounds of a day that is off now at a unit, None where it is worked.

    For systems whose terms must not end on it: what falls due between the bounds moves.
    """
    forget()
    if for_unit(unit_code).is_working_day(on):
        return None
    return midnight(on), midnight(on + timedelta(days=1))


def first_provisional_year(today: date, *, ahead: timedelta) -> int | None:
    """Return the first year within reach whose days off are not laid down, None if all are."""
    years = range(today.year, (today + ahead).year + 1)
    return next((year for year in years if not is_final(date(year, 1, 1))), None)


def may_amend(actor: Actor, unit_code: str) -> bool:
    """Administrators lay down days and hours for their agency; the province's for every unit."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    if not any(role == ADMINISTRATOR for role, _ in actor.grants):
        return False
    # H44 is the province, H44.05158 an agency, H44.05158.01 an office of that agency
    agency = ".".join(actor.unit_code.split(".")[:2])
    return "." not in agency or f"{unit_code}.".startswith(f"{agency}.")


@transaction.atomic
def amend_day(amendment: Amendment, *, basis: str, by: Actor, at: datetime) -> CalendarDay:
    """Lay down a day off, a make-up day or a half day, on the decision named in `basis`."""
    refuse_unless(may_amend(by, amendment.unit_code))
    CalendarDay.objects.select_for_update().filter(
        unit_code=amendment.unit_code, on=amendment.on, superseded_at=None
    ).update(superseded_at=at)
    row = CalendarDay.objects.create(
        unit_code=amendment.unit_code,
        on=amendment.on,
        kind=amendment.kind or USUAL,
        name=amendment.name,
        replaces=amendment.replaces,
        basis=basis,
        recorded_at=at,
        recorded_by=by.person_id,
    )
    journal.record(
        Event.DAY_AMENDED,
        about=row,
        by=by,
        at=at,
        payload={"on": f"{row.on}", "kind": row.kind, "unit": row.unit_code, "basis": basis},
    )
    transaction.on_commit(forget)
    return row


@transaction.atomic
def amend_hours(amendment: HoursAmendment, *, basis: str, by: Actor, at: datetime) -> OfficeHours:
    """Lay down office hours, on the decision named in `basis`."""
    since, unit_code = amendment.since, amendment.unit_code
    refuse_unless(may_amend(by, unit_code))
    try:
        _calendar((_hours(since, amendment.seasons),), ())
    except (ValueError, KeyError, IndexError) as problem:
        raise Refusal("Giờ làm việc không hợp lệ; mỗi buổi ghi như 07:30-11:30.") from problem
    OfficeHours.objects.select_for_update().filter(
        unit_code=unit_code, since=since, superseded_at=None
    ).update(superseded_at=at)
    row = OfficeHours.objects.create(
        unit_code=unit_code,
        since=since,
        seasons=list(amendment.seasons),
        basis=basis,
        recorded_at=at,
        recorded_by=by.person_id,
    )
    journal.record(
        Event.HOURS_AMENDED,
        about=row,
        by=by,
        at=at,
        payload={"since": f"{since}", "unit": unit_code, "basis": basis},
    )
    transaction.on_commit(forget)
    return row


def preview_amendment(
    amendments: Iterable[Amendment], clocks: Iterable[Clock], *, unit_code: str = ""
) -> Iterator[Moved]:
    """Yield the clocks at a unit whose due moment the amendments would move; nothing is written."""
    rules = _rules()
    days = {code: dict(own) for code, own in rules.days.items()}
    for amendment in amendments:
        days.setdefault(amendment.unit_code, {})[amendment.on] = _day(
            amendment.on, amendment.kind, amendment.name, amendment.replaces
        )
    today, then = rules.calendar(unit_code), Rules(rules.hours, days).calendar(unit_code)
    for running in clocks:
        before, after = running.due_at(today), running.due_at(then)
        if before != after:
            yield Moved(running, before, after)


def _rules() -> Rules:
    shipped = _shipped()
    hours = {code: list(own) for code, own in shipped.hours.items()}
    days = {code: dict(own) for code, own in shipped.days.items()}
    for row in CalendarDay.objects.filter(superseded_at=None):
        kind = None if row.kind == USUAL else DayKind(row.kind)
        days.setdefault(row.unit_code, {})[row.on] = _day(row.on, kind, row.name, row.replaces)
    for rule in OfficeHours.objects.filter(superseded_at=None).order_by("since"):
        hours.setdefault(rule.unit_code, []).append(_hours(rule.since, rule.seasons))
    return Rules(hours, days)


@cache
def _shipped() -> Rules:
    data = json.loads(SHIPPED.read_text())
    hours = [_hours(date.fromisoformat(h["since"]), h["seasons"]) for h in data["hours"]]
    days = {
        on: SpecialDay(
            on,
            DayKind(day["kind"]),
            day["name"],
            date.fromisoformat(day["replaces"]) if "replaces" in day else None,
        )
        for day in data["days"]
        for on in [date.fromisoformat(day["on"])]
    }
    return Rules({"": hours}, {"": days})


@cache
def _provisional_years() -> frozenset[int]:
    return frozenset(json.loads(SHIPPED.read_text())["provisional_years"])


@lru_cache(maxsize=256)
def _calendar(hours: tuple[Hours, ...], days: tuple[SpecialDay, ...]) -> Calendar:
    return Calendar(hours, days)


def _day(on: date, kind: DayKind | None, name: str, replaces: date | None) -> SpecialDay | None:
    return SpecialDay(on, kind, name, replaces) if kind else None


def _hours(since: date, seasons: Sequence[SeasonData]) -> Hours:
    return Hours(since, tuple(_season(season) for season in seasons))


def _season(season: SeasonData) -> Season:
    month, day = season["from"].split("-")
    week = tuple(tuple(_span(span) for span in spans) for spans in season["week"])
    return Season(int(month), int(day), week)


def _span(text: str) -> Span:
    opens, closes = text.split("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _from_the_top(unit_code: str) -> Iterator[str]:
    """Yield "", "H44", "H44.05158", …: the units whose rules count for this one."""
    yield ""
    parts = unit_code.split(".") if unit_code else []
    for length in range(1, len(parts) + 1):
        yield ".".join(parts[:length])
