import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_accesses_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="TypedForm",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=500)),
                ("fields", models.JSONField()),
                ("file_names", models.JSONField(default=list)),
                ("typed_at", models.DateTimeField(db_index=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-typed_at"], name="typed_forms_of_a_person")
                ],
            },
        ),
    ]
