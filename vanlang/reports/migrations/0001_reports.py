import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vanlang.reports.models.rounds
import vanlang.reports.rules.states
from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0002_newest_are_found_first"),
        ("identity", "0002_accesses_stay"),
        ("identity", "__first__"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Regime",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("code", models.SlugField(max_length=40, unique=True, verbose_name="mã")),
                    ("created_at", models.DateTimeField()),
                    (
                        "owner",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("code", ""), _negated=True),
                            name="a_regime_has_a_code",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RegimeVersion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField(verbose_name="số")),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.reports.rules.states.VersionState["DRAFT"],
                            max_length=10,
                        ),
                    ),
                    ("content", models.JSONField()),
                    ("drafted_at", models.DateTimeField()),
                    ("drafter_name", models.CharField(max_length=250)),
                    ("published_at", models.DateTimeField(null=True)),
                    ("publisher_name", models.CharField(blank=True, max_length=250)),
                    ("superseded_at", models.DateTimeField(null=True)),
                    (
                        "drafter",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "regime",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="reports.regime",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("regime", "number"), name="no_number_twice_in_a_regime"
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("state", vanlang.reports.rules.states.VersionState["PUBLISHED"])
                            ),
                            fields=("regime",),
                            name="one_version_of_a_regime_is_in_force",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("state", vanlang.reports.rules.states.VersionState["DRAFT"])
                            ),
                            fields=("regime",),
                            name="one_version_of_a_regime_is_being_drafted",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("published_at__isnull", True),
                                    ("state", vanlang.reports.rules.states.VersionState["DRAFT"]),
                                ),
                                models.Q(
                                    models.Q(
                                        (
                                            "state",
                                            vanlang.reports.rules.states.VersionState["DRAFT"],
                                        ),
                                        _negated=True,
                                    ),
                                    ("published_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="published_versions_have_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "state",
                                        vanlang.reports.rules.states.VersionState["SUPERSEDED"],
                                    ),
                                    ("superseded_at__isnull", False),
                                ),
                                models.Q(
                                    models.Q(
                                        (
                                            "state",
                                            vanlang.reports.rules.states.VersionState["SUPERSEDED"],
                                        ),
                                        _negated=True,
                                    ),
                                    ("superseded_at__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="superseded_versions_have_a_time",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Round",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("period_key", models.CharField(max_length=10)),
                    ("period_name", models.CharField(max_length=60, verbose_name="kỳ báo cáo")),
                    ("starts_on", models.DateField(verbose_name="số liệu từ ngày")),
                    ("ends_on", models.DateField(verbose_name="đến ngày")),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.reports.rules.states.RoundState["OPEN"], max_length=10
                        ),
                    ),
                    ("opened_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(null=True)),
                    (
                        "regime",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="rounds",
                            to="reports.regime",
                        ),
                    ),
                    (
                        "version",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="rounds",
                            to="reports.regimeversion",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["-ends_on"], name="rounds_the_latest_first")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("regime", "period_key"), name="one_round_a_regime_and_period"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                            name="a_round_ends_after_it_begins",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("closed_at__isnull", False),
                                    ("state", vanlang.reports.rules.states.RoundState["CLOSED"]),
                                ),
                                models.Q(
                                    ("closed_at__isnull", True),
                                    ("state", vanlang.reports.rules.states.RoundState["OPEN"]),
                                ),
                                _connector="OR",
                            ),
                            name="closed_rounds_have_a_time",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Submission",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("tier", models.CharField(max_length=10)),
                    ("unit_name", models.CharField(max_length=200, verbose_name="đơn vị báo cáo")),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.reports.rules.states.State["DRAFTING"], max_length=10
                        ),
                    ),
                    ("revision", models.PositiveIntegerField(default=0)),
                    ("cells", models.JSONField(default=dict)),
                    ("counted", models.JSONField(default=dict)),
                    ("counted_at", models.DateTimeField(null=True)),
                    ("due_at", models.DateTimeField(verbose_name="hạn gửi")),
                    ("presented_at", models.DateTimeField(null=True)),
                    ("presenter_name", models.CharField(blank=True, max_length=250)),
                    ("approved_at", models.DateTimeField(null=True)),
                    (
                        "approver_name",
                        models.CharField(blank=True, max_length=250, verbose_name="người duyệt"),
                    ),
                    (
                        "approver_title",
                        models.CharField(blank=True, max_length=120, verbose_name="chức vụ"),
                    ),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("sender_name", models.CharField(blank=True, max_length=250)),
                    ("first_sent_at", models.DateTimeField(null=True)),
                    (
                        "last_word",
                        models.CharField(
                            blank=True, max_length=1000, verbose_name="lời ghi ở bước gần nhất"
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="documents.document",
                        ),
                    ),
                    (
                        "parent",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="children",
                            to="reports.submission",
                        ),
                    ),
                    (
                        "previous",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="reports.submission",
                        ),
                    ),
                    (
                        "round",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="submissions",
                            to="reports.round",
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
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["unit", "state", "due_at"], name="reports_of_a_unit_by_term"
                        ),
                        models.Index(fields=["parent", "state"], name="reports_below_another"),
                        models.Index(fields=["due_at"], name="reports_by_term"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("round", "unit", "tier"), name="a_unit_reports_once_a_round"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("parent__isnull", True),
                                    ("tier", vanlang.reports.models.rounds.Tier["TOP"]),
                                ),
                                models.Q(
                                    models.Q(
                                        ("tier", vanlang.reports.models.rounds.Tier["TOP"]),
                                        _negated=True,
                                    ),
                                    ("parent__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="only_the_top_reports_to_nobody",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("state", vanlang.reports.rules.states.State["SENT"]),
                                    _negated=True,
                                ),
                                models.Q(
                                    ("approved_at__isnull", False),
                                    ("first_sent_at__isnull", False),
                                    ("sent_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="sent_reports_were_approved_and_have_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state", vanlang.reports.rules.states.State["SENT"]),
                                ("sent_at__isnull", True),
                                _connector="OR",
                            ),
                            name="unsent_reports_are_not_locked",
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
                    ("sent_at", models.DateTimeField()),
                    (
                        "submission",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reminders",
                            to="reports.submission",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("submission", "step"),
                            name="a_report_is_reminded_of_once_a_step",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CellEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("place", models.CharField(max_length=160, verbose_name="ô")),
                    ("value", models.TextField(blank=True, verbose_name="giá trị")),
                    ("before", models.TextField(blank=True, verbose_name="giá trị trước")),
                    ("origin", models.CharField(max_length=10, verbose_name="nguồn")),
                    (
                        "standing",
                        models.CharField(
                            default=vanlang.reports.rules.states.Standing["KEPT"], max_length=10
                        ),
                    ),
                    ("revision", models.PositiveIntegerField()),
                    ("key", models.UUIDField(null=True, verbose_name="mã gửi")),
                    ("written_at", models.DateTimeField()),
                    ("writer_name", models.CharField(max_length=250, verbose_name="người ghi")),
                    (
                        "writer",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "submission",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entries",
                            to="reports.submission",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["submission", "revision"], name="cells_by_revision")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("standing", "kept")),
                            fields=("submission", "place", "revision"),
                            name="a_revision_writes_a_cell_once",
                        )
                    ],
                },
            ),
        ),
    ]
