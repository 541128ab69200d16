"""Three months of documents over all agencies, as rows: what the measures of documents count.

Published for three months: 161,562 received and 100,000 sent. Made by SQL; what they say is left
out, for no measure reads it.
"""

from datetime import datetime

from django.db import connection

from bench.rows import say, size
from bench.tools import bulk

RECEIVED, SENT = size(161_562, 300), size(100_000, 200)
MINE = """
    CREATE TABLE bench_desk AS
    SELECT id, code, name, row_number() OVER (ORDER BY id)::int - 1 AS place
    FROM identity_unit WHERE agency_id = id AND valid_to IS NULL
"""
DOCUMENTS = """
    INSERT INTO documents_document (
        id, exchange_id, origin, state, author_id, author_code, author_name, series, period, number,
        notation, notation_key, type_code, subject, place, issued_on, issued_at, signer_name,
        signer_position, signing_authority, urgency, access, is_directive, language, note,
        archive_copy_at, ended_reason, folded, created_at
    )
    SELECT md5(%(origin)s::text || n)::uuid, '', %(origin)s, 'issued', u.id, u.code, u.name, '', '',
        n, n || '/CV', n || '/cv', 'CV', 'V/v công tác', '', (at.at AT TIME ZONE 'UTC')::date,
        at.at, 'Nguyễn Văn An', '', '', 0, 'internal', false, 'Tiếng Việt', '', '', '', '', at.at
    FROM generate_series(1, %(count)s::int) AS n
    JOIN bench_desk u ON u.place = n %% (SELECT count(*) FROM bench_desk)
    CROSS JOIN LATERAL (
        SELECT %(at)s::timestamptz - interval '1 day' - n * interval '92 days' / %(count)s AS at
    ) AS at
"""
ENTRIES = """
    INSERT INTO documents_incomingentry (
        id, document_id, unit_id, source, state, year, arrival_number, sent_on, arrived_at,
        registered_at, presented_at, present_due_at, directed_at, first_opened_at, first_opened_by,
        due_at, closed_at, closing_note, return_reason, signed_for, note
    )
    SELECT gen_random_uuid(), id, author_id, 'axis',
        CASE WHEN number %% 5 = 0 THEN 'directed' ELSE 'closed' END, 2000, number, issued_on,
        issued_at, issued_at + interval '1 hour', issued_at + interval '2 hours',
        issued_at + interval '30 hours', issued_at + (20 + number %% 12) * interval '1 hour',
        issued_at + interval '1 hour', '', issued_at + interval '9 days',
        CASE WHEN number %% 5 > 0 THEN issued_at + (7 + number %% 4) * interval '1 day' END,
        '', '', '', ''
    FROM documents_document WHERE origin = 'received'
"""
DISPATCHES = """
    INSERT INTO documents_dispatch (
        document_id, unit_id, code, name, channel, is_for_information, position, state, message_id,
        last_status, error
    )
    SELECT id, author_id, author_code, author_name,
        CASE WHEN number %% 8 = 0 THEN 'paper' ELSE 'platform' END, false, 1, 'delivered', '', '',
        ''
    FROM documents_document WHERE origin = 'own'
"""
TABLES = ("documents_document", "documents_incomingentry", "documents_dispatch")


def fill(at: datetime) -> None:
    """Lay out what came and went in the 92 days before `at`, evenly over every agency."""
    with connection.cursor() as cursor:
        cursor.execute(MINE)
        with bulk.without_indexes(*TABLES):
            for origin, count in (("received", RECEIVED), ("own", SENT)):
                cursor.execute(DOCUMENTS, {"origin": origin, "count": count, "at": at})
            for rest in (ENTRIES, DISPATCHES):
                cursor.execute(rest, {})
    say(f"  {RECEIVED:,} documents received and {SENT:,} sent")
