"""Findings and verifications: whose they are, and what the rules are held against."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from vanlang.identity.api import Unit
from vanlang.indicators.models import Definition, Finding, Value, Verification
from vanlang.indicators.permissions import AT_WORK, FOLLOWS, oversees
from vanlang.indicators.queries.definitions import published
from vanlang.indicators.queries.values import visible_to as visible_values
from vanlang.indicators.rules import quality
from vanlang.indicators.rules.periods import Period
from vanlang.indicators.rules.quality import Fault, Rule
from vanlang.indicators.rules.states import Check, FindingState, ValueKind
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import midnight

Place = tuple[int, str, int]
DIFFERENCES_BACK = timedelta(days=62)


def visible_findings(actor: Actor) -> QuerySet[Finding]:
    """The only door to findings: of the unit's own people, the owner's, the province's leaders."""
    rows = Finding.objects.select_related("indicator__owner", "unit", "value__definition")
    if oversees(actor):
        return rows
    if not actor.is_official:
        return rows.none()
    return rows.filter(_own(actor))


def visible_verifications(actor: Actor) -> QuerySet[Verification]:
    rows = Verification.objects.select_related(
        "indicator__owner", "unit", "reported__definition", "verified"
    )
    if oversees(actor):
        return rows
    if not actor.is_official:
        return rows.none()
    return rows.filter(_own(actor))


def _own(actor: Actor) -> Q:
    at_unit = Q(unit__agency__in=actor.agencies_where(*AT_WORK))
    return at_unit | Q(indicator__owner__agency__in=actor.agencies_where(*FOLLOWS))


def open_findings(actor: Actor) -> QuerySet[Finding]:
    return visible_findings(actor).exclude(state=FindingState.CLOSED).order_by("-found_at", "pk")


def waiting(actor: Actor) -> QuerySet[Verification]:
    """Return what waits for a verdict or for the end of an appeal, the longest first."""
    found = visible_verifications(actor).filter(state__in=(Check.WAITING, Check.APPEALED))
    return found.order_by("opened_at", "pk")


def waiting_for(actor: Actor) -> QuerySet[Verification]:
    """Return what waits for the actor's own verdict: of the indicators that their agency owns."""
    return waiting(actor).filter(indicator__owner__agency__in=actor.agencies_where(*FOLLOWS))


def in_force(places: Sequence[Place], kind: ValueKind) -> dict[Place, Value]:
    """Return the values in force at these places, with one statement."""
    rows = Value.objects.filter(
        replaced_at=None,
        kind=kind,
        indicator__in={indicator for indicator, _, _ in places},
        period_key__in={key for _, key, _ in places},
        unit__in={unit for _, _, unit in places},
    )
    return {(row.indicator_id, row.period_key, row.unit_id): row for row in rows}


def closing_at(definition: Definition, period: Period) -> datetime:
    """Return until when the figures of a period are taken: the end of its last day to report."""
    last = period.end + timedelta(days=definition.closing_days)
    return midnight(last + timedelta(days=1))


def wholes(codes: Collection[str]) -> dict[str, list[Definition]]:
    """Return by code the definitions whose parts an indicator is among, or that it is itself."""
    found: dict[str, list[Definition]] = {}
    for whole in published().exclude(parts=""):
        for code in (whole.code, *whole.part_codes):
            if code in codes:
                found.setdefault(code, []).append(whole)
    return found


def values_of(codes: Sequence[str], beside: Value) -> dict[str, Value]:
    """Return what was reported of other indicators by the same unit for the same period."""
    rows = Value.objects.select_related("indicator__owner", "definition", "unit").filter(
        replaced_at=None,
        kind=ValueKind.REPORTED,
        indicator__code__in=codes,
        unit=beside.unit_id,
        period_key=beside.period_key,
    )
    return {row.indicator.code: row for row in rows}


def open_at(places: Iterable[Place], rules: Collection[str]) -> list[Finding]:
    """Return the open findings that a new value at these places may have mended."""
    wanted = set(places)
    if not wanted:
        return []
    rows = (
        Finding.objects.select_related("indicator", "unit", "value__definition__indicator")
        .exclude(state=FindingState.CLOSED)
        .filter(rule__in=rules, unit__in={unit for _, _, unit in wanted})
        .order_by("pk")
    )
    return [row for row in rows if _is_touched(row, wanted)]


def _is_touched(finding: Finding, places: Collection[Place]) -> bool:
    period = finding.value.period
    if finding.rule == Rule.PARTS:  # any of its parts may have changed
        return any((key, unit) == (period.key, finding.unit_id) for _, key, unit in places)
    own = (finding.indicator_id, period.key, finding.unit_id)
    before = (finding.indicator_id, period.previous().key, finding.unit_id)
    return own in places or before in places


def fault_of(finding: Finding) -> Fault | None:
    """Hold the rule of a finding against the value that stands now."""
    definition, period = finding.value.definition, finding.value.period
    value = _stands(finding.indicator_id, period.key, finding.unit_id)
    if value is None:
        return None
    if finding.rule == Rule.PARTS:
        values = values_of([definition.code, *definition.part_codes], finding.value)
        whole = values.get(definition.code)
        parts = [values[one].value if one in values else None for one in definition.part_codes]
        return quality.parts_differ(whole.value if whole is not None else None, parts)
    if finding.rule == Rule.IMPOSSIBLE:
        return quality.impossible(value, definition.limits)
    if finding.rule == Rule.DIFFERENT:
        counted = in_force([(finding.indicator_id, period.key, finding.unit_id)], ValueKind.COUNTED)
        other = next((row.value for row in counted.values()), None)
        return quality.differs(value, other, definition.limits)
    last = _stands(finding.indicator_id, period.previous().key, finding.unit_id)
    if finding.rule == Rule.JUMP:
        return quality.jumped(value, last, definition.limits)
    return quality.copied(value, last)


def _stands(indicator: int, key: str, unit: int) -> Decimal | None:
    """Return what a unit says of a period: as it was verified after it was reported, if it was."""
    place = (indicator, key, unit)
    reported = in_force([place], ValueKind.REPORTED).get(place)
    verified = in_force([place], ValueKind.VERIFIED).get(place)
    if verified is not None and (reported is None or verified.recorded_at >= reported.recorded_at):
        return verified.value
    return reported.value if reported is not None else None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a unit reported beside what was counted of the same."""

    value: Value
    counted: Value
    apart: Decimal


def differences(actor: Actor, *, since: datetime, unit: Unit | None = None) -> list[Difference]:
    """Return where both stand and are not the same, the widest apart first."""
    reported = visible_values(actor).filter(
        kind=ValueKind.REPORTED, replaced_at=None, recorded_at__gt=since, value__isnull=False
    )
    if unit is not None:
        reported = reported.filter(unit=unit)
    rows = list(reported.exclude(definition__formula=""))
    counted = in_force(
        [(row.indicator_id, row.period_key, row.unit_id) for row in rows], ValueKind.COUNTED
    )
    found = []
    for row in rows:
        other = counted.get((row.indicator_id, row.period_key, row.unit_id))
        if other is None or other.value is None or row.value is None or row.value == other.value:
            continue
        found.append(Difference(row, other, abs(row.value - other.value)))
    return sorted(found, key=lambda one: -one.apart)
