"""What the axis reports of our own messages, on the rows of their recipients."""

from datetime import datetime

from django.db import transaction

from vanlang.data_gateway import api as data_gateway
from vanlang.documents.models import Dispatch, EdxmlMessage
from vanlang.documents.rules.edxml import Purpose, Status
from vanlang.documents.rules.outgoing import Channel, DispatchState

UNFINISHED = (DispatchState.QUEUED, DispatchState.FAILED)


@transaction.atomic
def note(  # noqa: PLR0913 a report has these facts
    event: str, *, message_id: str, from_code: str, to_code: str, why: str, at: datetime
) -> None:
    """Note how far one message has come to one agency; what comes late changes nothing."""
    kept = EdxmlMessage.objects.filter(
        is_sent=True, from_code=from_code, message_id=message_id
    ).first()
    if kept is None or kept.document_id is None:
        return
    row = (
        Dispatch.objects.select_for_update()
        .filter(document=kept.document_id, channel=Channel.AXIS, code=to_code)
        .first()
    )
    if row is None:
        return
    is_first = kept.purpose in {Purpose.NEW, Purpose.REPLACE}
    if event == data_gateway.Event.SENT and is_first:
        row.sent_at = row.sent_at or at
    elif event == data_gateway.Event.DELIVERED and is_first:
        row.received_at = row.received_at or at
        if row.state in UNFINISHED:
            row.state = DispatchState.DELIVERED
    elif event == data_gateway.Event.REFUSED and is_first:
        row.state, row.last_status = DispatchState.RETURNED, Status.RETURNED
        row.error = why[:500]
    elif event in {data_gateway.Event.FAILED, data_gateway.Event.EXPIRED} and is_first:
        if row.state in UNFINISHED:
            row.state = DispatchState.FAILED
        row.error = why[:500]
    elif why:
        row.error = why[:500]
    row.save(update_fields=["state", "sent_at", "received_at", "last_status", "error"])
