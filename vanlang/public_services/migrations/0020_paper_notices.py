from uuid import uuid4

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("waiting", "Cần in"),
    ("handed_over", "Đã trao"),
    ("posted", "Đã gửi bưu điện"),
    ("dropped", "Không cần nữa"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("public_services", "0019_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=12)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "parcel_number",
                    models.CharField(blank=True, max_length=40, verbose_name="mã bưu gửi"),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_notices",
                        to="public_services.dossier",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(state="waiting"),
                        fields=["made_at", "id"],
                        name="paper_notices_to_print",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "about"), name="one_paper_notice_about_one_thing"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(state__in=("handed_over", "posted"))
                        | models.Q(
                            ended_at__isnull=False,
                            ended_on__isnull=False,
                            ended_by__isnull=False,
                        ),
                        name="paper_notices_that_left_have_a_day",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(state="waiting")
                        | models.Q(ended_at__isnull=True, ended_on__isnull=True),
                        name="paper_notices_that_wait_have_not_ended",
                    ),
                ],
            },
        ),
    ]
