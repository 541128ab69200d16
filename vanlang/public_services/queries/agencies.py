"""The agencies that take in and settle dossiers, kept in process: they change once a year.

Those that have ended stay in the register: old dossiers name them, and it knows who follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic

from django.conf import settings
from django.db.models import F

from vanlang.identity import api as identity
from vanlang.identity.api import Unit
from vanlang.kernel import search
from vanlang.kernel.days import written
from vanlang.ui import wording

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class PastName:
    """What an agency was called from a day on."""

    since: date
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Follower:
    """Who serves in an agency's place since a day; one of them takes over the open work."""

    id: int
    since: date
    takes_over: bool


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that is competent by law: a commune's People's Committee or a department."""

    id: int
    code: str
    name: str
    short_name: str
    area_code: str
    head_title: str
    valid_from: date
    valid_to: date | None = None
    is_in_force: bool = True
    names: tuple[PastName, ...] = ()
    followers: tuple[Follower, ...] = ()

    @property
    def is_commune(self) -> bool:
        return bool(self.area_code)

    @property
    def place(self) -> str:
        """Return the area's name without the agency's: `xã Mường Bi`."""
        return self.name.removeprefix("Ủy ban nhân dân ").removeprefix("UBND ")

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def as_of(self, day: date) -> "Agency":
        """Return the agency with the name it had on a day."""
        held = [past for past in self.names if past.since <= day] or list(self.names[:1])
        if not held:
            return self
        return replace(self, name=held[-1].name, short_name=held[-1].short_name)


@dataclass(frozen=True)
class Register:
    by_id: dict[int, Agency]
    by_code: dict[str, Agency]
    by_area: dict[str, Agency]
    communes: tuple[Agency, ...]


class Kept:
    read_at = float("-inf")
    register = Register({}, {}, {}, ())


def register() -> Register:
    """Return all agencies, from memory for a minute (never in tests)."""
    fresh_for = KEPT_SECONDS if settings.PROCEDURES_FRESH_SECONDS else 0
    if monotonic() - Kept.read_at >= fresh_for:
        Kept.register, Kept.read_at = _read(), monotonic()
    return Kept.register


def agency(unit_id: int, *, on: date | None = None) -> Agency:
    """Return an agency, of today or of the past, by the name it had on a day (without: today's)."""
    found = register().by_id[unit_id]
    return found if on is None else found.as_of(on)


def exists(unit_id: int) -> bool:
    """Tell whether it is one of the agencies that settle and exists today."""
    place = register().by_id.get(unit_id)
    return place is not None and place.is_in_force


def agency_of_area(area_code: str, *, on: date | None = None) -> Agency | None:
    """Return the People's Committee of a commune that exists on the day (without: today)."""
    return _existing(register().by_area.get(area_code), on)


def agency_with_code(code: str) -> Agency | None:
    return _existing(register().by_code.get(code), None)


def department(code: str, *, on: date) -> Agency | None:
    """Return the department that a definition names, or the one that took over its work."""
    named = register().by_code.get(code)
    if named is None:
        return None
    successor = in_office(named.id, on=on)
    return successor if successor.exists_on(on) else None


def _existing(commune: Agency | None, on: date | None) -> Agency | None:
    if commune is None:
        return None
    return commune if (commune.is_in_force if on is None else commune.exists_on(on)) else None


def communes(*, on: date | None = None) -> tuple[Agency, ...]:
    """Return the People's Committees of all communes, in Vietnamese order of their names."""
    return tuple(each for each in register().communes if _existing(each, on))


def is_commune(area_code: str, *, on: date | None = None) -> bool:
    return agency_of_area(area_code, on=on) is not None


def commune_name(area_code: str, *, on: date | None = None) -> str:
    """Return a commune's name, that of one which has ended too, as it was called on a day."""
    commune = register().by_area.get(area_code)
    if commune is None:
        return area_code
    return (commune if on is None else commune.as_of(on)).place


def place_now(area_code: str, *, on: date) -> str:
    """Return the commune as an address writes it on a day: who follows one that has ended.

    Of a divided one nobody can tell from here which part it is: the old name stays.
    """
    now = serving(area_code, on=on)
    return now[0].as_of(on).place if len(now) == 1 else commune_name(area_code, on=on)


def serving(area_code: str, *, on: date) -> list[Agency]:
    """Return who serves a place on a day: itself, or those that follow a commune that has ended.

    The first of several is the one that took over the open work.
    """
    commune = register().by_area.get(area_code)
    if commune is None:
        return []
    return [commune] if commune.exists_on(on) else followers_of(commune, on=on)


def followers_of(ended: Agency, *, on: date) -> list[Agency]:
    """Return who serves in an agency's place on a day, first who took over its open work."""
    by_id = register().by_id
    since = [each for each in ended.followers if each.since <= on and each.id in by_id]
    ordered = sorted(since, key=lambda each: not each.takes_over)
    return [by_id[each.id] for each in ordered if by_id[each.id].exists_on(on)]


def in_office(unit_id: int, *, on: date) -> Agency:
    """Return the agency while it exists; after its last day the one that took over its work."""
    place = register().by_id[unit_id]
    if place.valid_to is None or on <= place.valid_to:
        return place
    return next(iter(followers_of(place, on=on)), place)


def gone_words(ended: Agency, *, on: date) -> str:
    """Say that an agency takes nothing in any more, and who does; "" while it exists."""
    if ended.valid_to is None or on <= ended.valid_to:
        return ""
    what = ended.place if ended.is_commune else ended.name
    followers = " hoặc ".join(
        each.place if each.is_commune else each.name for each in followers_of(ended, on=on)
    )
    now = f" Nay {followers} phục vụ người dân ở đó." if followers else ""
    return f"{what[:1].upper()}{what[1:]} hoạt động đến hết ngày {written(ended.valid_to)}.{now}"


def gone_area_words(area_code: str, *, on: date) -> str:
    """Say of a commune's code that it has ended, and who serves there now; "" of all others."""
    commune = register().by_area.get(area_code)
    return gone_words(commune, on=on) if commune else ""


def province() -> str:
    """Return the province as it is written inside an address: `tỉnh Phú Thọ`."""
    return wording.inside(settings.PROVINCE_NAME)


def commune_in_full(area_code: str, *, on: date) -> str:
    """Return `xã Mường Bi, tỉnh Phú Thọ`; a paper is read in other provinces too."""
    if area_code not in register().by_area:
        return area_code
    return f"{place_now(area_code, on=on)}, {province()}"


def _read() -> Register:
    columns = ("code", "name", "short_name", "area_code", "head_title", "block")
    dates = ("valid_from", "valid_to", "is_in_force", "is_renamed")
    rows = [
        unit
        for unit in Unit.objects.filter(agency=F("pk")).only(*columns, *dates)
        if unit.block in {"committee", ""}
    ]
    every = _with_history(rows)
    communes_found = [each for each in every if each.area_code]
    return Register(
        {each.id: each for each in every},
        {each.code: each for each in every},
        {each.area_code: each for each in communes_found},
        tuple(
            sorted(communes_found, key=lambda each: search.sort_key(each.place, given_first=False))
        ),
    )


def _with_history(rows: Iterable[Unit]) -> list[Agency]:
    units = list(rows)
    names = identity.all_names(units) if any(unit.is_renamed for unit in units) else {}
    ended = [unit.pk for unit in units if unit.valid_to]
    followers: dict[int, list[Follower]] = {}
    for row in identity.successions_of(ended) if ended else ():
        follower = Follower(row.successor_id, row.since, row.takes_over)
        followers.setdefault(row.unit_id, []).append(follower)
    return [
        Agency(
            unit.pk,
            unit.code,
            unit.name,
            unit.short_name,
            unit.area_code,
            unit.head_title,
            unit.valid_from,
            unit.valid_to,
            unit.is_in_force,
            tuple(PastName(n.since, n.name, n.short_name) for n in names.get(unit.pk, ())),
            tuple(followers.get(unit.pk, ())),
        )
        for unit in units
    ]
