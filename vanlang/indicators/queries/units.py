"""For which units an indicator is measured, and which of them an actor works at."""

import re
from datetime import date

from django.db.models import F, Q, QuerySet

from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Unit, UnitKind
from vanlang.indicators.models import Definition
from vanlang.indicators.permissions import AT_WORK
from vanlang.kernel.actors import Actor

OLD_PROVINCES = ("Phú Thọ", "Vĩnh Phúc", "Hòa Bình")
PLACE = re.compile(r"(xã|phường) .+")
MERGED_ON = date(2025, 7, 1)  # Nghị quyết 202/2025/QH15


def agencies_on(day: date) -> QuerySet[Unit]:
    return identity.units(on=day).filter(agency_id=F("pk"))


def measured(definition: Definition, *, on: date) -> QuerySet[Unit]:
    """Return the agencies that have the indicator on a day, the province first."""
    block, which = Q(block=definition.block), Q()
    top = Q(level=Level.PROVINCE) & block
    is_part = Q(kind__in=(UnitKind.DEPARTMENT, UnitKind.CENTRE))
    if definition.for_province:
        which |= top & ~is_part
    if definition.for_departments:
        which |= top & is_part
    if definition.for_communes:
        which |= Q(level=Level.COMMUNE) & block
    if not which:
        return Unit.objects.none()
    return agencies_on(on).filter(which).order_by("-level", "position", "code")


def is_whole(unit: Unit) -> bool:
    """Tell whether a unit's figures are those of the whole province."""
    return unit.level == Level.PROVINCE and unit.kind not in (UnitKind.DEPARTMENT, UnitKind.CENTRE)


def first(definition: Definition, *, on: date) -> Unit | None:
    """Return whose figure is shown where nobody is asked for: the whole province's if any."""
    measured_ones = list(measured(definition, on=on))
    return next(filter(is_whole, measured_ones), measured_ones[0] if measured_ones else None)


def whole(definition: Definition, *, on: date) -> Unit | None:
    """Return the unit whose figures are the whole province's, None where nobody has them."""
    return next(filter(is_whole, measured(definition, on=on)), None)


def label(unit: Unit) -> str:
    """Return the name that tells a unit from all others: every commune has a “Đảng ủy”."""
    is_plain = unit.level == Level.PROVINCE or unit.block == Block.COMMITTEE
    return unit.short_name if is_plain else unit.name


def place_of(unit: Unit) -> str:
    """Return the commune that an agency of any block belongs to: xã Mường Bi."""
    found = PLACE.search(unit.name)
    return found[0] if found else unit.short_name


def communes_of(block: str, *, on: date) -> QuerySet[Unit]:
    found = agencies_on(on).filter(level=Level.COMMUNE, block=block)
    return found.order_by("position", "code")


def of_the_commune(unit: Unit, *, on: date) -> QuerySet[Unit]:
    """Return the four blocks of a commune: its agencies that share an area."""
    return agencies_on(on).filter(area_code=unit.area_code).order_by("code")


def worked_at(actor: Actor) -> QuerySet[Unit]:
    """Return the agencies at which the actor works, to choose whose page to open."""
    return Unit.objects.filter(pk__in=actor.agencies_where(*AT_WORK)).order_by("path")


def with_page(code: str, *, on: date) -> Unit | None:
    return agencies_on(on).filter(code=code).exclude(block=Block.NONE).first()


def who_holds_it_now(unit: Unit, *, on: date) -> list[Unit]:
    """Return who follows a unit that is gone; of a commune known by an old code, who has it now."""
    followers = identity.successors(unit, on=on)
    if followers or not unit.area_code:
        return followers
    return identity.communes_serving(unit.area_code, on=on)


def named_code(code: str) -> Unit | None:
    return Unit.objects.filter(code=code).first()


def agencies_where(actor: Actor, *roles: str) -> list[Unit]:
    """Return the agencies at which the actor holds a role, the highest first."""
    return list(Unit.objects.filter(pk__in=actor.agencies_where(*roles)).order_by("-level", "path"))
