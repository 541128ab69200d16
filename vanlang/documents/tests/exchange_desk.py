"""What tests of the exchange share: messages as they come, documents as they go."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from vanlang.data_gateway.models import Message, Transfer
from vanlang.data_gateway.rules.states import Direction, Kind
from vanlang.documents.actions import addressing
from vanlang.documents.models import (
    Dispatch,
    Document,
)
from vanlang.documents.rules import edxml
from vanlang.documents.tests import edxml_samples as samples
from vanlang.documents.tests.cast import Cast, drafted, look_and_issue, signed
from vanlang.identity.api import Person
from vanlang.kernel import files
from vanlang.signing import api as signing

G22, H15 = "G22", "H15"
# Signatures of messages are judged by the clock: evidence about certificates is of today.
MONDAY = timezone.now().replace(microsecond=0)
LATER = MONDAY + timedelta(hours=2)
HERE = edxml.Organisation(code="H44.05158", name="Ủy ban nhân dân xã Mường Bi")
Come = Callable[..., Transfer]


def directive(**changes: object) -> edxml.Message:
    facts = {"recipients": (HERE,), "issued_on": date(2026, 11, 20), "due_on": None, **changes}
    return samples.directive(**facts)


def letter(**changes: object) -> bytes:
    return samples.written(directive(**changes))


def told(status: edxml.Status, document: Document, **changes: object) -> bytes:
    facts: dict[str, object] = {
        "sender": samples.GOVERNMENT_OFFICE,
        "status": status,
        "at": MONDAY,
        "about": edxml.Answered(
            document.author_code, document.notation, document.issued_on, document.exchange_id
        ),
    }
    return edxml.write_status(replace(samples.receipt(), **{**facts, **changes}))  # type: ignore[arg-type] # named


def sent_statuses() -> list[str]:
    """Return the statuses that lie in the outbox, as their recipients will read them."""
    found = []
    for message in Message.objects.filter(direction=Direction.OUT, kind=Kind.STATUS).order_by("pk"):
        status = samples.read(files.read(message.file)).message
        assert isinstance(status, edxml.StatusMessage)
        found.append(status.status.value)
    return found


def issue(cast: Cast, *codes: str, document: Document | None = None) -> Document:
    draft = document or drafted(cast, at=MONDAY)
    outsiders = [addressing.Outsider(name=f"Cơ quan {code}", code=code) for code in codes]
    addressing.address(draft, units=[], outsiders=outsiders, by=cast.minh, at=MONDAY)
    return look_and_issue(signed(cast, draft, MONDAY), by=cast.nga, at=MONDAY)


def row(document: Document, code: str = G22) -> Dispatch:
    return Dispatch.objects.get(document=document, code=code)


def by(cast: Cast, content: bytes) -> bytes:
    """Return a message signed with Vân Sơn's key, as if it were another province's."""
    kept = io.BytesIO()
    signing.sign_xml(io.BytesIO(content), kept, unit=cast.other, inside="edXMLHeader", at=MONDAY)
    return kept.getvalue()


def recall(reason: str = "Ban hành nhầm") -> bytes:
    business = edxml.Business(
        purpose=edxml.Purpose.RECALL, reason=reason, document_id=directive().document_id
    )
    return letter(business=business, attachments=())


def client_of(client: Client, person_id: UUID | None) -> Client:
    assert person_id is not None
    client.force_login(Person.objects.get(pk=person_id))
    return client
