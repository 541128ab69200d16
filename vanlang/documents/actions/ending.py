"""Thu hồi, hủy dự thảo: what was sent comes back, what was begun is given up; each says why."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from vanlang.documents.actions import telling
from vanlang.documents.actions.drafting import locked
from vanlang.documents.models import Dispatch, Document, IncomingEntry
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.rules.outgoing import Channel, DispatchState
from vanlang.documents.rules.states import Event, State, move
from vanlang.identity.api import Role
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless


@transaction.atomic
def cancel(document: Document, *, reason: str, by: Actor, at: datetime) -> Document:
    """Give a draft up; its versions and comments stay to be read.

    One that came back from its signer with a number keeps both: the register has no gap.
    """
    document = locked(document)
    refuse_unless(may.may_revise(by, document))
    if not reason.strip():
        raise Refusal("Ghi lý do hủy dự thảo.", field="note")
    if document.number is not None:
        raise Conflict(
            f"Dự thảo đã được cấp số {document.notation}, hủy thì sổ văn bản đi hở số. Hãy sửa rồi"
            " trình ký lại dưới số này.",
            field="note",
        )
    document.state = move(State(document.state), "cancel")
    document.ended_reason = reason.strip()[:500]
    document.save(update_fields=["state", "ended_reason"])
    payload = {"reason": document.ended_reason}
    journal.record(Event.CANCELLED, about=document, by=by, at=at, payload=payload)
    return document


@transaction.atomic
def recall(document: Document, *, reason: str, by: Actor, at: datetime) -> Document:
    """Take an issued document back.

    Nghị định 30/2020/NĐ-CP, Điều 19: it stays readable where it went, marked as recalled; its
    number is not used again.
    """
    document = locked(document)
    refuse_unless(may.may_end(by, document))
    if not reason.strip():
        raise Refusal("Ghi lý do thu hồi.", field="reason")
    document.state = move(State(document.state), "recall")
    document.ended_reason = reason.strip()[:500]
    document.save(update_fields=["state", "ended_reason"])
    rows = Dispatch.objects.filter(document=document)
    rows.filter(channel=Channel.PLATFORM).update(state=DispatchState.RECALLED)
    units = IncomingEntry.objects.filter(document=document).values_list("unit_id", flat=True)
    day = day_of(at)
    telling.tell(
        telling.holders([Role.CLERK, Role.LEADER], list(units), on=day),
        subject=f"Văn bản {document.notation} đã bị thu hồi: {document.ended_reason[:80]}",
        document=document,
        link=reverse("documents-inbox"),
        at=at,
    )
    payload = {"notation": document.notation, "reason": document.ended_reason}
    journal.record(Event.RECALLED, about=document, by=by, at=at, payload=payload)
    return document
