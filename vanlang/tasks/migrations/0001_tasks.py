import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vanlang.tasks.rules.states
from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0002_accesses_stay"),
        ("identity", "__first__"),
        ("kernel", "0006_files_are_found_by_what_they_say"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Task",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            default=vanlang.tasks.rules.states.Kind["TASK"], max_length=10
                        ),
                    ),
                    ("number", models.CharField(max_length=30, verbose_name="số")),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("is_part", models.BooleanField(default=False)),
                    ("source_system", models.CharField(blank=True, max_length=40)),
                    ("source_key", models.CharField(blank=True, max_length=80)),
                    (
                        "source_label",
                        models.CharField(blank=True, max_length=300, verbose_name="căn cứ giao"),
                    ),
                    ("source_url", models.CharField(blank=True, max_length=300)),
                    (
                        "closes_with_answer",
                        models.BooleanField(
                            default=False, verbose_name="kết thúc khi có văn bản trả lời"
                        ),
                    ),
                    (
                        "closes_with_children",
                        models.BooleanField(default=False, verbose_name="kết thúc cùng việc con"),
                    ),
                    ("giver_name", models.CharField(max_length=250, verbose_name="người giao")),
                    ("given_at", models.DateTimeField(verbose_name="giao lúc")),
                    ("in_charge", models.CharField(max_length=1000, verbose_name="rõ người")),
                    ("title", models.CharField(max_length=500, verbose_name="rõ việc")),
                    (
                        "responsibility",
                        models.CharField(max_length=1000, verbose_name="rõ trách nhiệm"),
                    ),
                    ("product", models.CharField(max_length=1000, verbose_name="rõ sản phẩm")),
                    ("authority", models.CharField(max_length=1000, verbose_name="rõ thẩm quyền")),
                    ("due_at", models.DateTimeField(verbose_name="rõ thời gian")),
                    ("content", models.TextField(blank=True, verbose_name="nội dung chi tiết")),
                    ("original_due_at", models.DateTimeField(verbose_name="thời hạn ban đầu")),
                    (
                        "budget",
                        models.PositiveBigIntegerField(
                            null=True, verbose_name="kinh phí được giao"
                        ),
                    ),
                    ("folded", models.CharField(editable=False, max_length=1100)),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.tasks.rules.states.State["ASSIGNED"], max_length=10
                        ),
                    ),
                    ("started_at", models.DateTimeField(null=True)),
                    ("reported_at", models.DateTimeField(null=True)),
                    ("closed_at", models.DateTimeField(null=True)),
                    ("cancelled_at", models.DateTimeField(null=True)),
                    (
                        "closing_word",
                        models.CharField(
                            blank=True, max_length=1000, verbose_name="lý do kết thúc hoặc hủy"
                        ),
                    ),
                    (
                        "given_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "giver",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "giver_agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "lead",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "lead_agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "parent",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="children",
                            to="tasks.task",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "root",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="tasks.task",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["lead_agency", "given_at"], name="tasks_of_a_lead_agency"
                        ),
                        models.Index(
                            fields=["giver_agency", "given_at"], name="tasks_given_by_an_agency"
                        ),
                        models.Index(
                            condition=models.Q(("source_key", ""), _negated=True),
                            fields=["source_system", "source_key"],
                            name="tasks_of_a_source",
                        ),
                        models.Index(
                            condition=models.Q(
                                (
                                    "state__in",
                                    (
                                        vanlang.tasks.rules.states.State["ASSIGNED"],
                                        vanlang.tasks.rules.states.State["STARTED"],
                                        vanlang.tasks.rules.states.State["REPORTED"],
                                    ),
                                )
                            ),
                            fields=["due_at"],
                            name="open_tasks_by_term",
                        ),
                        django.contrib.postgres.indexes.GinIndex(
                            fields=["folded"],
                            name="tasks_by_part_of_title",
                            opclasses=["gin_trgm_ops"],
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("in_charge", ""), _negated=True),
                                models.Q(("title", ""), _negated=True),
                                models.Q(("responsibility", ""), _negated=True),
                                models.Q(("product", ""), _negated=True),
                                models.Q(("authority", ""), _negated=True),
                            ),
                            name="tasks_are_clear_in_all_six_ways",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("due_at__gte", models.F("original_due_at"))),
                            name="a_term_only_ever_grows",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("original_due_at__gt", models.F("given_at"))),
                            name="tasks_are_due_after_they_are_given",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("closed_at__isnull", False),
                                    ("started_at__isnull", False),
                                    ("state", vanlang.tasks.rules.states.State["CLOSED"]),
                                ),
                                models.Q(
                                    models.Q(
                                        ("state", vanlang.tasks.rules.states.State["CLOSED"]),
                                        _negated=True,
                                    ),
                                    ("closed_at__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="closed_tasks_have_a_time_and_a_beginning",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("cancelled_at__isnull", False),
                                    ("state", vanlang.tasks.rules.states.State["CANCELLED"]),
                                    models.Q(("closing_word", ""), _negated=True),
                                ),
                                models.Q(
                                    models.Q(
                                        ("state", vanlang.tasks.rules.states.State["CANCELLED"]),
                                        _negated=True,
                                    ),
                                    ("cancelled_at__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="cancelled_tasks_have_a_time_and_a_reason",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("state", vanlang.tasks.rules.states.State["REPORTED"]),
                                    _negated=True,
                                ),
                                models.Q(
                                    ("reported_at__isnull", False), ("started_at__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            name="tasks_that_wait_for_acceptance_were_reported",
                        ),
                        models.UniqueConstraint(
                            fields=("giver_agency", "number"),
                            name="no_task_number_twice_at_an_agency",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Support",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "task",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="supports",
                            to="tasks.task",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("task", "unit"), name="a_unit_supports_a_task_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Report",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("text", models.TextField(verbose_name="kết quả")),
                    (
                        "answer_label",
                        models.CharField(
                            blank=True, max_length=300, verbose_name="văn bản trả lời"
                        ),
                    ),
                    ("answer_url", models.CharField(blank=True, max_length=300)),
                    (
                        "children_note",
                        models.CharField(
                            blank=True,
                            max_length=1000,
                            verbose_name="lý do báo cáo khi việc con chưa xong",
                        ),
                    ),
                    ("sent_at", models.DateTimeField()),
                    ("sender_name", models.CharField(max_length=250)),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("decider_name", models.CharField(blank=True, max_length=250)),
                    ("is_accepted", models.BooleanField(null=True)),
                    (
                        "word",
                        models.CharField(
                            blank=True, max_length=1000, verbose_name="ý kiến nghiệm thu"
                        ),
                    ),
                    (
                        "sent_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "task",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reports",
                            to="tasks.task",
                        ),
                    ),
                ],
                options={
                    "ordering": ["-sent_at"],
                    "indexes": [models.Index(fields=["task", "sent_at"], name="reports_of_a_task")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("decided_at__isnull", True), ("is_accepted__isnull", True)
                                ),
                                models.Q(
                                    ("decided_at__isnull", False), ("is_accepted__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            name="decided_reports_have_a_time_and_a_verdict",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("is_accepted", False), _negated=True),
                                models.Q(("word", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="reports_are_sent_back_with_a_reason",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("decided_at__isnull", True)),
                            fields=("task",),
                            name="a_task_has_one_report_waiting",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Reminder",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("step", models.CharField(max_length=20)),
                    ("due_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField()),
                    (
                        "task",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reminders",
                            to="tasks.task",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("task", "step", "due_at"),
                            name="a_step_of_a_term_is_reminded_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ProgressReport",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("month", models.DateField(verbose_name="tháng báo cáo")),
                    ("percent", models.PositiveSmallIntegerField(verbose_name="tỷ lệ hoàn thành")),
                    (
                        "spent",
                        models.PositiveBigIntegerField(null=True, verbose_name="lũy kế giải ngân"),
                    ),
                    ("text", models.TextField(blank=True, verbose_name="kết quả trong tháng")),
                    ("obstacles", models.TextField(blank=True, verbose_name="khó khăn, kiến nghị")),
                    (
                        "is_unchanged",
                        models.BooleanField(default=False, verbose_name="không phát sinh"),
                    ),
                    ("written_at", models.DateTimeField()),
                    ("writer_name", models.CharField(max_length=250)),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("reopened_at", models.DateTimeField(null=True)),
                    (
                        "reopening_word",
                        models.CharField(blank=True, max_length=1000, verbose_name="lý do mở lại"),
                    ),
                    (
                        "task",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="progress",
                            to="tasks.task",
                        ),
                    ),
                ],
                options={
                    "ordering": ["-month"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("task", "month"), name="one_progress_report_a_task_and_month"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("percent__lte", 100)),
                            name="progress_is_a_share_of_a_hundred",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("month__day", 1)),
                            name="progress_is_for_a_whole_month",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("sent_at__isnull", True),
                                models.Q(("text", ""), _negated=True),
                                ("is_unchanged", True),
                                _connector="OR",
                            ),
                            name="sent_progress_says_something",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Extension",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("reason", models.CharField(max_length=1000, verbose_name="lý do")),
                    ("due_before", models.DateTimeField(verbose_name="thời hạn khi xin")),
                    ("wanted_due_at", models.DateTimeField(verbose_name="thời hạn xin")),
                    ("asked_at", models.DateTimeField()),
                    ("asker_name", models.CharField(max_length=250)),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("decider_name", models.CharField(blank=True, max_length=250)),
                    (
                        "granted_due_at",
                        models.DateTimeField(null=True, verbose_name="thời hạn được gia hạn"),
                    ),
                    ("word", models.CharField(blank=True, max_length=1000, verbose_name="ý kiến")),
                    (
                        "task",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="extensions",
                            to="tasks.task",
                        ),
                    ),
                ],
                options={
                    "ordering": ["-asked_at"],
                    "indexes": [
                        models.Index(fields=["task", "decided_at"], name="extensions_of_a_task")
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("reason", ""), _negated=True),
                            name="extensions_have_a_reason",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("granted_due_at__isnull", True),
                                ("decided_at__isnull", False),
                                _connector="OR",
                            ),
                            name="granted_extensions_were_decided",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("decided_at__isnull", True),
                                ("granted_due_at__isnull", False),
                                models.Q(("word", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="an_extension_is_refused_with_a_reason",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("decided_at__isnull", True)),
                            fields=("task",),
                            name="a_task_has_one_extension_waiting",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Digest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("day", models.DateField()),
                    ("sent_at", models.DateTimeField()),
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
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("person", "day"), name="a_person_has_one_digest_a_day"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReportFile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("position", models.PositiveSmallIntegerField()),
                    ("name", models.CharField(max_length=200)),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
                        ),
                    ),
                    (
                        "report",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="files",
                            to="tasks.report",
                        ),
                    ),
                ],
                options={
                    "ordering": ["position"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("report", "position"), name="one_file_per_report_and_position"
                        )
                    ],
                },
            ),
        ),
    ]
