"""The time before 1 July 2025: figures of three provinces, recomputed as one."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from vanlang.identity import api as identity
from vanlang.indicators import permissions
from vanlang.indicators.actions import recording
from vanlang.indicators.actions.recording import New
from vanlang.indicators.models import Definition, FormerValue, Value
from vanlang.indicators.queries.units import MERGED_ON, OLD_PROVINCES
from vanlang.indicators.rules.paths import Merging, Part, over_the_old
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.rules.states import ValueKind
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless


@dataclass(frozen=True, slots=True)
class Former:
    """What one old province published for a period."""

    province: str
    value: Decimal | None
    weight: Decimal | None = None
    source: str = ""


@transaction.atomic
def recompute(
    definition: Definition,
    period: Period,
    parts: list[Former],
    *,
    by: Actor,
    at: datetime,
) -> Value:
    """Keep what the old provinces had, and the province's value over all three of them."""
    refuse_unless(permissions.may_verify(by, definition.indicator))
    if period.end >= MERGED_ON:
        raise Refusal("Chỉ tính lại các kỳ kết thúc trước ngày 01/7/2025.", field="period")
    for part in parts:
        if part.province not in OLD_PROVINCES:
            raise Refusal(f"“{part.province}” không phải một trong ba tỉnh cũ.", field="province")
        FormerValue.objects.update_or_create(
            indicator=definition.indicator,
            period_key=period.key,
            province=part.province,
            defaults={
                "value": part.value,
                "weight": part.weight,
                "source": part.source,
                "recorded_at": at,
            },
        )
    value = over_the_old(
        [Part(part.value, part.weight) for part in parts],
        Merging(definition.merging),
        len(OLD_PROVINCES),
    )
    new = New(
        definition,
        identity.province_committee(),
        period,
        ValueKind(definition.decides),
        value,
        note="Tính lại trên ba tỉnh cũ: " + ", ".join(part.province for part in parts) + ".",
    )
    return recording.put([new], by=by, at=at)[0]
