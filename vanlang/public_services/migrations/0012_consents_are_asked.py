import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("public_services", "0011_clerks_seal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="consent_purpose",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.CreateModel(
            name="ConsentRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(max_length=200)),
                ("who", models.CharField(max_length=400)),
                ("counter", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ người nộp trả lời"),
                            ("agreed", "Người nộp đồng ý"),
                            ("refused", "Người nộp không đồng ý"),
                            ("withdrawn", "Người nộp đã rút lại đồng ý"),
                            ("ended", "Đã kết thúc"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "manner",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("card", "cán bộ xem thẻ căn cước"),
                            ("code", "mã gửi đến điện thoại của người nộp"),
                            ("account", "người nộp xác nhận trong tài khoản của mình"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("wrong_count", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="consents",
                        to="public_services.draft",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-asked_at"], name="consents_of_a_person")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("draft",),
                        name="one_question_at_a_time_about_a_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "waiting"), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="answered_questions_have_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "agreed"), _negated=True),
                            models.Q(("manner", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="agreements_say_how_they_came",
                    ),
                ],
            },
        ),
    ]
