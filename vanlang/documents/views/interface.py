"""Documents for programs: the same door as the pages, nothing else."""

from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from vanlang.documents.actions import grants
from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.queries import documents, finding, incoming
from vanlang.documents.queries.finding import Wanted
from vanlang.documents.rules.states import EntryState
from vanlang.ui.requests import actor_of

router = Router(tags=["documents"])
PAGE = 50


class Listed(Schema):
    """A document, as it stands in a list."""

    id: UUID
    notation: str
    type: str
    subject: str
    author: str
    issued_on: date | None = None
    state: str
    urgency: int
    access: str

    @staticmethod
    def of(document: Document) -> "Listed":
        return Listed(
            id=document.pk,
            notation=document.notation,
            type=document.type_code,
            subject=document.subject,
            author=document.author_name,
            issued_on=document.issued_on,
            state=document.state,
            urgency=document.urgency,
            access=document.access,
        )


class Arrived(Schema):
    """What became of a document at the agency that received it."""

    unit: str
    state: EntryState
    arrival_number: int | None = None
    year: int | None = None
    arrived_at: datetime
    first_opened_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None

    @staticmethod
    def of(entry: IncomingEntry) -> "Arrived":
        return Arrived(
            unit=entry.unit.code,
            state=EntryState(entry.state),
            arrival_number=entry.arrival_number,
            year=entry.year,
            arrived_at=entry.arrived_at,
            first_opened_at=entry.first_opened_at,
            due_at=entry.due_at,
            closed_at=entry.closed_at,
        )


class File(Schema):
    name: str
    kind: str
    sha256: str
    bytes: int


class Whole(Listed):
    """A document with its files and its arrival at the asker's agency."""

    signer: str
    entry: Arrived | None = None
    files: list[File]


class Page(Schema):
    """A page of what was found; `count` stops at 1000."""

    count: int
    documents: list[Listed]
    has_more: bool


class Asked(Schema):
    q: str = Field("", max_length=200, description="Từ cần tìm, có dấu hoặc không dấu")
    number: int | None = Field(None, ge=0, lt=2**31)
    type: str = Field("", max_length=12)
    since: date | None = None
    until: date | None = None
    start: int = Field(0, ge=0, le=10_000)


@router.get("", response=Page, url_name="documents")
def find(request: HttpRequest, asked: Query[Asked]) -> Page:
    """Tìm văn bản: those the asker may read."""
    wanted = Wanted(
        text=asked.q.replace("\0", ""),
        number=asked.number,
        type_code=asked.type.replace("\0", ""),
        since=asked.since,
        until=asked.until,
    )
    found = finding.find(actor_of(request), wanted, start=asked.start, size=PAGE)
    return Page(
        count=found.count,
        documents=[Listed.of(row) for row in found.rows],
        has_more=found.has_more,
    )


@router.get("/{key}", response=Whole, url_name="document")
def one(request: HttpRequest, key: UUID) -> Whole:
    """Một văn bản."""
    actor = actor_of(request)
    found = documents.visible_to(actor).filter(pk=key).first()
    if found is None:
        raise Http404
    grants.note_reading(found, what="Giao diện lập trình", by=actor, at=timezone.now())
    entry = incoming.entry_of(actor, key)
    return Whole(
        **Listed.of(found).dict(),
        signer=found.signer_name,
        entry=Arrived.of(entry) if entry else None,
        files=[
            File(name=a.name, kind=a.kind, sha256=a.file_id, bytes=a.file.size)
            for a in documents.attachments_for(actor, found)
        ],
    )
