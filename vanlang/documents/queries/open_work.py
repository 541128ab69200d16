"""What is still open at units, for whoever ends one."""

from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.rules.states import OPEN, State

UNDER_WAY = (State.DRAFT, State.INITIALLING, State.AWAITING_SIGNATURE, State.SIGNED)


def incoming_at(unit_ids: frozenset[int]) -> int:
    return IncomingEntry.objects.filter(unit__in=unit_ids, state__in=sorted(OPEN)).count()


def outgoing_at(unit_ids: frozenset[int]) -> int:
    return Document.objects.filter(author__in=unit_ids, state__in=UNDER_WAY).count()
