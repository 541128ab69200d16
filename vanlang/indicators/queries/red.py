"""What is red now, of how much that has a colour; and what of it turned red lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vanlang.identity.api import Unit
from vanlang.indicators.models import ColourChange, Definition
from vanlang.indicators.permissions import AT_WORK, oversees
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries import units as tree
from vanlang.indicators.queries.values import Mark, changes, newest
from vanlang.indicators.rules.colours import Colour
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of

LOOKS_BACK = timedelta(days=7)
Pair = tuple[int, int]  # indicator and unit


@dataclass(frozen=True, slots=True)
class Red:
    """Chỉ số đang đỏ: each indicator of each unit once, by the newest value that decides."""

    marks: list[Mark]
    judged: int  # how many have a colour
    turned: list[ColourChange]  # of what is red now, what turned so lately; the newest first
    definitions: dict[int, Definition]

    @property
    def count(self) -> int:
        return len(self.marks)


@dataclass(frozen=True, slots=True)
class RedLine:
    mark: Mark
    definition: Definition
    unit: Unit
    turned: ColourChange | None


def read(actor: Actor, *, at: datetime) -> Red:
    """Return what is red at a moment of the units one may follow: all, or one's own."""
    on = day_of(at)
    definitions = {one.indicator_id: one for one in known.published(on=on)}
    wanted = [
        (indicator, key)
        for indicator, one in definitions.items()
        for period in (known.period_at(one, on),)
        for key in (period.key, period.previous().key)
    ]
    followed = tree.agencies_on(on)
    if not oversees(actor):
        followed = followed.filter(pk__in=actor.agencies_where(*AT_WORK))
    units = list(followed.values_list("pk", flat=True))
    marks = [mark for mark in newest(wanted, units, as_of=at) if mark.colour != Colour.UNKNOWN]
    red = [mark for mark in marks if mark.colour == Colour.RED]
    turned = _turned(red, units, since=at - LOOKS_BACK, until=at)
    return Red(red, len(marks), turned, definitions)


def _turned(
    red: Iterable[Mark], units: list[int], *, since: datetime, until: datetime
) -> list[ColourChange]:
    """Return the last change of each, where that was to red; what got its first figure not."""
    pairs = {(mark.indicator_id, mark.unit_id) for mark in red}
    last = (
        changes(since=since, until=until)
        .filter(unit__in=units)
        .order_by("indicator_id", "unit_id", "-at", "-pk")
        .distinct("indicator_id", "unit_id")
    )
    reds = [
        one
        for one in last
        if (one.indicator_id, one.unit_id) in pairs
        and one.after == Colour.RED
        and one.before != Colour.UNKNOWN
    ]
    return sorted(reds, key=lambda one: (one.at, one.pk), reverse=True)


def lines(red: Red, marks: Iterable[Mark]) -> list[RedLine]:
    """Return the marks with what they are of, for a page of them."""
    wanted = list(marks)
    units = Unit.objects.in_bulk({mark.unit_id for mark in wanted})
    turned = {(one.indicator_id, one.unit_id): one for one in red.turned}
    return [
        RedLine(
            mark,
            red.definitions[mark.indicator_id],
            units[mark.unit_id],
            turned.get((mark.indicator_id, mark.unit_id)),
        )
        for mark in wanted
    ]
