"""The last day of a unit: laid down, taken back. What follows on the day itself: turning.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from vanlang.identity import permissions
from vanlang.identity.actions import turning
from vanlang.identity.models import Post, Succession, Unit
from vanlang.identity.queries import units
from vanlang.identity.rules import Event, UnitKind, may_end, part_of_commune, says_something
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closing:
    """What is decided: the last day, who follows (the first takes over the work), the basis."""

    last_day: date
    successors: Sequence[Unit]
    basis: str


@transaction.atomic
def close(unit: Unit, closing: Closing, *, by: Actor, at: datetime) -> Unit:
    """Lay down a unit's last day and who follows it; a commune ends with all its agencies.

    Nothing is moved: from the day after, who holds a role at the successor holds it for the open
    work of the one before, too (docs/adr/0008-units-end-by-day.md).
    """
    refuse_unless(permissions.may_change_units(by))
    branch = list(units.below(unit).select_for_update(of=("self",)).order_by("pk"))
    unit = next(part for part in branch if part.pk == unit.pk)
    _refuse_impossible(unit, closing, at=at)
    _refuse_unfit(unit, closing)
    since = closing.last_day + ONE_DAY
    for part in branch:
        part.valid_to = closing.last_day
    Unit.objects.bulk_update(branch, ["valid_to"])
    pairs = [pair for part in branch for pair in _followed(part, unit, closing)]
    Succession.objects.bulk_create(
        Succession(
            unit=part, successor=follower, since=since, takes_over=first, basis=closing.basis
        )
        for part, follower, first in pairs
    )
    _pass_on(pairs, since, closing.basis)
    _end_posts(branch, closing.last_day)
    payload: dict[str, journal.Fact] = {
        "code": unit.code,
        "last_day": closing.last_day.isoformat(),
        "successors": " ".join(successor.code for successor in closing.successors),
        "basis": closing.basis,
    }
    journal.record(Event.UNIT_CLOSING, about=unit, by=by, at=at, payload=payload)
    turning.turn(at=at)
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def keep(unit: Unit, *, by: Actor, at: datetime) -> Unit:
    """Take a last day back that has not passed: the unit and its posts go on."""
    refuse_unless(permissions.may_change_units(by))
    branch = list(units.below(unit).select_for_update(of=("self",)).order_by("pk"))
    unit = next(part for part in branch if part.pk == unit.pk)
    if unit.valid_to is None:
        raise Conflict("Đơn vị này không có ngày kết thúc.")
    if unit.valid_to < day_of(at):
        raise Conflict(
            f"Đơn vị đã kết thúc hoạt động hết ngày {written(unit.valid_to)}, không rút lại được."
        )
    last_day, keys = unit.valid_to, [part.pk for part in branch]
    since = last_day + ONE_DAY
    laid_down = Succession.objects.filter(unit__in=keys, since=since)
    passed_on = Succession.objects.filter(
        unit__in=Succession.objects.filter(successor__in=keys).values("unit"),
        successor__in=laid_down.values("successor"),
        since__gte=since,
    )
    passed_on.delete()
    laid_down.delete()
    Post.objects.filter(unit__in=keys, ended_with_unit=True).update(
        valid_to=None, ended_with_unit=False
    )
    Unit.objects.filter(pk__in=keys).update(valid_to=None)
    payload: dict[str, journal.Fact] = {"code": unit.code, "last_day": last_day.isoformat()}
    journal.record(Event.UNIT_KEPT, about=unit, by=by, at=at, payload=payload)
    return Unit.objects.get(pk=unit.pk)


def _refuse_impossible(unit: Unit, closing: Closing, *, at: datetime) -> None:
    if not may_end(unit.level, unit.kind):
        raise Refusal("Chỉ xã, phường, cơ quan chuyên môn hoặc phòng mới kết thúc hoạt động được.")
    if unit.valid_to is not None:
        raise Conflict(f"Đơn vị đã có ngày cuối cùng: {written(unit.valid_to)}.")
    if closing.last_day < day_of(at) - ONE_DAY:
        raise Refusal(
            "Ngày cuối cùng không được trước hôm qua: những gì đã làm ở đơn vị từ đó đến nay "
            "là của đơn vị.",
            field="last_day",
        )
    if closing.last_day < unit.valid_from:
        raise Refusal("Ngày cuối cùng phải từ ngày thành lập trở đi.", field="last_day")
    if not says_something(closing.basis):
        raise Refusal(
            "Ghi căn cứ bằng lời, ví dụ: Nghị quyết số 500/NQ-UBTVQH16 ngày 10/12/2026.",
            field="basis",
        )


def _refuse_unfit(unit: Unit, closing: Closing) -> None:
    """Refuse successors that cannot do the work: not there, ending too, or of another kind."""
    if not closing.successors:
        raise Refusal("Chọn ít nhất một đơn vị kế thừa.", field="successors")
    for successor in closing.successors:
        if successor.pk == unit.pk:
            raise Refusal("Đơn vị không kế thừa chính mình.", field="successors")
        if (successor.level, successor.kind) != (unit.level, unit.kind):
            raise Refusal(f"{successor.name} không cùng loại với {unit.name}.", field="successors")
        if not successor.exists_on(closing.last_day + ONE_DAY):
            raise Refusal(
                f"{successor.name} không hoạt động vào ngày {written(closing.last_day + ONE_DAY)}.",
                field="successors",
            )


def _followed(part: Unit, unit: Unit, closing: Closing) -> list[tuple[Unit, Unit, bool]]:
    """Return who follows one unit of the branch: the same office of each successor."""
    if unit.kind != UnitKind.AREA:
        return [(part, successor, not i) for i, successor in enumerate(closing.successors)]
    pairs = []
    for position, successor in enumerate(closing.successors):
        own = {
            part_of_commune(other.code, other.area_code): other for other in units.below(successor)
        }
        # An office that the successor lacks is followed by its committee.
        follower = own.get(part_of_commune(part.code, part.area_code)) or own[""]
        pairs.append((part, follower, not position))
    return pairs


def _pass_on(pairs: list[tuple[Unit, Unit, bool]], since: date, basis: str) -> None:
    """Let who follows now also follow those whom the ending units followed."""
    before = Succession.objects.filter(successor__in=[part.pk for part, _, _ in pairs])
    rows: dict[tuple[int, int], Succession] = {}
    for earlier in before:
        for part, follower, first in pairs:
            if part.pk == earlier.successor_id and follower.pk != earlier.unit_id:
                rows.setdefault(
                    (earlier.unit_id, follower.pk),
                    Succession(
                        unit_id=earlier.unit_id,
                        successor=follower,
                        since=max(since, earlier.since),
                        takes_over=first and earlier.takes_over,
                        basis=basis,
                    ),
                )
    Succession.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _end_posts(branch: list[Unit], last_day: date) -> None:
    """End what people are at the unit with the unit; where they go on is for who appoints them."""
    begun = Post.objects.filter(unit__in=branch, valid_from__lte=last_day)
    begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)).update(
        valid_to=last_day, ended_with_unit=True
    )
