"""What every step about an incoming document needs of its entry."""

from django.db.models import UUIDField

from vanlang.documents.models import Document, IncomingEntry
from vanlang.kernel.questions import Given, Question

LOCKED = Question(
    lambda: (
        IncomingEntry.objects.select_for_update(of=("self",))
        .select_related("document", "unit")
        .filter(pk=Given("key", UUIDField()))
    )
)


def locked(entry: IncomingEntry) -> IncomingEntry:
    return LOCKED.one(key=entry.pk)


def facts(entry: IncomingEntry) -> dict[str, str | int | bool | None]:
    """Return what listeners need to know of an entry."""
    return {"source": entry.source, "document": str(entry.document_id), "unit": entry.unit_id}


def link_to(document: Document) -> str:
    return f"/van-ban/{document.pk}/"
