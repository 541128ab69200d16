from django.db import migrations, models

# One look into the index of words, however common the planner takes them to be: the other ways
# read every document.
ANSWERING = """
CREATE FUNCTION documents_answering(asked tsquery, since date, until date, most integer)
RETURNS TABLE (document_id uuid)
LANGUAGE sql STABLE
SET enable_seqscan = off SET max_parallel_workers_per_gather = 0
AS $$
    WITH answering AS MATERIALIZED (
        SELECT known.document_id, known.sorted_on FROM documents_searchrow AS known
        WHERE known.words @@ asked
    )
    SELECT answering.document_id FROM answering
    WHERE answering.sorted_on BETWEEN since AND until
    ORDER BY answering.sorted_on DESC, answering.document_id DESC
    LIMIT most
$$
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents")]

    operations = [
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(fields=["sorted_on"], name="documents_by_day"),
        ),
        migrations.RunSQL(
            ANSWERING, "DROP FUNCTION documents_answering(tsquery, date, date, integer)"
        ),
    ]
