"""What the three old provinces published, and which province and version it is recomputed by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, QuerySet

from vanlang.identity.api import Unit
from vanlang.indicators.models import Definition, FormerValue, Indicator
from vanlang.indicators.queries import definitions, units, values
from vanlang.indicators.queries.units import MERGED_ON, OLD_PROVINCES
from vanlang.indicators.rules.merging import periods_before
from vanlang.indicators.rules.paths import Merging
from vanlang.indicators.rules.periods import Frequency, Period
from vanlang.indicators.rules.states import DefinitionState
from vanlang.kernel.actors import Actor

# Versions that agree in these put the same figure of the same unit into the same period.
ALIKE = ("frequency", "cut_off_day", "block", "for_province", "merging")
Kept = dict[str, FormerValue]


@dataclass(frozen=True, slots=True)
class Row:
    """One period: what each old province published, and the figure over all of them."""

    period: Period
    parts: list[FormerValue | None]
    value: Decimal | None

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Return each publication once, with the provinces whose figures it holds."""
        found: dict[str, list[str]] = {}
        for part in self.parts:
            if part is not None and part.source:
                found.setdefault(part.source, []).append(part.province)
        return [(source, ", ".join(provinces)) for source, provinces in found.items()]


def recomputed_for(definition: Definition, *, on: date) -> Unit | None:
    """Return the province whose figures before the merger are recomputed, None where none are."""
    if definition.state == DefinitionState.DRAFT or definition.merging == Merging.NONE:
        return None
    return units.whole(definition, on=on)


def periods(definition: Definition) -> list[Period]:
    return periods_before(MERGED_ON, Frequency(definition.frequency), definition.cut_off_day)


def judged_by(definition: Definition, period: Period) -> Definition:
    """Return the version that held when a period began; where none did, the one given."""
    held = definitions.version_for(definition.indicator, period)
    if held is None or any(getattr(held, name) != getattr(definition, name) for name in ALIKE):
        return definition
    return held


def defined_since(definition: Definition) -> date:
    """Return from when on a version held that a period can be judged by."""
    versions = Definition.objects.filter(indicator=definition.indicator_id)
    alike = versions.filter(**{name: getattr(definition, name) for name in ALIKE})
    first = alike.exclude(state=DefinitionState.DRAFT).aggregate(first=Min("effective_from"))
    return first["first"] or definition.effective_from


def in_force(indicator: Indicator, some: Iterable[Period]) -> dict[str, Kept]:
    """Return what is kept of each period, by its key and by province."""
    found: dict[str, Kept] = {}
    rows = FormerValue.objects.filter(
        indicator=indicator, period_key__in=[one.key for one in some], replaced_at=None
    )
    for row in rows:
        found.setdefault(row.period_key, {})[row.province] = row
    return found


def history(indicator: Indicator, period: Period) -> QuerySet[FormerValue]:
    """Return everything that was ever recorded of a period, the newest first."""
    rows = FormerValue.objects.filter(indicator=indicator, period_key=period.key)
    return rows.order_by("-recorded_at", "pk")


def rows(definition: Definition, unit: Unit, actor: Actor) -> list[Row]:
    """Return the periods of which something is kept, the newest first."""
    kept = in_force(definition.indicator, periods(definition))
    shown = [period for period in periods(definition) if period.key in kept]
    figures = values.series(definition, unit, shown, among=values.visible_to(actor))
    return [
        Row(
            figure.period,
            [kept[figure.period.key].get(province) for province in OLD_PROVINCES],
            figure.decided,
        )
        for figure in figures
    ]
