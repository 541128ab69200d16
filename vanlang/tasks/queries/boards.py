"""Whose boards an actor may open, over which tasks, and who there has too much to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, F, Q, QuerySet

from vanlang.identity.api import Level, Unit, UnitKind
from vanlang.kernel.actors import Actor
from vanlang.tasks.models import Task
from vanlang.tasks.permissions import SEES_WHAT_IS_GIVEN
from vanlang.tasks.queries.tasks import visible_to
from vanlang.tasks.rules.states import Kind, State

LOADS_SHOWN = 20


class Side(StrEnum):
    GIVEN = "giao"
    DONE = "nhan"
    WHOLE = "toan-tinh"  # every agency of the province, as its indicators count


SIDE_NAMES = {Side.GIVEN: "Cơ quan giao", Side.DONE: "Cơ quan chủ trì"}


@dataclass(frozen=True, slots=True)
class Load:
    """How much lies with one person, and how much of it is late."""

    name: str
    count: int
    late: int


def overseen(actor: Actor) -> QuerySet[Unit]:
    """Return the agencies whose boards the actor may open: where they lead or follow."""
    if not actor.is_official:
        return Unit.objects.none()
    found = Unit.objects.filter(pk__in=actor.agencies_where(*SEES_WHAT_IS_GIVEN))
    return found.order_by("path")


def may_open_board(actor: Actor, unit: Unit) -> bool:
    return overseen(actor).filter(pk=unit.pk).exists()


def is_the_province(unit: Unit) -> bool:
    return unit.level == Level.PROVINCE and unit.kind == UnitKind.COMMITTEE


def gives(unit: Unit) -> bool:
    """Tell whether the agency gives tasks to others, so that its board begins with those."""
    return Task.objects.filter(giver_agency=unit.pk).exclude(lead_agency=unit.pk).exists()


def rows_of(actor: Actor, unit: Unit, side: Side, *, lead: str = "") -> Q:
    """Return which tasks a board holds: always only those that the actor may see."""
    seen = Q(pk__in=visible_to(actor).order_by().values("pk"))
    mine = Q(giver_agency=unit.pk) if side == Side.GIVEN else Q(lead_agency=unit.pk)
    return seen & mine & (Q(lead_agency__code=lead) if lead else Q())


def units_named(keys: Iterable[object]) -> list[Unit]:
    found = Unit.objects.filter(pk__in=[int(str(key)) for key in keys])
    return list(found.order_by("-level", "position", "code"))


def loads(actor: Actor, unit: Unit, *, at: datetime) -> list[Load]:
    """Return who at the agency has the most open tasks, the fullest first."""
    tasks = visible_to(actor).filter(
        lead_agency=unit.pk,
        kind=Kind.TASK,
        person__isnull=False,
        state__in=(State.ASSIGNED, State.STARTED),
    )
    late = Count("pk", filter=Q(due_at__lt=at))
    found = (
        tasks.order_by()
        .values(name=F("person__name"), who=F("person_id"))
        .annotate(count=Count("pk"), late=late)
        .order_by("-count", "name")
    )
    return [Load(row["name"], row["count"], row["late"]) for row in found[:LOADS_SHOWN]]
