"""Who may read a document: opened with the steps that need it, or explicitly and with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.documents.actions import words, writing
from vanlang.documents.actions.writing import Part
from vanlang.documents.models import Document, Grant, IncomingEntry, Reading
from vanlang.documents.permissions import documents as permissions
from vanlang.documents.rules.secrecy import Access, Ground
from vanlang.documents.rules.states import Event
from vanlang.documents.rules.words import of_agency, of_office, of_person
from vanlang.identity.api import Person, Unit
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

OPENING = """opened AS (
    INSERT INTO documents_grant (
        document_id, agency_id, role, office_id, person_id, ground, reason, given_at, given_by
    )
    SELECT {source}.id, reader.agency_id, reader.role, reader.office_id, reader.person_id,
        %s::varchar, '', %s::timestamptz, %s::varchar
    FROM {source}, unnest(%s::bigint[], %s::varchar[], %s::bigint[], %s::uuid[])
        AS reader (agency_id, role, office_id, person_id)
    ON CONFLICT DO NOTHING
)"""


@dataclass(frozen=True, slots=True)
class Reader:
    """One to whom a document is opened: an agency (in a role or any), an office or a person."""

    agency_id: int | None = None
    role: str = ""
    office_id: int | None = None
    person_id: UUID | None = None

    @property
    def word(self) -> str:
        """The word under which they find the document."""
        if self.agency_id is not None:
            return of_agency(self.agency_id, self.role)
        return of_person(self.person_id) if self.person_id else of_office(self.office_id or 0)


def agency_readers(document: Document, agency_ids: Iterable[int]) -> list[Reader]:
    """Return who reads at an agency: all at work there, or of a restricted one clerk and leader."""
    roles: Sequence[str] = (
        [role.value for role in permissions.TRUSTED] if document.is_restricted else [""]
    )
    return [Reader(agency_id=agency, role=role) for agency in agency_ids for role in roles]


def open_to(
    document: Document, readers: Iterable[Reader], *, ground: Ground, by: Actor, at: datetime
) -> None:
    """Open a document inside the caller's transaction; who reads it already keeps their ground.

    The caller refreshes its words afterwards (`words.refresh`), once for all that it changed.
    """
    found = list(readers)
    if found:
        known = Part("document AS (SELECT %s::uuid AS id)", (str(document.pk),))
        opened = opening(found, ground=ground, by=by, at=at, source="document")
        writing.write([known, opened], "SELECT 1")


def opening(
    readers: Iterable[Reader], *, ground: Ground, by: Actor, at: datetime, source: str
) -> Part:
    """Return the grants as a part of a step's one statement; `source` has the document's id."""
    found = list(readers)
    return Part(
        OPENING.format(source=source),
        (
            ground.value,
            at,
            by.name,
            [reader.agency_id for reader in found],
            [reader.role for reader in found],
            [reader.office_id for reader in found],
            [str(reader.person_id) if reader.person_id else None for reader in found],
        ),
    )


@transaction.atomic
def grant(  # noqa: PLR0913 one sentence, said once
    document: Document,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    unit: Unit | None = None,
) -> Grant:
    """Open a document to a person or an office that needs to know, and say why."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    refuse_unless(permissions.may_grant(by, _agencies(document)))
    if not reason.strip():
        raise Refusal("Hãy ghi lý do cấp quyền xem.", field="reason")
    if (person is None) == (unit is None):
        raise Refusal("Hãy chọn một người hoặc một đơn vị.", field="person")
    is_agency = unit is not None and unit.is_agency
    made = Grant(
        document=document,
        person=person,
        agency=unit if is_agency else None,
        office=None if is_agency else unit,
        ground=Ground.EXPLICIT,
        reason=reason.strip(),
        given_at=at,
        given_by=by.name,
    )
    if _known(made):
        raise Conflict("Người hoặc đơn vị này đã xem được văn bản.", field="person")
    made.save()
    journal.record(
        Event.GRANTED,
        about=document,
        by=by,
        at=at,
        payload={"to": str(person or unit), "reason": made.reason},
    )
    words.refresh([document.pk])
    return made


@transaction.atomic
def withdraw(grant: Grant, *, by: Actor, at: datetime) -> None:
    """Take an explicit grant back; what a step opened stays with the step."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=grant.document_id)
    refuse_unless(permissions.may_grant(by, _agencies(document)))
    found = Grant.objects.filter(pk=grant.pk, ground=Ground.EXPLICIT)
    to = str(grant.person or grant.office or grant.agency)
    if not found.delete()[0]:
        raise Conflict("Chỉ thu hồi được quyền xem riêng đã cấp.")
    journal.record(Event.GRANT_WITHDRAWN, about=document, by=by, at=at, payload={"to": to})
    words.refresh([document.pk])


@transaction.atomic
def restrict(document: Document, *, by: Actor, at: datetime) -> Document:
    """Close a document to all at its agencies but clerks, leaders and those it was handed to."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    refuse_unless(permissions.may_grant(by, _agencies(document)))
    if document.is_restricted:
        return document
    document.access = Access.RESTRICTED
    document.save(update_fields=["access"])
    wide = Grant.objects.filter(document=document, agency__isnull=False, role="")
    agencies = list(wide.values_list("agency_id", "ground"))
    wide.delete()
    for ground in sorted({ground for _, ground in agencies}):
        those = [agency for agency, found in agencies if found == ground and agency is not None]
        readers = agency_readers(document, those)
        if ground == Ground.EXPLICIT:
            ground = Ground.RECEIVED  # noqa: PLW2901 the wide grant ended; its clerk and leader stay
        open_to(document, readers, ground=Ground(ground), by=by, at=at)
    journal.record(Event.RESTRICTED, about=document, by=by, at=at)
    words.refresh([document.pk])
    return document


def note_reading(document: Document, *, what: str, by: Actor, at: datetime) -> None:
    """Write down that a restricted document was opened; it stays even if the page then fails."""
    if document.is_restricted:
        Reading.objects.using("side").create(
            document_id=document.pk,
            person_id=by.person_id,
            name=by.name,
            post=by.post,
            unit_name=by.unit_name,
            what=what,
            at=at,
        )


def _agencies(document: Document) -> set[int]:
    found = set(IncomingEntry.objects.filter(document=document).values_list("unit_id", flat=True))
    return found | ({document.author_id} if document.author_id else set())


def _known(made: Grant) -> bool:
    return Grant.objects.filter(
        document=made.document,
        person=made.person,
        agency=made.agency,
        office=made.office,
        role="",
    ).exists()
