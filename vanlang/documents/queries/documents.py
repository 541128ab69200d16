"""Every read of documents begins at `visible_to`: what nobody opened to you is not there."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from vanlang.documents.models import Document, Grant
from vanlang.documents.permissions.documents import READERS
from vanlang.kernel.actors import Actor


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
