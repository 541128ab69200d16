"""The time before 1 July 2025: figures of three provinces, recomputed as one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.indicators import permissions
from vanlang.indicators.actions import recording
from vanlang.indicators.actions.recording import New
from vanlang.indicators.models import Definition, FormerValue, Indicator, Value
from vanlang.indicators.queries import merging as known
from vanlang.indicators.queries.units import MERGED_ON, OLD_PROVINCES
from vanlang.indicators.rules import merging as rules
from vanlang.indicators.rules.merging import Former
from vanlang.indicators.rules.numbers import DECIMALS_AT_MOST, rounded
from vanlang.indicators.rules.paths import Merging, Part, over_the_old
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.rules.states import Event, ValueKind
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless


@transaction.atomic
def recompute(
    definition: Definition,
    period: Period,
    parts: Sequence[Former],
    *,
    by: Actor,
    at: datetime,
) -> Value:
    """Keep what the old provinces published, and the province's value over all three of them.

    A province that is left out has published nothing. What is the same as before writes nothing.
    """
    # Two who enter the same period at once: the second waits, and corrects.
    rows = Indicator.objects.select_for_update(of=("self",)).select_related("owner")
    refuse_unless(permissions.may_verify(by, rows.get(pk=definition.indicator_id)))
    unit = _province(definition, at=at)
    _refuse_period(period, definition)
    how = Merging(definition.merging)
    given = _of_each(parts, how, definition)
    value = over_the_old([Part(one.value, one.weight) for one in given], how, len(OLD_PROVINCES))
    rules.check_whole(value, how, definition.limits)
    is_new = _keep(definition.indicator, period, given, by=by, at=at)
    note, kind = _note(rules.missing(given, how)), ValueKind(definition.decides)
    exact = None if value is None else rounded(value, DECIMALS_AT_MOST)
    new = New(definition, unit, period, kind, exact, note=note)
    before = _in_force(new)
    if before is not None and not is_new and before.value == exact:
        return before
    if before is None and not is_new:
        raise Refusal("Ghi số liệu của ít nhất một tỉnh cũ.")
    return _put(new, before, by=by, at=at)


def _put(new: New, before: Value | None, *, by: Actor, at: datetime) -> Value:
    """Let the value decide alone: the one before may have been judged by another kind."""
    if before is not None and before.kind != new.kind:
        before.replaced_at = at
        before.save(update_fields=["replaced_at"])
    row = recording.put([new], by=by, at=at)[0]
    payload: dict[str, journal.Fact] = {
        "code": new.definition.code,
        "period": new.period.key,
        "value": None if new.value is None else str(new.value),
    }
    journal.record(Event.RECOMPUTED, about=row, by=by, at=at, payload=payload)
    return row


def _province(definition: Definition, *, at: datetime) -> Unit:
    recomputed = known.recomputed_for(definition, on=day_of(at))
    if recomputed is None:
        raise Refusal(f"“{definition.name}” không tính lại trên ba tỉnh cũ.")
    return recomputed


def _refuse_period(period: Period, definition: Definition) -> None:
    if period.end >= MERGED_ON:
        raise Refusal("Chỉ tính lại các kỳ kết thúc trước ngày 01/7/2025.", field="period")
    if period.frequency != definition.frequency:
        often = definition.frequency_name.lower()
        raise Refusal(f"“{definition.name}” có số liệu theo {often}.", field="period")
    if period.cut_off_day != definition.cut_off_day:
        raise Refusal(f"“{definition.name}” chốt số liệu theo ngày khác.", field="period")


def _of_each(parts: Sequence[Former], how: Merging, definition: Definition) -> list[Former]:
    """Return what each of the three published, in their order, as it is fit to be kept."""
    counted = Counter(part.province for part in parts)
    for province, times in counted.items():
        if province not in OLD_PROVINCES:
            raise Refusal(f"“{province}” không phải một trong ba tỉnh cũ.", field="province")
        if times > 1:
            raise Refusal(f"Số liệu của {province} được ghi hai lần.", field="province")
    for part in parts:
        rules.check(part, how, definition.limits)
    by_name = {part.province: part for part in parts}
    return [by_name.get(province, Former(province, None)) for province in OLD_PROVINCES]


def _keep(
    indicator: Indicator, period: Period, given: list[Former], *, by: Actor, at: datetime
) -> bool:
    """Keep what is new and end what it takes the place of; tell whether anything is."""
    before = known.in_force(indicator, [period]).get(period.key, {})
    fresh = [
        part
        for part in given
        if (before[part.province].former != part if part.province in before else not part.is_blank)
    ]
    ended = [before[part.province].pk for part in fresh if part.province in before]
    FormerValue.objects.filter(pk__in=ended).update(replaced_at=at)
    FormerValue.objects.bulk_create(
        FormerValue(
            indicator=indicator,
            province=part.province,
            period_key=period.key,
            value=part.value,
            weight=part.weight,
            source=part.source,
            recorded_at=at,
            recorder_name=recording.signed(by),
        )
        for part in fresh
    )
    return bool(fresh)


def _in_force(new: New) -> Value | None:
    return Value.objects.filter(
        indicator=new.definition.indicator_id,
        unit=new.unit,
        period_key=new.period.key,
        is_decisive=True,
        replaced_at=None,
    ).first()


def _note(missing: list[str]) -> str:
    if missing:
        return f"Chưa tính được trên ba tỉnh cũ: thiếu số liệu của {', '.join(missing)}."
    return f"Tính lại trên ba tỉnh cũ: {', '.join(OLD_PROVINCES)}."
