"""Đóng dấu: the clerk looks at what the leader signed, and puts the organisation's signature on.

Nghị định 30/2020/NĐ-CP, Điều 32: the clerk keeps the seal and the key, and presses it with their
own hand. Nothing seals by itself; only what a clerk has asked for is tried again.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from vanlang.identity.api import Role, actor_of, holders
from vanlang.kernel import journal, notices, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.models import StoredFile
from vanlang.kernel.refusals import Conflict, Refusal, Unavailable, refuse_unless
from vanlang.public_services.actions import delivering
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.results import Result
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, documents
from vanlang.public_services.rules import steps
from vanlang.public_services.rules.parts import StepKind
from vanlang.public_services.rules.states import Event, State
from vanlang.signing import api as signing


@transaction.atomic
def look(dossier: Dossier, *, by: Actor, at: datetime) -> StoredFile:
    """Return the very bytes that wait for the seal, and note that this clerk has opened them."""
    dossier, result = _at_the_desk(dossier, by=by)
    if result.signed_file is None:
        raise AssertionError(f"{dossier.code} waits for the seal unsigned.")
    signing.note_look(result.signed_file.sha256, by=by, at=at)
    return result.signed_file


def seal(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    """Seal what this clerk has looked at; while the time-stamp service is silent, ask again later.

    Raises:
        Conflict: they have not opened these very bytes.
    """
    try:
        return seal_now(dossier, by=by, at=at)
    except Unavailable:
        return _seal_later(dossier, by=by, at=at)


@transaction.atomic
def seal_now(
    dossier: Dossier, *, by: Actor, at: datetime, asked_at: datetime | None = None
) -> Dossier:
    """Seal and settle; `asked_at` is when the clerk asked for what is tried again.

    Raises:
        Unavailable: the time-stamp service does not answer; nothing was written, try again.
    """
    dossier, result = _at_the_desk(dossier, by=by)
    _refuse_unseen(result, by)
    _refuse_of_an_ended_agency(dossier, result, at=at)
    return delivering.seal(dossier, by=by, at=at, asked_at=asked_at)


@transaction.atomic
def _seal_later(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    dossier, result = _at_the_desk(dossier, by=by)
    _refuse_unseen(result, by)
    result.seal_asked_at, result.seal_asked_by_id = at, by.person_id
    result.save(update_fields=["seal_asked_at", "seal_asked_by"])
    queue.later("public_services.seal", key=f"seal|{dossier.pk}", dossier_id=str(dossier.pk))
    return dossier


@transaction.atomic
def send_back(dossier: Dossier, *, by: Actor, at: datetime, note: str) -> Dossier:
    """Return what was signed to who drafted it, unsealed; its number stays with it."""
    dossier, result = _at_the_desk(dossier, by=by)
    if not note.strip():
        raise Refusal("Bạn ghi lý do trả lại để người soạn biết cần sửa gì.", field="note")
    signer_id = result.signed_by_id
    moving.move(dossier, "send_back")
    place = steps.drafted_at(documents.definition_of(dossier))
    moving.hand_to(dossier, place, verb="send_back", by=by, at=at, note=note.strip())
    dossier.save(update_fields=moving.MOVED)
    result.signed_at = result.signed_by = result.signed_file = result.seal_box = None
    result.sign_asked_at = result.seal_asked_at = result.seal_asked_by = None
    result.save()
    payload = {"code": dossier.code, "number": result.symbol}
    journal.record(Event.SENT_BACK, about=dossier, by=by, at=at, payload=payload)
    for person_id in {signer_id or result.drafted_by_id, result.drafted_by_id}:
        notices.send(
            person_id=person_id,
            subject=f"Văn thư trả lại kết quả hồ sơ {dossier.code}",
            text=f"{by.name}: {note.strip()}",
            link=reverse("public_services-officer-dossier", args=[dossier.code]),
            at=at,
        )
    return dossier


def tell_clerks(dossier: Dossier, result: Result, *, at: datetime) -> None:
    """Tell the agency's clerks that something signed waits for their seal."""
    for clerk in holders(Role.CLERK, documents.unit_in_office(dossier, at=at), on=day_of(at)):
        notices.send(
            person_id=clerk.pk,
            subject=f"Đã ký, chờ đóng dấu: {result.symbol}",
            text=f"Kết quả hồ sơ {dossier.code} đã ký. Bạn mở xem rồi đóng dấu.",
            link=reverse("public_services-seal"),
            at=at,
        )


@transaction.atomic
def seal_asked_for(dossier_id: UUID, *, at: datetime) -> None:
    """Seal in the name of the clerk who asked; who is their clerk no longer has asked in vain."""
    waiting = _waiting(dossier_id)
    if waiting is None:
        return
    dossier, clerk, asked_at = waiting
    by = actor_of(clerk, at)
    if permissions.may_complete_step(by, dossier):
        seal_now(dossier, by=by, at=at, asked_at=asked_at)
    else:
        asked = Result.objects.filter(dossier=dossier)
        asked.update(seal_asked_at=None, seal_asked_by=None)


def _waiting(dossier_id: UUID) -> tuple[Dossier, UUID, datetime | None] | None:
    waiting = Result.objects.filter(
        dossier=dossier_id,
        dossier__state=State.IN_PROGRESS,
        signed_at__isnull=False,
        sealed_at__isnull=True,
        seal_asked_by__isnull=False,
    ).select_related("dossier")
    result = waiting.first()
    if result is None or result.seal_asked_by_id is None:
        return None
    return result.dossier, result.seal_asked_by_id, result.seal_asked_at


def _at_the_desk(dossier: Dossier, *, by: Actor) -> tuple[Dossier, Result]:
    """Lock a dossier that waits for the seal of this clerk, with its result."""
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    steps.require(documents.definition_of(dossier), dossier.step_index, StepKind.SEAL)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=dossier)
    return dossier, result


def _refuse_of_an_ended_agency(dossier: Dossier, result: Result, *, at: datetime) -> None:
    """Refuse to press the seal of an agency that is no more under what its leader signed."""
    if result.signed_elsewhere or result.unit_id == documents.unit_in_office(dossier, at=at).pk:
        return
    gone = agencies.gone_words(agencies.agency(result.unit_id), on=day_of(at))
    raise Conflict(
        f"{gone} Kết quả này được ký trước đó mà chưa đóng dấu. Bạn trả lại để lãnh đạo của cơ "
        "quan kế thừa ký."
    )


def _refuse_unseen(result: Result, by: Actor) -> None:
    """A look from before the signature does not count: the same file may have been sent back."""
    signing.refuse_unseen(result.signed_file_id or "", by=by, since=result.signed_at)
