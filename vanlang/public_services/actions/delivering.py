"""The organisation's seal, the end of the work, and the result in the person's hands."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vanlang.kernel import files, journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.dossiers import Delivery, Dossier, DossierPaper, DueChange
from vanlang.public_services.models.results import Result
from vanlang.public_services.models.store import StoreItem
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, documents
from vanlang.public_services.rules import deliveries, outcomes, steps
from vanlang.public_services.rules.parts import StepKind
from vanlang.public_services.rules.states import (
    Channel,
    DeliveryManner,
    DeliveryState,
    Event,
)
from vanlang.signing import api as signing

SETTLED = ("finished_at", "outcome", "has_electronic_result", "digitised")
SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True)
class SealBox:
    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@transaction.atomic
def seal(dossier: Dossier, *, by: Actor, at: datetime, asked_at: datetime | None = None) -> Dossier:
    """Put the organisation's signature under the person's: the dossier is settled.

    Raises:
        Unavailable: the time-stamp service does not answer; nothing was written, try again.
    """
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    definition = documents.definition_of(dossier)
    place = steps.require(definition, dossier.step_index, StepKind.SEAL)
    moving.move(dossier, "seal")
    result = Result.objects.select_for_update(of=("self",)).get(dossier=dossier)
    _seal_file(dossier, result, definition.result.name, by=by, at=at, asked_at=asked_at)
    result.sealed_at = at
    result.save(update_fields=["file", "sealed_at"])
    _settle(dossier, at=at)
    moving.hand_to(dossier, steps.next_after(definition, place.index), verb="seal", by=by, at=at)
    dossier.save(update_fields=[*moving.MOVED, *SETTLED])
    _put_in_store(dossier, result, definition.result.code, definition.result.name, at=at)
    journal.record(
        Event.FINISHED,
        about=dossier,
        by=by,
        at=at,
        payload={"code": dossier.code, "outcome": dossier.outcome},
    )
    delivery = _delivery(dossier)
    if delivery.manner == DeliveryManner.ELECTRONIC:
        _hand_out(dossier, delivery, "hand_over", by=by, at=at)
    return dossier


def _seal_file(  # noqa: PLR0913 a seal has these facts
    dossier: Dossier,
    result: Result,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    asked_at: datetime | None,
) -> None:
    """Seal what the leader signed; what came signed from a ministry's system stays as it is."""
    if result.signed_elsewhere:
        result.file = result.signed_file
        return
    if result.signed_file is None or result.seal_box is None:
        raise AssertionError(f"{dossier.code} reached the seal unsigned.")
    sealed = signing.seal_organisation(
        files.read(result.signed_file),
        unit=documents.unit_in_office(dossier, at=at),
        box=SealBox(**result.seal_box),
        at=at,
        by=by,
        reason=reason,
        asked_at=asked_at,
    )
    result.file = files.store(sealed, by=by, at=at)


