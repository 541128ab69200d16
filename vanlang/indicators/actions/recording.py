"""Values come in: reported, counted, verified. Judged at once, and never overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.indicators.models import ColourChange, Definition, Target, Value
from vanlang.indicators.queries import definitions as known
from vanlang.indicators.queries.units import MERGED_ON
from vanlang.indicators.rules.colours import Colour, Verdict, judge
from vanlang.indicators.rules.numbers import DECIMALS_AT_MOST, rounded, shown
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.rules.states import Event, ValueKind
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of

BATCH = 500
NOTE_LENGTH, RULE_LENGTH = 1000, 300
JUDGED = ["definition", "value", "numerator", "denominator", "target", "colour", "rule", "note"]
Place = tuple[int, str, int, str]  # indicator, period, unit, kind


@dataclass(frozen=True, slots=True)
class New:
    """A value on its way in."""

    definition: Definition
    unit: Unit
    period: Period
    kind: ValueKind
    value: Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    note: str = ""
    key: UUID | None = None
    due_at: datetime | None = None  # of the report it comes with; else the period's own closing

    @property
    def place(self) -> Place:
        return (self.definition.indicator_id, self.period.key, self.unit.pk, self.kind)

    @property
    def is_decisive(self) -> bool:
        return self.definition.decides == self.kind.value


@transaction.atomic
def put(news: Sequence[New], *, by: Actor, at: datetime) -> list[Value]:
    """Keep the values beside those that were in force; the number of statements does not grow.

    What the platform counts is kept by the day: the same count changes nothing, another count on
    the same day takes its place, on another day it becomes a row of its own.
    """
    news = list({new.place: new for new in news}.values())
    before = _in_force(news)
    targets = known.targets(
        {new.definition.indicator_id for new in news}, {new.period.year for new in news}
    )
    fresh: list[Value] = []
    again: list[Value] = []
    ended: list[int] = []
    kept: list[Value] = []
    changed: list[tuple[New, Value, Value | None]] = []
    for new in news:
        row = _row(new, targets, by=by, at=at)
        old = before.get(new.place)
        if new.kind == ValueKind.COUNTED and old is not None and _is_same(old, row):
            kept.append(old)
            continue
        was = _as_it_was(old) if old is not None else None
        if new.kind == ValueKind.COUNTED and old is not None and old.recorded_on == row.recorded_on:
            for name in (*JUDGED, "counted_at"):
                setattr(old, name, getattr(row, name))
            again.append(old)
            row = old
        else:
            fresh.append(row)
            if old is not None:
                ended.append(old.pk)
        kept.append(row)
        if new.is_decisive:
            changed.append((new, row, was))
    Value.objects.filter(pk__in=ended).update(replaced_at=at)
    Value.objects.bulk_create(fresh, batch_size=BATCH)
    # Not bulk_update: its CASE for every row and column takes a hundred times as long.
    Value.objects.bulk_create(
        again,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*JUDGED, "counted_at"],
        batch_size=BATCH,
    )
    _note_colours(changed, by=by, at=at)
    return kept


def _in_force(news: Iterable[New]) -> dict[Place, Value]:
    wanted = list(news)
    rows = Value.objects.select_for_update().filter(
        replaced_at=None,
        indicator__in={new.definition.indicator_id for new in wanted},
        period_key__in={new.period.key for new in wanted},
        unit__in={new.unit.pk for new in wanted},
        kind__in={new.kind for new in wanted},
    )
    return {
        (row.indicator_id, row.period_key, row.unit_id, row.kind): row
        for row in rows.order_by("pk")
    }


def _row(
    new: New, targets: dict[tuple[int, int, int], Target], *, by: Actor, at: datetime
) -> Value:
    target = targets.get((new.definition.indicator_id, new.period.year, new.unit.pk)) or (
        targets.get((new.definition.indicator_id, new.period.year, 0))
    )
    due = rounded(target.path.due(new.period), DECIMALS_AT_MOST) if target else None
    verdict = judge(new.value, new.definition.thresholds, due)
    return Value(
        indicator_id=new.definition.indicator_id,
        definition=new.definition,
        unit=new.unit,
        period_key=new.period.key,
        period_start=new.period.start,
        period_end=new.period.end,
        kind=new.kind,
        is_decisive=new.is_decisive,
        value=None if new.value is None else rounded(new.value, DECIMALS_AT_MOST),
        numerator=new.numerator,
        denominator=new.denominator,
        target=due,
        colour=verdict.colour,
        rule=_rule(verdict),
        note=new.note[:NOTE_LENGTH],
        key=new.key,
        recorded_on=day_of(at),
        recorded_at=at,
        counted_at=at if new.kind == ValueKind.COUNTED else None,
        recorder_name=signed(by),
        recorder_id=by.person_id,
    )


def signed(by: Actor) -> str:
    """Return who recorded something, as it stays readable when they have another post."""
    return ", ".join(part for part in (by.name, by.post) if part)[:250]


def _rule(verdict: Verdict) -> str:
    return verdict.rule[:RULE_LENGTH]


def _as_it_was(row: Value) -> Value:
    """Return colour and value apart: the row itself may be counted again."""
    return Value(colour=row.colour, value=row.value, period_end=row.period_end)


def _is_same(old: Value, row: Value) -> bool:
    return all(getattr(old, name) == getattr(row, name) for name in ("definition_id", *JUDGED[1:]))


def _note_colours(
    changed: Sequence[tuple[New, Value, Value | None]], *, by: Actor, at: datetime
) -> None:
    """Write down each change of colour, of the newest period alone: the past does not turn."""
    earlier = _colours_before([new for new, _, was in changed if was is None])
    rows = []
    for new, row, was in changed:
        last = was or earlier.get((new.definition.indicator_id, new.unit.pk))
        if last is not None and last.period_end > new.period.end:
            continue
        if new.period.end < MERGED_ON:  # what is filled in now did not turn today
            continue
        before = Colour(last.colour) if last else Colour.UNKNOWN
        if before == row.colour:
            continue
        rows.append(
            ColourChange(
                indicator_id=row.indicator_id,
                unit_id=row.unit_id,
                value=row,
                before=before,
                after=row.colour,
                at=at,
                rule=row.rule,
                why=_why(new, last.value if last else None, row.value),
            )
        )
    if not rows:
        return
    ColourChange.objects.bulk_create(rows, batch_size=BATCH)
    journal.record_each(Event.COLOUR_CHANGED, about=[row.value for row in rows], by=by, at=at)


def _why(new: New, before: Decimal | None, after: Decimal | None) -> str:
    decimals, unit = new.definition.decimals, new.definition.unit_name
    if after is None:
        return "Không còn số liệu."
    if before is None:
        return f"Có số liệu {new.period.name.lower()}: {shown(after, decimals)} {unit}."
    return f"{new.period.name}: từ {shown(before, decimals)} thành {shown(after, decimals)} {unit}."


def _colours_before(news: Sequence[New]) -> dict[tuple[int, int], Value]:
    """Return the newest decisive value of each unit, of the period before or of a later one."""
    if not news:
        return {}
    rows = (
        Value.objects.filter(
            replaced_at=None,
            is_decisive=True,
            indicator__in={new.definition.indicator_id for new in news},
            unit__in={new.unit.pk for new in news},
        )
        .exclude(period_key__in={new.period.key for new in news})
        .order_by("indicator_id", "unit_id", "-period_end")
        .distinct("indicator_id", "unit_id")
    )
    return {(row.indicator_id, row.unit_id): row for row in rows}
