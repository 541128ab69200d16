from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from vanlang.identity.api import Unit
from vanlang.indicators.models import Definition, Indicator, SeriesBreak, Target
from vanlang.indicators.permissions import DEFINES
from vanlang.indicators.rules import formulas
from vanlang.indicators.rules.formulas import Node
from vanlang.indicators.rules.periods import Frequency, Period, period_of
from vanlang.indicators.rules.quality import Limits
from vanlang.indicators.rules.sentences import sentence
from vanlang.indicators.rules.states import DefinitionState
from vanlang.kernel import measures
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.questions import Given
from vanlang.kernel.search import fold

UNNAMED = "chưa ban hành"


def visible_to(actor: Actor) -> QuerySet[Definition]:
    """The only door from a screen to a definition: officials see what was published.

    Drafts are there for those who define at the agency that owns them.
    """
    found = Definition.objects.select_related("indicator__owner")
    if actor.kind == ActorKind.SYSTEM:
        return found
    if not actor.is_official:
        return found.none()
    own = Q(indicator__owner__agency__in=actor.agencies_where(*DEFINES))
    return found.filter(~Q(state=DefinitionState.DRAFT) | own)


def published(*, on: date | Given | None = None) -> QuerySet[Definition]:
    """Return the definitions in force: one of each indicator."""
    found = Definition.objects.select_related("indicator__owner").order_by("indicator__code")
    if on is None:
        return found.filter(state=DefinitionState.PUBLISHED)
    return found.exclude(state=DefinitionState.DRAFT).filter(
        Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on
    )


def going_on() -> QuerySet[Definition]:
    """Return what is in force and has no last day: what may still be built upon."""
    return published().filter(effective_to=None)


def open_to_all() -> QuerySet[Definition]:
    return published().filter(is_open=True)


def open_version(code: str) -> Definition | None:
    return open_to_all().filter(indicator__code=code).first()


def version_for(indicator: Indicator, period: Period) -> Definition | None:
    """Return the version that was in force on the period's first day: it keeps it to its end."""
    return versions_for([indicator.pk], period).get(indicator.pk)


def limits_on(indicator: Indicator, day: date) -> Limits | None:
    """Return what a value may be on a day; before anything was published, nobody has said."""
    row = published(on=day).filter(indicator=indicator).first()
    row = row or published().filter(indicator=indicator).first()
    return row.limits if row else None


def last_date_of(indicator: Indicator) -> date | None:
    """Return the last day of an indicator that is retired."""
    row = published().filter(indicator=indicator).first()
    return row.last_date if row is not None else None


def versions_for(indicators: Iterable[int], period: Period) -> dict[int, Definition]:
    versions = published(on=period.start).filter(indicator__in=list(indicators))
    return {version.indicator_id: version for version in versions}


def current(code: str, actor: Actor) -> Definition | None:
    """Return the version in force, or the draft of one that never was, if the actor may see it."""
    rows = visible_to(actor).filter(indicator__code=code)
    return rows.filter(state=DefinitionState.PUBLISHED).first() or rows.order_by("-number").first()


def in_force(definition: Definition, on: date) -> Definition:
    """Return the version of the same indicator that held on a day; before the first, this one."""
    held = published(on=on).filter(indicator=definition.indicator_id).first()
    return held or definition


def versions(
    indicator: Indicator, actor: Actor, *, as_of: datetime | None = None
) -> QuerySet[Definition]:
    """Return the versions one may see; as of a moment, those that were published by then."""
    rows = visible_to(actor).filter(indicator=indicator).order_by("-number")
    return rows if as_of is None else rows.filter(published_at__lte=as_of)


def draft_of(indicator: Indicator) -> Definition | None:
    rows = Definition.objects.select_related("indicator__owner")
    return rows.filter(indicator=indicator, state=DefinitionState.DRAFT).first()


def catalogue(actor: Actor, words: str) -> list[Definition]:
    """Return what the catalogue shows: of each indicator one version, by name or code."""
    best: dict[int, Definition] = {}
    for one in visible_to(actor).order_by("indicator__code", "number"):
        known = best.get(one.indicator_id)
        if known is None or known.state != DefinitionState.PUBLISHED:
            best[one.indicator_id] = one
    wanted = fold(words).split()
    return [
        one
        for one in best.values()
        if all(word in fold(f"{one.code} {one.name} {one.source}") for word in wanted)
    ]


