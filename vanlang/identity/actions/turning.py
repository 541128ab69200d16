"""What a new day brings: units begin and end, names take effect. The dates decide; this follows.

Rows say how things are today (`is_in_force`, `name`), for all who ask without a day. Whoever
decides something asks for the day itself and never waits for this.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from vanlang.identity.models import Unit, UnitName
from vanlang.identity.rules import Event
from vanlang.kernel import journal, search
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of

LONGEST_FOLDED = 1000


@transaction.atomic
def turn(*, at: datetime) -> int:
    """Bring every row to the day; return how many have changed."""
    today = day_of(at)
    return _end(today, at=at) + _begin(today) + _rename(today)


def _end(today: date, *, at: datetime) -> int:
    over = list(
        Unit.objects.select_for_update(of=("self",))
        .filter(is_in_force=True, valid_to__lt=today)
        .order_by("pk")
    )
    Unit.objects.filter(pk__in=[unit.pk for unit in over]).update(is_in_force=False)
    if over:
        journal.record_each(Event.UNIT_ENDED, about=over, by=PLATFORM, at=at)
    return len(over)


def _begin(today: date) -> int:
    stands = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    begun = Unit.objects.filter(stands, is_in_force=False).update(is_in_force=True)
    early = Unit.objects.filter(is_in_force=True, valid_from__gt=today).update(is_in_force=False)
    return begun + early


def _rename(today: date) -> int:
    """Write today's name into the row, and every name the unit had where it is searched."""
    names: dict[int, list[UnitName]] = {}
    rows = UnitName.objects.filter(unit__is_renamed=True).select_related("unit")
    for row in rows.order_by("since"):
        names.setdefault(row.unit_id, []).append(row)
    wrong = []
    for history in names.values():
        unit = history[0].unit
        held = [row for row in history if row.since <= today] or history[:1]
        folded = search.fold(" ".join(f"{row.name} {row.short_name}" for row in reversed(history)))
        rightly = (held[-1].name, held[-1].short_name, folded[:LONGEST_FOLDED])
        if (unit.name, unit.short_name, unit.folded) != rightly:
            unit.name, unit.short_name, unit.folded = rightly
            wrong.append(unit)
    Unit.objects.bulk_update(wrong, ["name", "short_name", "folded"])
    return len(wrong)
