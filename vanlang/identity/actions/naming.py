"""A new name from a day on; what is about a day before keeps the old one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vanlang.identity import permissions
from vanlang.identity.actions import turning
from vanlang.identity.models import Unit, UnitName
from vanlang.identity.queries import units
from vanlang.identity.rules import (
    Event,
    Level,
    UnitKind,
    place_tones,
    renamed,
    says_something,
    without_kind,
)
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import Refusal, refuse_unless

LONGEST = 160  # the longest name of an agency is built around it


@dataclass(frozen=True, slots=True)
class NewName:
    """What a unit is called, from which day on, and by which decision."""

    name: str
    since: date
    basis: str


@transaction.atomic
def rename(unit: Unit, new: NewName, *, by: Actor, at: datetime) -> Unit:
    """Give a unit another name from a day on; a commune's agencies take theirs from it."""
    refuse_unless(permissions.may_change_units(by))
    branch = list(units.below(unit).select_for_update(of=("self",)).order_by("pk"))
    unit = next(part for part in branch if part.pk == unit.pk)
    name, since = place_tones(new.name), new.since
    _refuse_impossible(unit, name, since, new.basis, at=at)
    is_commune = (unit.kind, unit.level) == (UnitKind.AREA, Level.COMMUNE)
    touched = branch if is_commune else [unit]
    for part in touched:
        if not part.is_renamed:
            _keep_first_name(part)
        if part.pk == unit.pk:
            full, short = name, without_kind(name) if is_commune else name
        else:
            full = renamed(part.name, unit.name, name)
            short = renamed(part.short_name, unit.name, name)
        UnitName.objects.update_or_create(
            unit=part, since=since, defaults={"name": full, "short_name": short[:120]}
        )
    Unit.objects.filter(pk__in=[part.pk for part in touched]).update(is_renamed=True)
    payload: dict[str, journal.Fact] = {
        "code": unit.code,
        "before": unit.name,
        "name": name,
        "since": since.isoformat(),
        "basis": new.basis,
    }
    journal.record(Event.UNIT_RENAMED, about=unit, by=by, at=at, payload=payload)
    turning.turn(at=at)
    return Unit.objects.get(pk=unit.pk)


def _keep_first_name(unit: Unit) -> None:
    UnitName.objects.create(
        unit=unit, name=unit.name, short_name=unit.short_name, since=unit.valid_from
    )


def _refuse_impossible(unit: Unit, name: str, since: date, basis: str, *, at: datetime) -> None:
    if unit.kind != UnitKind.AREA and unit.area_code and unit.agency_id == unit.pk:
        raise Refusal("Cơ quan của xã, phường mang tên xã, phường. Bạn đổi tên xã, phường.")
    if unit.is_over_on(since):
        raise Refusal("Vào ngày này đơn vị không còn hoạt động.", field="since")
    if since < day_of(at):
        raise Refusal(
            "Ngày đổi tên không được trước hôm nay: giấy tờ đã cấp từ đó mang tên đang dùng.",
            field="since",
        )
    latest = UnitName.objects.filter(unit=unit, since__gt=day_of(at)).first()
    if latest is not None and latest.since != since:
        raise Refusal(f"Đã có tên “{latest}” từ ngày {written(latest.since)}.", field="since")
    if not name or len(name) > LONGEST:
        raise Refusal(f"Tên mới dài từ 1 đến {LONGEST} ký tự.", field="name")
    if name == unit.name:
        raise Refusal("Đơn vị đang mang tên này.", field="name")
    if unit.kind == UnitKind.AREA and not name.startswith(("Xã ", "Phường ")):
        raise Refusal("Tên xã, phường bắt đầu bằng “Xã” hoặc “Phường”.", field="name")
    if not says_something(basis):
        raise Refusal("Ghi căn cứ bằng lời, ví dụ: Nghị quyết số 500/NQ-UBTVQH16.", field="basis")