def tree(definition: Definition) -> Node | None:
    return formulas.parse(definition.formula) if definition.formula else None


def names_of(codes: Iterable[str], *, reader: Actor | None = None) -> dict[str, str]:
    """Return the names of measures, and of these indicators, by code.

    A name that was never published is told to nobody but those who draft it; where a version is
    published, its name stands and not the one that is being drafted.
    """
    wanted = set(codes)
    names = {one.code: one.name for one in measures.registered()} | dict.fromkeys(wanted, UNNAMED)
    rows = Definition.objects.filter(indicator__code__in=wanted).order_by("number")
    pairs = ("indicator__code", "name")
    if reader is not None:
        drafts = visible_to(reader).filter(indicator__code__in=wanted, state=DefinitionState.DRAFT)
        names |= dict(drafts.values_list(*pairs))
    return names | dict(rows.exclude(state=DefinitionState.DRAFT).values_list(*pairs))


def as_sentence(definition: Definition, *, reader: Actor | None = None) -> str:
    """Return the definition as a sentence: how the value comes about."""
    return as_sentences([definition], reader=reader)[definition.pk]


def as_sentences(rows: Iterable[Definition], *, reader: Actor | None = None) -> dict[int, str]:
    """Return many definitions as sentences, with one look at the names."""
    nodes = {one.pk: tree(one) for one in rows}
    codes = {code for node in nodes.values() if node for code in formulas.indicators_in(node)}
    names = names_of(codes, reader=reader)
    return {
        key: sentence(node, names) if node else "Đơn vị báo cáo số liệu, kèm minh chứng."
        for key, node in nodes.items()
    }


def uses(reader: Actor | None = None) -> dict[str, list[str]]:
    """Return which indicators each formula in force refers to, and each draft the reader sees."""
    graph: dict[str, list[str]] = {}
    rows = published() if reader is None else visible_to(reader)
    rows = rows.exclude(state=DefinitionState.SUPERSEDED).exclude(formula="")
    for code, text in rows.values_list("indicator__code", "formula"):
        graph.setdefault(code, []).extend(formulas.indicators_in(formulas.parse(text)))
    return graph


def in_levels(definitions: Iterable[Definition]) -> list[list[Definition]]:
    """Return the definitions so that each stands in a level after those its formula refers to."""
    by_code = {one.code: one for one in definitions}
    depths: dict[str, int] = {}

    def depth(one: Definition) -> int:
        if one.code not in depths:
            node = tree(one)
            below = formulas.indicators_in(node) & by_code.keys() if node else set()
            depths[one.code] = 1 + max((depth(by_code[code]) for code in below), default=-1)
        return depths[one.code]

    levels: dict[int, list[Definition]] = {}
    for one in by_code.values():
        levels.setdefault(depth(one), []).append(one)
    return [levels[level] for level in sorted(levels)]


def period_at(definition: Definition, day: date) -> Period:
    return period_of(day, Frequency(definition.frequency), definition.cut_off_day)


def targets(
    indicators: Iterable[int], years: Iterable[int], *, as_of: datetime | None = None
) -> dict[tuple[int, int, int], Target]:
    """Return the targets in force by indicator, year and unit; 0 stands for every unit."""
    held = Q(replaced_at=None)
    if as_of is not None:
        held = Q(set_at__lte=as_of) & (held | Q(replaced_at__gt=as_of))
    rows = Target.objects.filter(held, indicator__in=list(indicators), year__in=list(years))
    return {(target.indicator_id, target.year, target.unit_id or 0): target for target in rows}


def target_of(
    definition: Definition, unit: Unit, year: int, *, as_of: datetime | None = None
) -> Target | None:
    by_place = targets([definition.indicator_id], [year], as_of=as_of)
    return by_place.get((definition.indicator_id, year, unit.pk)) or by_place.get(
        (definition.indicator_id, year, 0)
    )


def breaks_of(indicator: Indicator, *, as_of: datetime | None = None) -> QuerySet[SeriesBreak]:
    rows = SeriesBreak.objects.filter(indicator=indicator).order_by("on")
    return rows if as_of is None else rows.filter(recorded_at__lte=as_of)
