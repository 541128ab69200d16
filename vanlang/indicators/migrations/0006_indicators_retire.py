import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0005_counts_say_when"),
    ]

    operations = [
        migrations.CreateModel(
            name="Retirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_date", models.DateField(verbose_name="ngày cuối cùng")),
                ("reason", models.CharField(max_length=1000, verbose_name="lý do")),
                (
                    "goes_on",
                    models.BooleanField(default=False, verbose_name="chuỗi số liệu nối tiếp"),
                ),
                ("retired_at", models.DateTimeField()),
                ("retirer_name", models.CharField(max_length=250)),
                (
                    "indicator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retirement",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor__isnull", True),
                            models.Q(("successor", models.F("indicator")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_indicator_succeeds_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("goes_on", False), ("successor__isnull", False), _connector="OR"
                        ),
                        name="a_series_goes_on_in_a_successor",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("goes_on", True)),
                        fields=("successor",),
                        name="a_series_goes_back_into_one_indicator",
                    ),
                ],
            },
        ),
    ]
