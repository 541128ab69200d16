"""From acceptance to signature: the work on a dossier at the agency that settles it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import files, journal, numbering, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, Unavailable, refuse_unless
from vanlang.public_services.actions import result_drafts, sealing
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.results import Result
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, documents
from vanlang.public_services.rules import results, steps
from vanlang.public_services.rules.parts import StepKind
from vanlang.public_services.rules.states import Event, State, WrongState
from vanlang.signing import api as signing


@transaction.atomic
def start(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    """Take the dossier on: from now on the person can see who works on it."""
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    moving.move(dossier, "start")
    dossier.assignee_id = by.person_id
    dossier.save(update_fields=["state", "assignee"])
    journal.record(Event.STARTED, about=dossier, by=by, at=at, payload={"code": dossier.code})
    return dossier


@transaction.atomic
def forward(dossier: Dossier, *, by: Actor, at: datetime, note: str) -> Dossier:
    """Complete work that comes before the draft, such as an inspection, and say what was found."""
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    definition = documents.definition_of(dossier)
    steps.require(definition, dossier.step_index, StepKind.PROCESS)
    if steps.drafts_result(definition, dossier.step_index):
        raise WrongState("Ở bước này bạn soạn kết quả.")
    if not note.strip():
        raise Refusal("Bạn ghi kết quả của bước này.", field="note")
    moving.move(dossier, "forward")
    following = steps.next_after(definition, dossier.step_index)
    moving.hand_to(dossier, following, verb="forward", by=by, at=at, note=note.strip())
    dossier.save(update_fields=moving.MOVED)
    journal.record(Event.FORWARDED, about=dossier, by=by, at=at, payload={"code": dossier.code})
    return dossier


@transaction.atomic
def submit(dossier: Dossier, *, fields: Mapping[str, str], by: Actor, at: datetime) -> Dossier:
    """Draft the result, or draft it anew, and pass it on to who reviews or signs it."""
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    definition = documents.definition_of(dossier)
    steps.require(definition, dossier.step_index, StepKind.PROCESS)
    if not steps.drafts_result(definition, dossier.step_index):
        raise WrongState("Ở bước này bạn ghi kết quả công việc; kết quả được soạn ở bước sau.")
    moving.move(dossier, "submit")
    values = result_drafts.checked(dossier, definition, fields)
    result_drafts.write(dossier, values, by=by, at=at)
    following = steps.next_after(definition, dossier.step_index)
    moving.hand_to(dossier, following, verb="submit", by=by, at=at)
    dossier.save(update_fields=moving.MOVED)
    journal.record(Event.SUBMITTED, about=dossier, by=by, at=at, payload={"code": dossier.code})
    return dossier


@transaction.atomic
def review(dossier: Dossier, *, by: Actor, at: datetime, note: str = "") -> Dossier:
    """Agree with the draft and pass it on."""
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    definition = documents.definition_of(dossier)
    steps.require(definition, dossier.step_index, StepKind.REVIEW)
    moving.move(dossier, "review")
    following = steps.next_after(definition, dossier.step_index)
    moving.hand_to(dossier, following, verb="review", by=by, at=at, note=note)
    dossier.save(update_fields=moving.MOVED)
    journal.record(Event.REVIEWED, about=dossier, by=by, at=at, payload={"code": dossier.code})
    return dossier


@transaction.atomic
def send_back(dossier: Dossier, *, by: Actor, at: datetime, note: str) -> Dossier:
    """Return the draft to who wrote it, with the reason; the clock runs on."""
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    definition = documents.definition_of(dossier)
    if steps.place_at(definition, dossier.step_index).kind not in {
        StepKind.REVIEW,
        StepKind.SIGN,
    }:
        raise WrongState("Chỉ trả lại được bản thảo đang chờ thẩm tra hoặc chờ ký.")
    if not note.strip():
        raise Refusal("Bạn ghi lý do trả lại để người soạn biết cần sửa gì.", field="note")
    moving.move(dossier, "send_back")
    moving.hand_to(
        dossier,
        steps.drafted_at(definition),
        verb="send_back",
        by=by,
        at=at,
        note=note.strip(),
    )
    dossier.save(update_fields=moving.MOVED)
    Result.objects.filter(dossier=dossier).update(sign_asked_at=None)
    journal.record(Event.SENT_BACK, about=dossier, by=by, at=at, payload={"code": dossier.code})
    return dossier


def sign(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    """Sign the result; while the time-stamp service is silent, it is queued and tried again."""
    try:
        return sign_now(dossier, by=by, at=at)
    except Unavailable:
        return _sign_later(dossier, by=by, at=at)


@transaction.atomic
def sign_now(
    dossier: Dossier, *, by: Actor, at: datetime, asked_at: datetime | None = None
) -> Dossier:
    """Give the result its number, set it, sign it and hand it to the clerk's desk.

    `asked_at`: its leader has asked for it then, and a service was silent.

    Raises:
        NoSession: the leader has not proved presence.
        Unavailable: key or time-stamp service does not answer; nothing was written, no number used.
    """
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    definition = documents.definition_of(dossier)
    place = steps.require(definition, dossier.step_index, StepKind.SIGN)
    moving.move(dossier, "sign")
    result = Result.objects.select_for_update(of=("self",)).get(dossier=dossier)
    _number(result, definition.result.doc_type, dossier, at=at)
    if result.signed_elsewhere:
        # It came signed from the system that alone makes it: kept as it is, byte for byte.
        result.signed_file = result.attached_file
    else:
        _set_and_sign(dossier, result, definition.result.name, by=by, at=at, asked_at=asked_at)
    result.signed_by_id, result.signed_at = by.person_id, at
    result.save()
    following = steps.next_after(definition, place.index)
    moving.hand_to(dossier, following, verb="sign", by=by, at=at)
    dossier.save(update_fields=moving.MOVED)
    journal.record(
        Event.SIGNED,
        about=dossier,
        by=by,
        at=at,
        payload={"code": dossier.code, "number": result.symbol},
    )
    sealing.tell_clerks(dossier, result, at=at)
    return dossier


def _set_and_sign(  # noqa: PLR0913 a signature has these facts
    dossier: Dossier,
    result: Result,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    asked_at: datetime | None,
) -> None:
    paper = documents.result_paper(dossier, result, signer=by, at=at)
    signed = signing.sign_person(
        paper.pdf,
        signer=by,
        box=paper.boxes["person"],
        at=at,
        reason=reason,
        asked_at=asked_at,
    )
    result.signed_file = files.store(signed, by=by, at=at)
    box = paper.boxes["organisation"]
    result.seal_box = {"page": box.page, "x1": box.x1, "y1": box.y1, "x2": box.x2, "y2": box.y2}


def _number(result: Result, doc_type: str, dossier: Dossier, *, at: datetime) -> None:
    """Take the next number of the agency's register of this year (Nghị định 30/2020, Điều 15)."""
    year = day_of(at).year
    # Whoever is in office signs, under their own number, also what an ended agency had begun.
    agency = agencies.in_office(dossier.competent_unit_id, on=day_of(at))
    if result.number is not None and (result.year, result.unit_id) == (year, agency.id):
        return  # the clerk sent it back unsealed: the register keeps no gap
    result.unit_id = agency.id
    result.year = year
    result.number = numbering.take(f"result:{agency.code}", str(year))
    result.symbol = results.symbol(result.number, doc_type, agency.as_of(day_of(at)).name)


@transaction.atomic
def _sign_later(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    steps.require(documents.definition_of(dossier), dossier.step_index, StepKind.SIGN)
    asked = Result.objects.filter(dossier=dossier, sign_asked_at__isnull=True)
    if asked.update(sign_asked_at=at) and by.person_id:
        queue.later(
            "public_services.sign",
            key=f"sign|{dossier.pk}",
            dossier_id=str(dossier.pk),
            person_id=str(by.person_id),
        )
    return dossier


def dossier_to_sign(dossier_id: UUID) -> Dossier | None:
    """Return the dossier if its leader has signed and the time-stamp was still missing."""
    return (
        Dossier.objects.filter(
            pk=dossier_id,
            state=State.IN_PROGRESS,
            result__sign_asked_at__isnull=False,
            result__signed_at__isnull=True,
        )
        .select_related("result")
        .first()
    )
