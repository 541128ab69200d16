from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

UNIT = "identity.unit"


def link(name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to=UNIT
    )


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_numbers_belong_to_the_verified"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="is_in_force",
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.AddField(
            model_name="unit",
            name="is_renamed",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="unit",
            name="folded",
            field=models.CharField(editable=False, max_length=1000),
        ),
        migrations.AddField(
            model_name="post",
            name="ended_with_unit",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name="UnitName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("short_name", models.CharField(max_length=120, verbose_name="tên ngắn")),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("unit", link("names")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "since"), name="a_unit_has_one_name_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="từ ngày")),
                (
                    "takes_over",
                    models.BooleanField(default=True, verbose_name="nhận công việc"),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                ("unit", link("successions")),
                ("successor", link("+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "successor"), name="a_unit_succeeds_another_once"
                    ),
                    models.CheckConstraint(
                        condition=~Q(unit=F("successor")), name="no_unit_succeeds_itself"
                    ),
                ],
            },
        ),
    ]
