from datetime import UTC, datetime

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Job",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=80)),
                    ("arguments", models.JSONField(default=dict)),
                    ("key", models.CharField(blank=True, max_length=250)),
                    (
                        "run_at",
                        models.DateTimeField(default=datetime(1970, 1, 1, 0, 0, tzinfo=UTC)),
                    ),
                    ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ("has_failed", models.BooleanField(db_default=False, default=False)),
                    ("error", models.TextField(blank=True, db_default="", default="")),
                    (
                        "created_at",
                        models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="OutboxRow",
                fields=[
                    ("entry_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ],
            ),
            migrations.CreateModel(
                name="Position",
                fields=[
                    ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                    ("digest", models.BinaryField(max_length=32)),
                ],
            ),
            migrations.CreateModel(
                name="Schedule",
                fields=[
                    ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                    ("next_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="Seal",
                fields=[
                    ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                    ("first", models.BigIntegerField()),
                    ("last", models.BigIntegerField(unique=True)),
                    ("root", models.BinaryField(max_length=32)),
                    ("previous", models.BinaryField(max_length=32)),
                    ("digest", models.BinaryField(max_length=32, unique=True)),
                    ("token", models.BinaryField()),
                    ("sealed_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="Series",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("series", models.CharField(max_length=120)),
                    ("period", models.CharField(max_length=20)),
                    ("last", models.PositiveIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name="Entry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("kind", models.CharField(max_length=80)),
                    ("about", models.CharField(max_length=120)),
                    ("at", models.DateTimeField()),
                    ("actor_id", models.UUIDField(null=True)),
                    ("actor_name", models.CharField(max_length=200)),
                    ("actor_kind", models.CharField(max_length=10)),
                    ("unit_id", models.BigIntegerField(null=True)),
                    ("unit_code", models.CharField(blank=True, max_length=40)),
                    ("unit_name", models.CharField(blank=True, max_length=250)),
                    ("post", models.CharField(blank=True, max_length=250)),
                    ("standing_in_for", models.CharField(blank=True, max_length=250)),
                    ("payload", models.JSONField(default=dict)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["about", "id"], name="entries_of_one_subject")
                    ],
                },
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("has_failed", False)),
                fields=["run_at", "id"],
                name="jobs_that_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("has_failed", False), models.Q(("key", ""), _negated=True)),
                fields=["key", "id"],
                name="jobs_that_wait_for_each_other",
            ),
        ),
        migrations.AddField(
            model_name="position",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="position",
                to="kernel.entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lte", models.F("last"))), name="a_seal_covers_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(
                fields=("series", "period"), name="one_counter_per_series_and_period"
            ),
        ),
    ]
