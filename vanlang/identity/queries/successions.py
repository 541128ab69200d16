"""Who follows a unit that has ended, and what a unit was called on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from vanlang.identity.models import FormerUnit, Succession, Unit, UnitName
from vanlang.identity.rules import Level, UnitKind
from vanlang.kernel import search
from vanlang.kernel.days import written


def successors(unit: Unit, *, on: date) -> list[Unit]:
    """Return who serves in place of a unit on a day, first who took over its work."""
    rows = Succession.objects.filter(unit=unit, since__lte=on).select_related("successor")
    followers = [row.successor for row in rows.order_by("-takes_over", "successor__path")]
    return [follower for follower in followers if follower.exists_on(on)]


def successions_of(unit_ids: Collection[int]) -> QuerySet[Succession]:
    """Return all successions of these units, the earliest first."""
    return Succession.objects.filter(unit__in=unit_ids).order_by("since", "pk")


def successions(unit: Unit) -> QuerySet[Succession]:
    """Return all that was laid down about who follows a unit, also for days to come."""
    return unit.successions.select_related("successor").order_by("since", "-takes_over")


def preceded(unit: Unit) -> QuerySet[Succession]:
    """Return which units this one follows."""
    rows = Succession.objects.filter(successor=unit).select_related("unit")
    return rows.order_by("since", "unit__path")


def in_office(unit: Unit, *, on: date) -> Unit:
    """Return the unit while it exists; after its last day, the one that took over its work."""
    if not unit.is_over_on(on):
        return unit
    return next(iter(successors(unit, on=on)), unit)


def ended_words(unit: Unit, *, on: date) -> str:
    """Say of a unit that has ended until when it stood and who follows it, with codes."""
    if unit.valid_to is None or not unit.is_over_on(on):
        return ""
    now = " hoặc ".join(f"{each.name} ({each.code})" for each in successors(unit, on=on))
    then = f"; nay là {now}" if now else ""
    return f"{unit.name} ({unit.code}) hoạt động đến hết ngày {written(unit.valid_to)}{then}"


def name_on(unit: Unit, on: date) -> str:
    """Return what the unit was called on a day."""
    return _named(unit, on).name


def short_name_on(unit: Unit, on: date) -> str:
    return _named(unit, on).short_name


def _named(unit: Unit, on: date) -> Unit | UnitName:
    if not unit.is_renamed:
        return unit
    names = list(UnitName.objects.filter(unit=unit).order_by("since"))
    held = [row for row in names if row.since <= on]
    return held[-1] if held else names[0] if names else unit


def called_on(units: Iterable[Unit], on: date) -> list[Unit]:
    """Return the units with the names they had on a day, to be shown and never to be saved."""
    listed = list(units)
    names = all_names(listed)
    for unit in listed:
        history = names.get(unit.pk, [])
        held = [row for row in history if row.since <= on] or history[:1]
        if held:
            unit.name, unit.short_name = held[-1].name, held[-1].short_name
    return listed


def all_names(units: Iterable[Unit]) -> dict[int, list[UnitName]]:
    """Return the names over time of those among the units that have changed theirs."""
    names: dict[int, list[UnitName]] = {}
    renamed = [unit.pk for unit in units if unit.is_renamed]
    if not renamed:
        return names
    for row in UnitName.objects.filter(unit__in=renamed).order_by("since"):
        names.setdefault(row.unit_id, []).append(row)
    return names


@dataclass(frozen=True, slots=True)
class OldPlace:
    """A commune by a name it no longer has, and who serves there now."""

    name: str
    note: str
    serving: tuple[Unit, ...]


def old_places(words: str, *, on: date, most: int = 10) -> list[OldPlace]:
    """Return the communes of before whose name has the words: renamed, merged, of before 2025."""
    former = search.matches(FormerUnit.objects.all(), "folded", words)
    places: dict[tuple[str, str], OldPlace] = {}
    for row in former.order_by("name", "code", "pk")[: most * 3]:
        place = OldPlace(row.name, row.district, tuple(communes_serving(row.code, on=on)))
        places.setdefault((row.name, row.code), place)
    areas = Unit.objects.filter(kind=UnitKind.AREA, level=Level.COMMUNE)
    changed = areas.filter(Q(valid_to__lt=on) | Q(is_renamed=True))
    for unit in search.matches(changed, "folded", words).order_by("name")[:most]:
        for name in {past.name for past in unit.names.all()} | {unit.name}:
            is_now = unit.exists_on(on) and name == name_on(unit, on)
            if not is_now and search.fold(words) in search.fold(name):
                serving = tuple(communes_serving(unit.area_code, on=on))
                places.setdefault((name, unit.code), OldPlace(name, "", serving))
    return [place for place in places.values() if place.serving][:most]


def communes_serving(area_code: str, *, on: date) -> list[Unit]:
    """Return the communes that serve a place on a day, by its code of any time."""
    areas = Unit.objects.filter(kind=UnitKind.AREA, level=Level.COMMUNE)
    held = FormerUnit.objects.filter(code=area_code).values("commune")
    rows = areas.filter(area_code=area_code) or areas.filter(pk__in=held)
    serving = [
        follower
        for area in rows
        for follower in ([area] if area.exists_on(on) else successors(area, on=on))
    ]
    return list(dict.fromkeys(serving))
