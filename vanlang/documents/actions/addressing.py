"""Nơi nhận: to whom a draft will go, and by which way, once it is issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vanlang.documents.actions.drafting import locked
from vanlang.documents.models import Dispatch, Document
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.rules.outgoing import Channel, DispatchState
from vanlang.documents.rules.states import UNISSUED, WrongState
from vanlang.identity.api import Unit
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal, refuse_unless

BATCH = 1000
MOST_RECIPIENTS = 4000  # every commune of the country has its People's Committee


@dataclass(frozen=True, slots=True)
class Outsider:
    """A recipient beyond this platform: with a code by the axis, else on paper or by e-mail."""

    name: str
    code: str = ""
    channel: Channel = Channel.AXIS


@transaction.atomic
def address(
    document: Document,
    *,
    units: Sequence[Unit],
    outsiders: Sequence[Outsider] = (),
    by: Actor,
    at: datetime,  # noqa: ARG001 every write knows when it was
) -> list[Dispatch]:
    """Say who receives the document; what was said before is replaced."""
    document = locked(document)
    refuse_unless(may.may_revise(by, document))
    if document.state not in UNISSUED:
        raise WrongState("Văn bản đã phát hành; nơi nhận không đổi được nữa.")
    if len(units) + len(outsiders) > MOST_RECIPIENTS:
        raise Refusal(f"Tối đa {MOST_RECIPIENTS} nơi nhận.", field="units")
    if any(unit.pk == document.author_id for unit in units):
        raise Refusal("Cơ quan ban hành không gửi cho chính mình.", field="units")
    Dispatch.objects.filter(document=document).delete()
    rows = [
        Dispatch(
            document=document,
            unit=unit,
            code=unit.code,
            name=unit.name,
            channel=Channel.PLATFORM,
            position=position,
            state=DispatchState.PLANNED,
        )
        for position, unit in enumerate({unit.pk: unit for unit in units}.values(), 1)
    ]
    rows += [
        Dispatch(
            document=document,
            code=outsider.code.strip()[:35],
            name=outsider.name.strip()[:200],
            channel=outsider.channel,
            position=len(units) + position,
            state=DispatchState.PLANNED,
        )
        for position, outsider in enumerate(dict.fromkeys(outsiders), 1)
    ]
    return Dispatch.objects.bulk_create(rows, batch_size=BATCH)
