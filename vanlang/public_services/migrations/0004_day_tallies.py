import django.db.models.deletion
from django.db import migrations, models

from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_accesses_stay"),
        ("public_services", "0003_dossiers"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="DayTally",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("day", models.DateField()),
                    ("received", models.PositiveIntegerField(default=0)),
                    ("online", models.PositiveIntegerField(default=0)),
                    ("online_complete", models.PositiveIntegerField(default=0)),
                    ("reused", models.PositiveIntegerField(default=0)),
                    ("settled", models.PositiveIntegerField(default=0)),
                    ("early", models.PositiveIntegerField(default=0)),
                    ("on_time", models.PositiveIntegerField(default=0)),
                    ("late", models.PositiveIntegerField(default=0)),
                    ("in_time", models.PositiveIntegerField(default=0)),
                    ("result_due", models.PositiveIntegerField(default=0)),
                    ("electronic", models.PositiveIntegerField(default=0)),
                    ("digitised", models.PositiveIntegerField(default=0)),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["day", "unit"], name="tallies_of_a_period")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("unit", "day"), name="one_tally_per_agency_and_day"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="StaleDay",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("day", models.DateField()),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("unit", "day"), name="a_day_is_stale_only_once"
                        )
                    ],
                },
            ),
        ),
    ]
