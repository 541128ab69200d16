"""Who is told what."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from vanlang.identity import api as identity
from vanlang.identity.api import Role, Unit
from vanlang.kernel.models import Notice
from vanlang.tasks.models import Task

TOLD_OF_NEW_WORK = (Role.LEADER, Role.CLERK)


def at_the_lead(task: Task, *, on: date) -> set[UUID]:
    """Return the person in charge, or the leaders and the clerk where nobody is named yet."""
    if task.person_id is not None:
        return {task.person_id}
    return _holders(task.lead, TOLD_OF_NEW_WORK, on)


def leaders(unit: Unit, *, on: date) -> set[UUID]:
    return _holders(unit, (Role.LEADER,), on)


def newly_charged(task: Task, *, on: date) -> set[UUID]:
    """Return who learns of new work: at the lead unit, the person, leaders who support."""
    found = _holders(task.lead, TOLD_OF_NEW_WORK, on)
    if task.person_id is not None:
        found.add(task.person_id)
    for support in task.supports.select_related("unit"):
        found |= leaders(support.unit, on=on)
    return found


def at_the_giver(task: Task, *, on: date) -> set[UUID]:
    """Return who gave it, or the leaders of that agency where the platform did."""
    if task.given_by_id is not None:
        return {task.given_by_id}
    return leaders(task.giver, on=on)


def not_told_yet(people: Iterable[UUID], about: str) -> list[UUID]:
    told = set(Notice.objects.filter(about=about).values_list("person_id", flat=True))
    return sorted(set(people) - told)


def _holders(unit: Unit, roles: Iterable[Role], on: date) -> set[UUID]:
    return {
        person
        for role in roles
        for person in identity.holders(role, unit, on=on).values_list("pk", flat=True)
    }
