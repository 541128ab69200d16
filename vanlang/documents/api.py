"""What other systems may use of documents."""

from vanlang.documents.actions.addressing import Outsider, address
from vanlang.documents.actions.annexes import enclose
from vanlang.documents.actions.drafting import Facts, draft
from vanlang.documents.models import Document
from vanlang.documents.queries.documents import visible_to
from vanlang.documents.queries.outgoing import to_sign
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import Channel
from vanlang.documents.rules.states import State

__all__ = [
    "Channel",
    "Document",
    "Draft",
    "Facts",
    "Outsider",
    "State",
    "address",
    "draft",
    "enclose",
    "to_sign",
    "visible_to",
]
