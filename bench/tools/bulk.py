"""Many rows at once: their indexes and foreign keys are looked at when all are there."""

import contextlib
from collections.abc import Iterator
from time import perf_counter

from django.db import connection

from bench.rows import say

# What is not a primary key: foreign keys of other tables lead to those.
FOUND = """
    SELECT coalesce(c.conname, i.relname), c.oid IS NOT NULL,
        coalesce(pg_get_constraintdef(c.oid), pg_get_indexdef(i.oid))
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype = 'u'
    WHERE x.indrelid = %s::regclass AND NOT x.indisprimary
"""

QUICKLY = (
    "SET session_replication_role = replica",
    "SET synchronous_commit = off",
    "SET work_mem = '256MB'",
    "SET maintenance_work_mem = '1GB'",
    "ALTER SYSTEM SET full_page_writes = off",
    "ALTER SYSTEM SET max_wal_size = '6GB'",
    "SELECT pg_reload_conf()",
)


@contextlib.contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """Take away the indexes of tables while they are filled, then make them and count the rows.

    Foreign keys are not judged meanwhile: only for rows made of rows that are there.
    """
    again: list[str] = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(FOUND, [table])
            for name, is_constraint, definition in cursor.fetchall():
                if is_constraint:
                    cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
                    again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
                else:
                    cursor.execute(f'DROP INDEX "{name}"')
                    again.append(definition)
        for setting in QUICKLY:
            cursor.execute(setting)
        yield
        begun = perf_counter()
        for statement in again:
            cursor.execute(statement)
        cursor.execute("ALTER SYSTEM RESET ALL")
        cursor.execute("SELECT pg_reload_conf()")
        for setting in ("session_replication_role", "synchronous_commit", "work_mem"):
            cursor.execute(f"RESET {setting}")
        for table in tables:
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("CHECKPOINT")
        say(f"  {len(again)} indexes in {perf_counter() - begun:.0f} s")
