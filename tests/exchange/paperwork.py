"""What the tests do with documents inside an installation; see desk.py."""

from uuid import uuid4

from django.utils import timezone

from tests.exchange.messages import Verb
from vanlang.documents.actions import addressing, drafting, ending, incoming, issuing, reviewing
from vanlang.documents.actions import signing as document_signing
from vanlang.documents.actions.exchange import changes
from vanlang.documents.models import ChangeRequest, Document, IncomingEntry
from vanlang.documents.tests.cast import TEXT, appointed, unit_of
from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel.actors import Actor
from vanlang.signing import api as signing


def staff(code: str) -> object:
    """Make the agency and its three people, with their certificates."""
    unit = unit_of(code, f"Cơ quan {code}")
    unit.head_title = "Chủ tịch"
    unit.save(update_fields=["head_title"])
    leader = appointed("hoa", "Quách Thị Hòa", unit, "Chủ tịch", Role.LEADER)
    appointed("minh", "Đinh Văn Minh", unit, "Chuyên viên", Role.PROCESSOR)
    appointed("nga", "Bùi Thị Nga", unit, "Văn thư", Role.CLERK)
    signing.issue_test_certificates([leader, unit], at=timezone.now())
    return code


def actor(username: str) -> Actor:
    return identity.actor_of(Person.objects.get(username=username), timezone.now())


def issue(code: str, to: str, count: str) -> object:
    """Draft, sign and issue so many documents to an agency of the other province."""
    unit, minh, hoa, nga = Unit.objects.get(code=code), *map(actor, ("minh", "hoa", "nga"))
    if hoa.person_id is None:
        raise ValueError(hoa)
    for _ in range(int(count)):
        now = timezone.now()
        made = drafting.draft(key=uuid4(), author=unit, type_code="CV", text=TEXT, by=minh, at=now)
        outsider = addressing.Outsider(name=f"Cơ quan {to}", code=to)
        addressing.address(made, units=[], outsiders=[outsider], by=minh, at=now)
        made = reviewing.send(made, [], signer_id=hoa.person_id, by=minh, at=now)
        made = document_signing.sign_now(made, by=hoa, at=now)
        issuing.look(made, by=nga, at=timezone.now())
        issuing.issue(made, by=nga, at=timezone.now())
    return count


def register() -> object:
    """Put everything that has arrived into the register."""
    waiting = IncomingEntry.objects.filter(state="arrived").order_by("arrived_at")
    for entry in waiting:
        incoming.register(entry, by=actor("nga"), at=timezone.now(), is_another=True)
    return len(waiting)


def recall() -> object:
    """Recall the first document that was issued."""
    document = Document.objects.filter(origin="own", state="issued").order_by("number")[0]
    ending.recall(document, reason="Sai số liệu", by=actor("hoa"), at=timezone.now())
    return document.exchange_id


def agree() -> object:
    """Say yes to everybody who wants a document back."""
    waiting = ChangeRequest.objects.filter(state="waiting", entry__isnull=False)
    for request in waiting:
        changes.answer(request, agreed=True, by=actor("nga"), at=timezone.now())
    return len(waiting)


VERBS: dict[str, Verb] = {one.__name__: one for one in (staff, issue, register, recall, agree)}
