"""The claim as a function, for the settings that it carries.

A worker prepares its statements while the queue is empty. The plan that is best then reads the
whole table, and a sudden backlog of 50,000 jobs would be worked off at one a second until the next
ANALYZE. With these settings only the two indexes are left to the planner.
"""

from django.db import migrations

CLAIM = """
CREATE FUNCTION kernel_claim_job(due timestamptz, busy text[])
RETURNS TABLE (
    id bigint, name varchar, key varchar, arguments jsonb, attempts smallint, is_mine boolean
)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    -- The first of its key, and in nobody else's hands. Comparing rows, and not `first.key =`,
    -- leaves one index that has this order.
    WITH candidate AS MATERIALIZED (
        SELECT id, name, key, arguments, attempts FROM kernel_job AS job
        WHERE NOT has_failed AND run_at <= due AND key <> ALL (busy) AND (key = '' OR id = (
            SELECT first.id FROM kernel_job AS first
            WHERE NOT first.has_failed AND first.key <> ''
            AND (first.key, first.id) >= (job.key, 0::bigint)
            ORDER BY first.key, first.id LIMIT 1
        ))
        ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ), taken AS (
        -- The key's lock is for the rare case that an earlier job commits late, while a later one
        -- of the key is already under way.
        DELETE FROM kernel_job WHERE id = (
            SELECT id FROM candidate
            WHERE key = '' OR pg_try_advisory_xact_lock(hashtextextended(key, 7221))
        )
        RETURNING id
    )
    SELECT candidate.*, taken.id IS NOT NULL FROM candidate LEFT JOIN taken USING (id);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_stored_files_never_change")]

    operations = [
        migrations.RunSQL(CLAIM, "DROP FUNCTION kernel_claim_job(timestamptz, text[])"),
    ]
