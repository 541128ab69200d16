import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_journal_is_append_only"),
    ]

    operations = [
        TrigramExtension(),  # for columns of folded words, kernel.search
        CreateTables(
            migrations.CreateModel(
                name="StoredFile",
                fields=[
                    ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ("size", models.BigIntegerField()),
                    ("content_type", models.CharField(max_length=100)),
                    ("stored_at", models.DateTimeField()),
                    ("stored_by", models.UUIDField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name="Notice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("person_id", models.UUIDField()),
                    (
                        "channel",
                        models.CharField(
                            choices=[
                                ("in_app", "Trên hệ thống"),
                                ("email", "Thư điện tử"),
                                ("sms", "Tin nhắn"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("address", models.CharField(blank=True, max_length=254)),
                    ("subject", models.CharField(max_length=200)),
                    ("text", models.TextField()),
                    ("link", models.CharField(blank=True, max_length=500)),
                    ("about", models.CharField(blank=True, max_length=200)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("queued", "Đang chờ gửi"),
                                ("sent", "Đã gửi"),
                                ("failed", "Không gửi được"),
                            ],
                            default="queued",
                            max_length=10,
                        ),
                    ),
                    ("created_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("read_at", models.DateTimeField(null=True)),
                    ("attempt_count", models.PositiveSmallIntegerField(default=0)),
                    ("last_error", models.CharField(blank=True, max_length=500)),
                ],
            ),
            migrations.CreateModel(
                name="OfficeHours",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("unit_code", models.CharField(blank=True, max_length=40)),
                    ("since", models.DateField()),
                    ("seasons", models.JSONField()),
                    ("basis", models.CharField(max_length=200)),
                    ("recorded_at", models.DateTimeField()),
                    ("recorded_by", models.UUIDField(null=True)),
                    ("superseded_at", models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name="CalendarDay",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("unit_code", models.CharField(blank=True, max_length=40)),
                    ("on", models.DateField()),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("off", "Nghỉ"),
                                ("working", "Làm bù"),
                                ("morning", "Chỉ làm buổi sáng"),
                                ("afternoon", "Chỉ làm buổi chiều"),
                                ("usual", "Như ngày thường"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("name", models.CharField(max_length=200)),
                    ("replaces", models.DateField(blank=True, null=True)),
                    ("basis", models.CharField(max_length=200)),
                    ("recorded_at", models.DateTimeField()),
                    ("recorded_by", models.UUIDField(null=True)),
                    ("superseded_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            models.F("unit_code"),
                            models.F("on"),
                            condition=models.Q(("superseded_at__isnull", True)),
                            name="a_unit_has_one_rule_for_a_day",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="FileText",
                fields=[
                    (
                        "file",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="+",
                            serialize=False,
                            to="kernel.storedfile",
                        ),
                    ),
                    ("text", models.TextField()),
                    ("read_at", models.DateTimeField()),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                name="files_are_named_by_their_sha256",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 0)), name="files_have_a_size"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("person_id"),
                models.OrderBy(models.F("created_at"), descending=True),
                condition=models.Q(("channel", "in_app")),
                name="kernel_notice_inbox",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("created_at"),
                condition=models.Q(("state", "failed")),
                name="kernel_notice_failed",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                    _connector="OR",
                ),
                name="sent_notices_have_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel", "in_app"), models.Q(("address", ""), _negated=True), _connector="OR"
                ),
                name="notices_that_leave_have_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.UniqueConstraint(
                models.F("unit_code"),
                models.F("since"),
                condition=models.Q(("superseded_at__isnull", True)),
                name="a_unit_has_one_set_of_hours_from_a_day",
            ),
        ),
        migrations.AddField(
            model_name="filetext",
            name="searchable",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.storedfile",
            ),
        ),
    ]
