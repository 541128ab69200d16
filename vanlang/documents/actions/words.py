"""The index of words: made anew from a document, its files and its grants, in one statement."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from vanlang.documents.actions.writing import Part
from vanlang.documents.models import Attachment, Document
from vanlang.documents.rules import words
from vanlang.kernel import files, queue, search
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of

REFRESH = """
    INSERT INTO documents_searchrow (document_id, sorted_on, words)
    SELECT d.id, d.day, array_to_tsvector(array_remove(array(
            SELECT unnest(string_to_array(d.folded, ' '))
            UNION ALL SELECT unnest(string_to_array(a.words, ' '))
                FROM documents_attachment a WHERE a.document_id = d.id
            UNION ALL SELECT unnest(ARRAY[
                't:' || d.type_code, 'a:' || d.author_id, 'n:' || d.number,
                to_char(d.day, '"d:"YYYYMMDD'), to_char(d.day, '"m:"YYYYMM'),
                to_char(d.day, '"y:"YYYY')
            ])
            UNION ALL SELECT 'u:' || e.unit_id
                FROM documents_incomingentry e WHERE e.document_id = d.id
            UNION ALL SELECT CASE
                    WHEN g.agency_id IS NOT NULL THEN 'g:' || g.agency_id || ':' || g.role
                    WHEN g.office_id IS NOT NULL THEN 'o:' || g.office_id
                    ELSE 'p:' || g.person_id
                END
                FROM documents_grant g WHERE g.document_id = d.id
        ), NULL))
    FROM (
        SELECT *,
            coalesce(issued_on, (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS day
        FROM documents_document WHERE id = ANY(%s::uuid[])
    ) AS d
    ON CONFLICT (document_id) DO UPDATE
        SET sorted_on = excluded.sorted_on, words = excluded.words
"""

FIRST = """indexed AS (
    INSERT INTO documents_searchrow (document_id, sorted_on, words)
    SELECT {source}.id, %s::date, array_to_tsvector(%s::text[]) FROM {source}
)"""

ADDED = """found AS (
    UPDATE documents_searchrow AS known SET words = known.words || array_to_tsvector(%s::text[])
    FROM {source} WHERE known.document_id = {source}.id
)"""


def folded(*parts: str) -> str:
    """Return what stands in `Document.folded`: the words of the parts, without accents."""
    return words.distinct(search.fold(" ".join(parts)))


def refresh(document_ids: Sequence[UUID]) -> None:
    """Let documents be found by what they and their readers are now."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, [[str(key) for key in document_ids]])


def first(
    document: Document, readers: Iterable[str], *, unit_id: int, at: datetime, source: str
) -> Part:
    """Return the words of a document that comes in, as a part of the step's one statement.

    They are those that `refresh` makes as long as nobody has read its files.
    """
    day = document.issued_on or day_of(at)
    said = [
        *document.folded.split(),
        *readers,
        words.of_type(document.type_code),
        words.of_day(day),
        words.of_month(day.year, day.month),
        words.of_year(day.year),
        words.arrived_at(unit_id),
    ]
    if document.author_id is not None:
        said.append(words.of_author(document.author_id))
    if document.number is not None:
        said.append(words.numbered(document.number))
    return Part(FIRST.format(source=source), (day, said))


def added(said: Sequence[str], *, source: str) -> Part:
    """Return the words that a step adds to a document, as a part of its one statement."""
    return Part(ADDED.format(source=source), (list(said),))


def read_later(attachments: Sequence[Attachment]) -> None:
    """Have the worker read the files that nobody has read, scans by OCR."""
    for attachment in attachments:
        if not attachment.is_read:
            queue.later("documents.read_file", sha256=attachment.file_id)


@transaction.atomic
def read(sha256: str, *, at: datetime) -> int:
    """Read a file and let its documents be found by what it says; return how many those are."""
    waiting = list(Attachment.objects.select_for_update().filter(file=sha256, is_read=False))
    if not waiting:
        return 0
    text = files.recognise(sha256, by=PLATFORM, at=at).text
    found = words.distinct(search.fold(text))
    for attachment in waiting:
        attachment.words, attachment.is_read = found, True
    Attachment.objects.bulk_update(waiting, ["words", "is_read"], batch_size=100)
    refresh([attachment.document_id for attachment in waiting])
    return len(waiting)
