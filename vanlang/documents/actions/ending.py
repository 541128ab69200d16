"""Thu hồi: what was sent comes back; everybody who had it is told why."""

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
from vanlang.kernel.deadlines import ZONE
from vanlang.kernel.refusals import Refusal, refuse_unless


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
    day = at.astimezone(ZONE).date()
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
