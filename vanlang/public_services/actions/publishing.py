"""Procedures are drafted, published and superseded. What was published stays as it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vanlang.kernel import journal, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.public_services.models.procedures import Procedure, ProcedureVersion
from vanlang.public_services.permissions.procedures import may_edit_procedures
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.versions import VersionEvent, VersionState, move


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft and whether it is new or changed: drafting the same again changes nothing."""

    version: ProcedureVersion
    changed: bool


class Incomplete(Refusal):
    """The definition has defects that keep it from being published; they are told one by one."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("Chưa công bố được: " + " ".join(self.sentences))


@transaction.atomic
def draft(definition: Definition, *, by: Actor, at: datetime) -> Drafted:
    """Keep `definition` as the draft of its procedure; a procedure has one draft at a time.

    A definition that equals the draft, or the published version where there is no draft, is
    left as it is.
    """
    refuse_unless(may_edit_procedures(by))
    procedure, _ = Procedure.objects.get_or_create(code=definition.code)
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
    latest = procedure.versions.order_by("-number").first()
    if latest is not None and latest.definition == definition.to_json():
        return Drafted(latest, changed=False)
    if latest is None or latest.state != VersionState.DRAFT:
        latest = ProcedureVersion(
            procedure=procedure, number=latest.number + 1 if latest else 1, created_at=at
        )
    latest.state = move(VersionState(latest.state), "revise")
    _write(latest, definition)
    latest.changed_at = at
    latest.save()
    journal.record(
        VersionEvent.DRAFTED, about=latest, by=by, at=at, payload={"code": str(procedure)}
    )
    return Drafted(latest, changed=True)


@transaction.atomic
def publish(
    version: ProcedureVersion, *, by: Actor, at: datetime, effective_from: date
) -> ProcedureVersion:
    """Put a draft in force from `effective_from`; the version before it ends on that day."""
    version = _locked(version)
    refuse_unless(may_edit_procedures(by))
    version.state = move(VersionState(version.state), "publish")
    blocking = [defect.sentence for defect in version.spec.defects() if defect.blocks]
    if blocking:
        raise Incomplete(blocking)
    _supersede_current(version.procedure, by=by, at=at, effective_to=effective_from)
    version.effective_from, version.published_at, version.changed_at = effective_from, at, at
    version.save(update_fields=["state", "effective_from", "published_at", "changed_at"])
    Procedure.objects.filter(pk=version.procedure_id).update(replaced_by=None)
    journal.record(
        VersionEvent.PUBLISHED,
        about=version,
        by=by,
        at=at,
        payload={
            "code": version.procedure.code,
            "number": version.number,
            "effective_from": effective_from.isoformat(),
        },
    )
    transaction.on_commit(queries.forget)
    return version


@transaction.atomic
def close(
    version: ProcedureVersion,
    *,
    by: Actor,
    at: datetime,
    effective_to: date,
    replaced_by: str = "",
) -> ProcedureVersion:
    """Abolish the procedure (bãi bỏ) from `effective_to` on; name the one that takes its place."""
    version = _locked(version)
    refuse_unless(may_edit_procedures(by))
    _refuse_the_past(effective_to, at, field="effective_to")
    newer = _procedure_in_place_of(version, replaced_by)
    version = _end(version, at=at, effective_to=effective_to)
    Procedure.objects.filter(pk=version.procedure_id).update(replaced_by=newer)
    journal.record(
        VersionEvent.CLOSED,
        about=version,
        by=by,
        at=at,
        payload={
            "code": version.procedure.code,
            "replaced_by": replaced_by,
            "effective_to": effective_to.isoformat(),
        },
    )
    transaction.on_commit(queries.forget)
    return version


def _locked(version: ProcedureVersion) -> ProcedureVersion:
    """Lock the procedure, not the version alone: two versions of it move at once."""
    Procedure.objects.select_for_update().get(pk=version.procedure_id)
    return ProcedureVersion.objects.select_related("procedure").get(pk=version.pk)


def _write(version: ProcedureVersion, definition: Definition) -> None:
    version.definition = definition.to_json()
    version.name = definition.name
    words = (definition.code, definition.name, definition.field_of_work, definition.result.name)
    version.folded = search.fold(" ".join((*words, *definition.keywords)))
    version.field_of_work = definition.field_of_work
    version.level = definition.level
    version.gives_result = bool(definition.result.name)


def _supersede_current(
    procedure: Procedure, *, by: Actor, at: datetime, effective_to: date
) -> None:
    before = procedure.versions.exclude(state=VersionState.DRAFT).order_by("-number").first()
    if before is None:
        return
    _refuse_the_past(effective_to, at, field="effective_from")
    if before.state == VersionState.SUPERSEDED:
        if before.effective_to and effective_to < before.effective_to:
            raise Conflict("Thủ tục đã bãi bỏ đến sau ngày này; chọn ngày hiệu lực muộn hơn.")
        return
    _end(before, at=at, effective_to=effective_to)
    journal.record(
        VersionEvent.SUPERSEDED,
        about=before,
        by=by,
        at=at,
        payload={"code": procedure.code, "effective_to": effective_to.isoformat()},
    )


def _end(version: ProcedureVersion, *, at: datetime, effective_to: date) -> ProcedureVersion:
    version.state = move(VersionState(version.state), "supersede")
    if version.effective_from and effective_to < version.effective_from:
        raise Refusal(
            f"Ngày này trước ngày hiệu lực {version.effective_from:%d/%m/%Y} của phiên bản đang "
            "công bố.",
            field="effective_from",
        )
    version.effective_to, version.changed_at = effective_to, at
    version.save(update_fields=["state", "effective_to", "changed_at"])
    return version


def _procedure_in_place_of(version: ProcedureVersion, code: str) -> Procedure | None:
    if not code:
        return None
    newer = Procedure.objects.filter(code=code).first()
    if newer is None or newer.pk == version.procedure_id:
        raise Refusal(f"Không có thủ tục nào khác mang mã “{code}”.", field="replaced_by")
    return newer


def _refuse_the_past(day: date, at: datetime, *, field: str) -> None:
    """Dossiers were already filed under what was in force then."""
    if day < day_of(at):
        raise Refusal("Ngày này đã qua; chọn hôm nay hoặc một ngày sau.", field=field)
