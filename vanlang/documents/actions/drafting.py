"""Writing a draft: begun from a template, revised in versions, commented on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import UUIDField

from vanlang.documents.actions import grants, words
from vanlang.documents.actions.grants import Reader
from vanlang.documents.models import Comment, Document, DraftVersion
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.permissions import outgoing as may
from vanlang.documents.queries import outgoing as queries
from vanlang.documents.rules import drafts, secrecy, types
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import Relation
from vanlang.documents.rules.secrecy import Access, Ground
from vanlang.documents.rules.states import Event, Origin, State, Urgency, move
from vanlang.identity.api import Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.models import StoredFile
from vanlang.kernel.questions import Given, Question
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

CHANGED = ["state", "subject", "urgency", "access", "is_directive", "due_on", "place", "folded"]
LOCKED = Question(
    lambda: (
        Document.objects.select_for_update(of=("self",))
        .select_related("author", "drafting_unit")
        .filter(pk=Given("key", UUIDField()))
    )
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a drafter decides about a document besides its text."""

    urgency: Urgency = Urgency.ORDINARY
    access: Access = Access.INTERNAL
    marking: str = ""  # a degree of secrecy somebody put on it: refused
    is_directive: bool = False
    due_on: date | None = None
    place: str = ""


@transaction.atomic
def draft(  # noqa: PLR0913 one sentence, said once
    *,
    key: UUID,
    author: Unit,
    type_code: str,
    text: Draft,
    by: Actor,
    at: datetime,
    facts: Facts = Facts(),
    related: tuple[Relation, Document] | None = None,
    file: StoredFile | None = None,
) -> Document:
    """Begin a document of the agency; the same key again gives the same draft.

    `file` is its PDF where it was written in Word.
    """
    refuse_unless(author.is_agency and permissions.may_draft(by, author.pk))
    known = Document.objects.filter(sent_key=key).first()
    if known is not None:
        refuse_unless(known.drafter_id == by.person_id)
        return known
    secrecy.refuse_state_secrets(facts.marking)
    types.find(type_code, author.block)
    text = drafts.cleaned(text)
    document = Document(
        sent_key=key,
        origin=Origin.OWN,
        state=State.DRAFT,
        author=author,
        author_code=author.code,
        author_name=author.name,
        drafting_unit_id=by.unit_id,
        drafter_id=by.person_id,
        created_by_id=by.person_id,
        created_at=at,
        type_code=type_code,
    )
    _put(document, text, facts)
    if related is not None:
        _relate(document, *related, by=by)
    document.save(force_insert=True)
    _keep(document, 1, text, by=by, at=at, file=file)
    readers = [Reader(person_id=by.person_id), *_clerks(author.pk)]
    grants.open_to(document, readers, ground=Ground.DRAFTING, by=by, at=at)
    words.refresh([document.pk])
    journal.record(Event.DRAFTED, about=document, by=by, at=at, payload={"type": type_code})
    return document


@transaction.atomic
def revise(  # noqa: PLR0913 one sentence, said once
    document: Document,
    text: Draft,
    *,
    by: Actor,
    at: datetime,
    facts: Facts | None = None,
    note: str = "",
    file: StoredFile | None = None,
) -> Document:
    """Write the next version; a text that did not change makes none.

    What was written in Word keeps its file until another is brought.
    """
    document = locked(document)
    refuse_unless(may.may_revise(by, document))
    document.state = move(State(document.state), "revise")
    text = drafts.cleaned(text)
    latest = latest_version(document)
    if file is None and text.word:
        file = latest.file
    if facts is not None:
        secrecy.refuse_state_secrets(facts.marking)
        _put(document, text, facts)
    if file == latest.file and latest.content == text.content():
        document.save(update_fields=CHANGED)
        return document
    document.subject = text.subject
    document.folded = words.folded(text.subject, document.author_name)
    document.save(update_fields=CHANGED)
    _keep(document, latest.number + 1, text, by=by, at=at, note=note, file=file)
    words.refresh([document.pk])
    payload = {"version": latest.number + 1}
    journal.record(Event.REVISED, about=document, by=by, at=at, payload=payload)
    return document


@transaction.atomic
def comment(document: Document, *, text: str, by: Actor, at: datetime) -> Comment:
    """Say something about the latest version; it stands beside the draft for everybody on it."""
    document = locked(document)
    refuse_unless(may.may_comment(by, document))
    if document.state not in {State.DRAFT, State.INITIALLING, State.AWAITING_SIGNATURE}:
        raise Conflict("Văn bản đã ký; không góp ý vào dự thảo được nữa.")
    if not text.strip():
        raise Refusal("Ghi ý kiến góp ý.", field="text")
    made = write_comment(document, text, by=by, at=at)
    journal.record(Event.COMMENTED, about=document, by=by, at=at)
    return made


def write_comment(document: Document, text: str, *, by: Actor, at: datetime) -> Comment:
    return Comment.objects.create(
        document=document,
        version_number=latest_version(document).number,
        text=text.strip()[:2000],
        written_by_id=by.person_id,
        written_by_name=by.name,
        written_at=at,
    )


def locked(document: Document) -> Document:
    return LOCKED.one(key=document.pk)


def latest_version(document: Document) -> DraftVersion:
    return queries.latest(document)


def _put(document: Document, text: Draft, facts: Facts) -> None:
    document.subject = text.subject
    document.urgency = facts.urgency
    document.access = facts.access
    document.is_directive = facts.is_directive
    document.due_on = facts.due_on
    document.place = facts.place.strip()[:100]
    document.folded = words.folded(text.subject, document.author_name)


def _keep(  # noqa: PLR0913 one sentence, said once
    document: Document,
    number: int,
    text: Draft,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    file: StoredFile | None = None,
) -> None:
    DraftVersion.objects.create(
        document=document,
        number=number,
        content=text.content(),
        file=file,
        note=note.strip()[:300],
        written_by_id=by.person_id,
        written_by_name=by.name,
        written_at=at,
    )


def _clerks(agency_id: int) -> list[Reader]:
    return [Reader(agency_id=agency_id, role=permissions.TRUSTED[0].value)]


def _relate(document: Document, relation: Relation, other: Document, *, by: Actor) -> None:
    """Tie a new draft to what it answers, replaces, corrects or amends.

    Only one's own documents are ended or changed, and by equal form (Điều 18 khoản 3).
    """
    if relation == Relation.ANSWERS:
        document.reply_to = other
        return
    refuse_unless(may.may_end(by, other) and other.author_id == document.author_id)
    if other.state != State.ISSUED:
        raise Conflict("Chỉ đính chính, sửa đổi, thay thế văn bản đang có hiệu lực.")
    if relation == Relation.CORRECTS:
        if document.type_code != types.LETTER:
            raise Refusal("Đính chính bằng công văn.", field="type_code")
        document.corrects = other
        return
    if document.type_code != other.type_code:
        raise Refusal("Sửa đổi, thay thế bằng văn bản có hình thức tương đương.", field="type_code")
    if relation == Relation.REPLACES:
        document.replaces = other
    else:
        document.amends = other
