"""Every read of documents begins at `visible_to`: what nobody opened to you is not there."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from vanlang.documents.models import Attachment, Document, Grant, Reading, WorkFile
from vanlang.documents.permissions.documents import READERS
from vanlang.documents.rules.states import UNISSUED, FileKind, Origin
from vanlang.kernel import search
from vanlang.kernel.actors import Actor

CANDIDATES = 10


def visible_to(actor: Actor) -> QuerySet[Document]:
    """The only door from a screen to a document; without a grant there is none."""
    held = grants_of(actor)
    if held is None:
        return Document.objects.none()
    return Document.objects.filter(Exists(held.filter(document=OuterRef("pk"))))


def grants_of(actor: Actor) -> QuerySet[Grant] | None:
    """Return the grants by which the actor reads; None for those who read nothing at all."""
    if not actor.is_official or actor.person_id is None:
        return None
    held = Q(person=actor.person_id)
    readers = sorted(actor.agencies_where(*READERS))
    if readers:
        held |= Q(agency__in=readers, role="")
        if actor.unit_id is not None:
            held |= Q(office=actor.unit_id)
    for role in sorted({role for role, _ in actor.grants}):
        held |= Q(role=role, agency__in=sorted(actor.agencies_where(role)))
    return Grant.objects.filter(held)


def grants_for(document: Document) -> QuerySet[Grant]:
    """Return who may read a document, for its page."""
    return (
        Grant.objects.filter(document=document)
        .select_related("agency", "office", "person")
        .order_by("given_at", "pk")
    )


def with_key(key: str) -> Document | None:
    """Return the document that a journal entry tells of."""
    return Document.objects.filter(pk=key).first()


def attachments_of(document: Document) -> QuerySet[Attachment]:
    return Attachment.objects.filter(document=document).select_related("file", "unit")


def own(actor: Actor) -> QuerySet[Document]:
    """Return what the actor's agencies wrote, drafts first, then the newest."""
    return visible_to(actor).filter(
        origin=Origin.OWN, author__in=sorted(actor.agencies_where(*READERS))
    )


def readings_of(document: Document) -> QuerySet[Reading]:
    return Reading.objects.filter(document=document).order_by("-at")


def attachments_for(actor: Actor, document: Document) -> QuerySet[Attachment]:
    """Return the files of a document; a stamped copy is for the agency whose stamp it bears."""
    stamped = Q(unit__isnull=True) | Q(unit__in=sorted(actor.agencies_where(*READERS)))
    files = attachments_of(document).filter(stamped)
    if document.issued_at is None:
        return files
    # What lacked the organisation's signature, and the Word file, are the author's own steps.
    files = files.exclude(kind=FileKind.SIGNED, document__author__isnull=False)
    is_author = document.author_id in actor.agencies_where(*READERS)
    return files if is_author else files.exclude(kind=FileKind.DRAFT)


def word_files(document: Document, actor: Actor) -> QuerySet[Attachment]:
    """Return the Word files that its text came from, the newest first, for its author."""
    found = attachments_for(actor, document).filter(kind=FileKind.DRAFT)
    return found.order_by("-added_at", "-pk")


def to_file(actor: Actor, work_file: WorkFile, text: str) -> QuerySet[Document]:
    """Return documents that may go into a work file: those with the words, or the latest ones."""
    found = visible_to(actor).exclude(state__in=sorted(UNISSUED))
    found = found.exclude(filed_in__work_file=work_file)
    if text:
        found = search.matches(found, "folded", text)
    return found.order_by("-created_at")[:CANDIDATES]
