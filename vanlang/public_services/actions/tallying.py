"""Keeping the boards' day tallies: mark a day stale when something happened, count it again soon.

Outside the write path: the journal says what happened, and a periodic job counts the stale days.
"""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel.days import day_of
from vanlang.public_services.measures import board
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.tallies import DayTally, StaleDay

AT_ONCE = 500


def mark_stale(dossier_id: UUID | str) -> None:
    """Note that the days on which this dossier was received and settled must be counted again."""
    dossier = Dossier.objects.only("competent_unit_id", "accepted_at", "finished_at").get(
        pk=dossier_id
    )
    days = {
        day_of(moment)
        for moment in (dossier.accepted_at, dossier.finished_at)
        if moment is not None
    }
    StaleDay.objects.bulk_create(
        [StaleDay(unit_id=dossier.competent_unit_id, day=day) for day in sorted(days)],
        ignore_conflicts=True,
    )


@transaction.atomic
def recount_stale_days(*, at: datetime) -> int:
    """Count again up to AT_ONCE stale days and return how many; the marks go with the counting.

    An event that comes while we count waits for us to take its day's mark away, and then makes a
    new one: nothing is missed.
    """
    stale = list(StaleDay.objects.select_for_update(skip_locked=True)[:AT_ONCE])
    units_by_day: dict[date, set[int]] = defaultdict(set)
    for mark in stale:
        units_by_day[mark.day].add(mark.unit_id)
    StaleDay.objects.filter(pk__in=[mark.pk for mark in stale]).delete()
    tallies = [
        DayTally(unit_id=unit, day=day, **counts)
        for day, units in units_by_day.items()
        for unit, counts in board.count_day(day, frozenset(units), at=at).items()
    ]
    DayTally.objects.bulk_create(
        tallies,
        update_conflicts=True,
        unique_fields=["unit", "day"],
        update_fields=board.TALLIED,
    )
    return len(stale)


@transaction.atomic
def recount_all(*, at: datetime) -> int:
    """Count every day again from the dossiers: after a restore, or when a definition is added."""
    days: dict[date, set[int]] = defaultdict(set)
    for column in ("accepted_at", "finished_at"):
        pairs = (
            Dossier.objects.filter(**{f"{column}__isnull": False})
            .order_by()
            .values_list("competent_unit_id", f"{column}__date")
            .distinct()
        )
        for unit, day in pairs:
            days[day].add(unit)
    DayTally.objects.all().delete()
    for day, units in days.items():
        DayTally.objects.bulk_create(
            DayTally(unit_id=unit, day=day, **counts)
            for unit, counts in board.count_day(day, frozenset(units), at=at).items()
        )
    return len(days)
