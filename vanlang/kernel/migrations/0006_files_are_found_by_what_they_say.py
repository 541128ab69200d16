import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_jobs_are_claimed_by_index")]

    operations = [
        migrations.AddField(
            model_name="filetext",
            name="folded",
            field=models.TextField(db_default="", default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="filetext",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["folded"], name="files_by_what_they_say", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
