"""The index of words: made anew from a document, its files and its grants, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from vanlang.documents.models import Attachment
from vanlang.documents.rules import words
from vanlang.kernel import files, queue, search
from vanlang.kernel.actors import PLATFORM

REFRESH = """
    INSERT INTO documents_searchrow (document_id, sorted_on, words)
    SELECT d.id,
        coalesce(d.issued_on, (d.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
        array_to_tsvector(array_remove(array(
            SELECT unnest(string_to_array(d.folded, ' '))
            UNION SELECT unnest(string_to_array(a.words, ' '))
                FROM documents_attachment a WHERE a.document_id = d.id
            UNION SELECT 't:' || d.type_code
            UNION SELECT 'a:' || d.author_id
            UNION SELECT 'y:' || extract(year FROM d.issued_on)
            UNION SELECT 'n:' || d.number
            UNION SELECT 'u:' || e.unit_id
                FROM documents_incomingentry e WHERE e.document_id = d.id
            UNION SELECT CASE
                    WHEN g.agency_id IS NOT NULL THEN 'g:' || g.agency_id || ':' || g.role
                    WHEN g.office_id IS NOT NULL THEN 'o:' || g.office_id
                    ELSE 'p:' || g.person_id
                END
                FROM documents_grant g WHERE g.document_id = d.id
        ), NULL))
    FROM documents_document d WHERE d.id = ANY(%s::uuid[])
    ON CONFLICT (document_id) DO UPDATE
        SET sorted_on = excluded.sorted_on, words = excluded.words
"""


def folded(*parts: str) -> str:
    """Return what stands in `Document.folded`: the words of the parts, without accents."""
    return words.distinct(search.fold(" ".join(parts)))


def refresh(document_ids: Sequence[UUID]) -> None:
    """Let documents be found by what they and their readers are now."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, [[str(key) for key in document_ids]])


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