@transaction.atomic
def print_copies(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    """Note that the copies the person paid for lie ready on paper."""
    dossier, delivery = _to_return(dossier, by=by)
    if not delivery.copies:
        raise Refusal("Hồ sơ này không có bản sao phải in.")
    delivery.state = deliveries.move(DeliveryState(delivery.state), "print")
    delivery.printed_at = at
    delivery.save(update_fields=["state", "printed_at"])
    payload: dict[str, journal.Fact] = {"copies": delivery.copies}
    journal.record(Event.COPIES_PRINTED, about=dossier, by=by, at=at, payload=payload)
    return dossier


@transaction.atomic
def return_result(dossier: Dossier, *, by: Actor, at: datetime) -> Dossier:
    """Note that the person has the paper and copies they asked for, fetched at the counter.

    Who wanted them by post may come all the same; the electronic result they have already.
    """
    dossier, delivery = _to_return(dossier, by=by)
    _require_copies(delivery)
    _hand_out(dossier, delivery, "hand_over", by=by, at=at)
    return dossier


@transaction.atomic
def post(dossier: Dossier, *, parcel_number: str, by: Actor, at: datetime) -> Dossier:
    """Note that paper and copies were handed to the post, under the parcel's number."""
    dossier, delivery = _to_return(dossier, by=by)
    if delivery.manner != DeliveryManner.POST:
        raise Refusal("Người nộp không chọn nhận qua bưu chính.")
    parcel_number = deliveries.parcel(parcel_number)
    if not delivery.street:
        raise Refusal("Chưa có địa chỉ nhận. Bạn ghi địa chỉ rồi gửi.", field="parcel_number")
    _require_copies(delivery, field="parcel_number")
    delivery.parcel_number = parcel_number
    _hand_out(dossier, delivery, "send", by=by, at=at)
    return dossier


def _require_copies(delivery: Delivery, *, field: str = "copies") -> None:
    if delivery.copies and delivery.state == DeliveryState.WAITING:
        raise Refusal(
            f"Bạn in và đánh dấu đã in {delivery.copies} bản sao trước khi trả.", field=field
        )


def _to_return(dossier: Dossier, *, by: Actor) -> tuple[Dossier, Delivery]:
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_complete_step(by, dossier))
    steps.require(documents.definition_of(dossier), dossier.step_index, StepKind.RETURN)
    return dossier, _delivery(dossier)


def _settle(dossier: Dossier, *, at: datetime) -> None:
    """Fix how it ended, once: Quyết định 766/QĐ-TTg, rows 2.1, 3.3, 4.1 and 4.2."""
    if dossier.due_at is None:
        raise AssertionError(f"{dossier.code} is settled without a clock.")
    supplements = DueChange.objects.filter(dossier=dossier, kind=SUPPLEMENT).count()
    has_files = DossierPaper.objects.filter(dossier=dossier, file__isnull=False).exists()
    dossier.finished_at = at
    dossier.outcome = outcomes.outcome(at, dossier.due_at, supplements=supplements)
    dossier.has_electronic_result = True
    dossier.digitised = outcomes.is_digitised(
        online=dossier.channel == Channel.ONLINE,
        has_paper_files=has_files,
        has_electronic_result=True,
    )


def _put_in_store(dossier: Dossier, result: Result, code: str, name: str, *, at: datetime) -> None:
    issuer = agencies.agency(result.unit_id, on=day_of(at)).name
    StoreItem.objects.get_or_create(
        owner_id=dossier.applicant_id,
        code=code or "KQ",
        file=result.file,
        defaults={
            "name": name,
            "file_name": f"{dossier.code}.pdf",
            "is_result": True,
            "number": result.symbol,
            "provenance": f"{issuer} cấp ngày {written(at)}, số {result.symbol}",
            "dossier": dossier,
            "added_at": at,
        },
    )


def _delivery(dossier: Dossier) -> Delivery:
    """Return how the person wants the result; who said nothing gets it electronically."""
    found, _ = Delivery.objects.get_or_create(
        dossier=dossier, defaults={"manner": DeliveryManner.ELECTRONIC}
    )
    return found


def _hand_out(dossier: Dossier, delivery: Delivery, verb: str, *, by: Actor, at: datetime) -> None:
    moving.move(dossier, "return_result")
    moving.close(dossier, verb="return_result", by=by, at=at)
    dossier.returned_at = at
    dossier.save(update_fields=["state", "returned_at"])
    delivery.state = deliveries.move(DeliveryState(delivery.state), verb)
    delivery.delivered_at = at
    delivery.save(update_fields=["state", "delivered_at", "parcel_number"])
    journal.record(
        Event.RETURNED,
        about=dossier,
        by=by,
        at=at,
        payload={
            "code": dossier.code,
            "manner": delivery.manner,
            "copies": delivery.copies,
            "parcel": delivery.parcel_number,
        },
    )
