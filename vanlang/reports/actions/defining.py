"""Regimes: drafted, published, superseded. A published version never changes."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from vanlang.identity.api import Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.models import Regime, RegimeVersion
from vanlang.reports.queries import counting, regimes
from vanlang.reports.rules import definitions, figures, narratives
from vanlang.reports.rules.definitions import CODE, Definition
from vanlang.reports.rules.states import Event, VersionState

WORDS = ("unit", "period", "from", "to")
SHOWN = 5


@transaction.atomic
def draft_regime(
    code: str, definition: Definition, *, owner: Unit, by: Actor, at: datetime
) -> RegimeVersion:
    """Begin a regime; asked for twice, the draft that is there already."""
    refuse_unless(owner.is_agency and permissions.may_draft_regime(by, owner.pk))
    if not CODE.fullmatch(code):
        raise Refusal("Mã gồm chữ thường không dấu, số và gạch dưới.", field="code")
    if not definition.name.strip():
        raise Refusal("Ghi tên chế độ báo cáo.", field="name")
    regime, is_new = Regime.objects.get_or_create(
        code=code, defaults={"owner": owner, "created_at": at}
    )
    if not is_new:
        known = regimes.draft_of(regime)
        if known is None or regime.owner_id != owner.pk:
            raise Conflict(f"Đã có chế độ báo cáo mang mã “{code}”.", field="code")
        return known
    return _begin(regime, 1, definition, by=by, at=at)


@transaction.atomic
def draft_next(regime: Regime, *, by: Actor, at: datetime) -> RegimeVersion:
    """Begin the next version from the one in force; rounds that are open keep theirs."""
    regime = _locked(regime)
    refuse_unless(permissions.may_draft_regime(by, regime.owner_id))
    known = regimes.draft_of(regime)
    if known is not None:
        return known
    latest = RegimeVersion.objects.filter(regime=regime).latest("number")
    return _begin(regime, latest.number + 1, latest.definition, by=by, at=at)


@transaction.atomic
def revise(
    version: RegimeVersion, definition: Definition, *, by: Actor, at: datetime
) -> RegimeVersion:
    """Change a draft. What is in force is never changed: the next version is."""
    version = _locked_version(version)
    refuse_unless(permissions.may_draft_regime(by, version.regime.owner_id))
    _refuse_unless_draft(version)
    version.content = definitions.to_json(definition)
    version.drafted_at, version.drafter_id, version.drafter_name = at, by.person_id, by.name
    version.save(update_fields=["content", "drafted_at", "drafter", "drafter_name"])
    return RegimeVersion.objects.select_related("regime__owner").get(pk=version.pk)


@transaction.atomic
def publish(version: RegimeVersion, *, by: Actor, at: datetime) -> RegimeVersion:
    """Put a version in force; the one before is superseded, its open rounds run on under it."""
    version = _locked_version(version)
    refuse_unless(permissions.may_publish(by, version.regime), "Chỉ lãnh đạo cơ quan ban hành.")
    _refuse_unless_draft(version)
    wrong = defects(version.definition)
    if wrong:
        more = f" Và {len(wrong) - SHOWN} chỗ khác." if len(wrong) > SHOWN else ""
        raise Refusal(" ".join(wrong[:SHOWN]) + more)
    RegimeVersion.objects.filter(regime=version.regime, state=VersionState.PUBLISHED).update(
        state=VersionState.SUPERSEDED, superseded_at=at
    )
    version.state, version.published_at = VersionState.PUBLISHED, at
    version.publisher_name = ", ".join(part for part in (by.name, by.post) if part)
    version.save(update_fields=["state", "published_at", "publisher_name"])
    payload: dict[str, journal.Fact] = {"code": version.regime.code, "version": version.number}
    journal.record(Event.PUBLISHED, about=version, by=by, at=at, payload=payload)
    return version


def defects(definition: Definition) -> list[str]:
    """Return everything that keeps a definition from being published."""
    wrong = definitions.defects(definition)
    if wrong:
        return wrong
    wrong = [
        f"Không hệ thống nào đếm chỉ tiêu “{code}”."
        for code in counting.unknown_measures(definition)
    ]
    wrong += counting.unfit_feeds(definition)
    blank = figures.compute(definition, {}, [])
    for section in definition.sections:
        wrong += [
            f"Mục “{section.title}” có chỗ trống {{{name}}} không điền được."
            for name in narratives.unknown_blanks(section.template, blank, dict.fromkeys(WORDS, ""))
        ]
    return wrong


def _begin(
    regime: Regime, number: int, definition: Definition, *, by: Actor, at: datetime
) -> RegimeVersion:
    version = RegimeVersion.objects.create(
        regime=regime,
        number=number,
        content=definitions.to_json(replace(definition)),
        drafted_at=at,
        drafter_id=by.person_id,
        drafter_name=by.name,
    )
    payload: dict[str, journal.Fact] = {"code": regime.code, "version": number}
    journal.record(Event.VERSION_DRAFTED, about=version, by=by, at=at, payload=payload)
    return version


def _locked(regime: Regime) -> Regime:
    return Regime.objects.select_for_update().get(pk=regime.pk)


def _locked_version(version: RegimeVersion) -> RegimeVersion:
    _locked(version.regime)  # two versions are never published at the same time
    found = RegimeVersion.objects.select_for_update(of=("self",))
    return found.select_related("regime__owner").get(pk=version.pk)


def _refuse_unless_draft(version: RegimeVersion) -> None:
    if version.state != VersionState.DRAFT:
        raise Conflict("Phiên bản đã ban hành không sửa được; hãy lập phiên bản tiếp theo.")
