"""What clerks have opened is kept where the seal is made; the old table goes with the next step."""

from django.db import migrations

COPY = """
    INSERT INTO signing_seallook (person_id, digest, looked_at)
    SELECT person_id, file_id, max(looked_at)
    FROM public_services_seallook
    GROUP BY person_id, file_id
    ON CONFLICT (person_id, digest) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("public_services", "0016_parcels_and_copies"),
        ("signing", "0005_seal_looks"),
    ]

    operations = [migrations.RunSQL(COPY, migrations.RunSQL.noop)]
