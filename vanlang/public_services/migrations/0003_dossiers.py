import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vanlang.public_services.rules.outcomes
import vanlang.public_services.rules.states
from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_accesses_stay"),
        ("identity", "__first__"),
        ("kernel", "0004_stored_files_never_change"),
        ("public_services", "0002_published_versions_never_change"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Dossier",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("code", models.CharField(max_length=60, unique=True)),
                    ("applicant_name", models.CharField(max_length=200)),
                    ("applicant_number", models.CharField(blank=True, max_length=14)),
                    ("applicant_phone", models.CharField(blank=True, max_length=20)),
                    ("applicant_email", models.CharField(blank=True, max_length=254)),
                    ("applicant_address", models.TextField(blank=True)),
                    ("form", models.JSONField(default=dict)),
                    (
                        "channel",
                        models.PositiveSmallIntegerField(
                            choices=[
                                (1, "Trực tiếp tại quầy"),
                                (2, "Trực tuyến"),
                                (3, "Bưu chính công ích"),
                            ]
                        ),
                    ),
                    (
                        "state",
                        models.PositiveSmallIntegerField(
                            choices=[
                                (1, "Mới đăng ký"),
                                (2, "Được tiếp nhận"),
                                (3, "Không được tiếp nhận"),
                                (4, "Đang xử lý"),
                                (5, "Yêu cầu bổ sung giấy tờ"),
                                (6, "Yêu cầu thực hiện nghĩa vụ tài chính"),
                                (7, "Công dân yêu cầu rút hồ sơ"),
                                (8, "Dừng xử lý"),
                                (9, "Đã xử lý xong"),
                                (10, "Đã trả kết quả"),
                            ],
                            default=1,
                        ),
                    ),
                    ("step_index", models.PositiveSmallIntegerField(default=0)),
                    ("step_role", models.CharField(max_length=20)),
                    ("step_started_at", models.DateTimeField()),
                    ("step_due_at", models.DateTimeField()),
                    ("filed_at", models.DateTimeField()),
                    ("accepted_at", models.DateTimeField(blank=True, null=True)),
                    ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                    ("clock_started_at", models.DateTimeField(blank=True, null=True)),
                    ("original_due_at", models.DateTimeField(blank=True, null=True)),
                    ("due_at", models.DateTimeField(blank=True, null=True)),
                    ("finished_at", models.DateTimeField(blank=True, null=True)),
                    ("returned_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "outcome",
                        models.CharField(
                            blank=True,
                            choices=[
                                (
                                    vanlang.public_services.rules.outcomes.Outcome["EARLY"],
                                    "Trước hạn",
                                ),
                                (
                                    vanlang.public_services.rules.outcomes.Outcome["ON_TIME"],
                                    "Đúng hạn",
                                ),
                                (vanlang.public_services.rules.outcomes.Outcome["LATE"], "Quá hạn"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("has_electronic_result", models.BooleanField(default=False)),
                    ("digitised", models.BooleanField(default=False)),
                    ("reused", models.BooleanField(default=False)),
                    (
                        "applicant",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "assignee",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "competent_unit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "filed_by",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "receiving_unit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "step_unit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "version",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="public_services.procedureversion",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        vanlang.public_services.rules.states.State["REGISTERED"],
                                        vanlang.public_services.rules.states.State["ACCEPTED"],
                                        vanlang.public_services.rules.states.State["IN_PROGRESS"],
                                        vanlang.public_services.rules.states.State["FINISHED"],
                                    ],
                                )
                            ),
                            fields=["step_unit", "step_role", "step_due_at", "id"],
                            name="dossiers_at_work_by_due",
                        ),
                        models.Index(
                            fields=["applicant", "-filed_at"], name="dossiers_of_a_person"
                        ),
                        models.Index(
                            fields=["receiving_unit", "-filed_at", "id"], name="dossiers_received"
                        ),
                        models.Index(
                            fields=["competent_unit", "-filed_at", "id"], name="dossiers_to_settle"
                        ),
                        models.Index(
                            condition=models.Q(("finished_at__isnull", False)),
                            fields=["competent_unit", "finished_at"],
                            name="dossiers_settled",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("accepted_at__isnull", True),
                                models.Q(
                                    ("clock_started_at__isnull", False), ("due_at__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            name="accepted_dossiers_have_a_clock",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("due_at__isnull", True), ("original_due_at__isnull", True)
                                ),
                                models.Q(
                                    ("due_at__isnull", False), ("original_due_at__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            name="the_original_term_stays",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            vanlang.public_services.rules.states.State["FINISHED"],
                                            vanlang.public_services.rules.states.State["RETURNED"],
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(
                                    ("finished_at__isnull", False),
                                    models.Q(("outcome", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="finished_dossiers_have_an_outcome",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("clock_started_at__isnull", True),
                                ("clock_started_at__gte", models.F("filed_at")),
                                _connector="OR",
                            ),
                            name="the_clock_starts_after_filing",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Delivery",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "manner",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.public_services.rules.states.DeliveryManner[
                                        "ELECTRONIC"
                                    ],
                                    "Bản điện tử, gửi vào kho cá nhân",
                                ),
                                (
                                    vanlang.public_services.rules.states.DeliveryManner["COUNTER"],
                                    "Bản điện tử và nhận bản giấy tại nơi nộp",
                                ),
                                (
                                    vanlang.public_services.rules.states.DeliveryManner["POST"],
                                    "Bản điện tử và bản giấy gửi qua bưu chính công ích",
                                ),
                            ],
                            max_length=12,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.public_services.rules.states.DeliveryState["WAITING"],
                                    vanlang.public_services.rules.states.DeliveryState["WAITING"],
                                ),
                                (
                                    vanlang.public_services.rules.states.DeliveryState["DELIVERED"],
                                    vanlang.public_services.rules.states.DeliveryState["DELIVERED"],
                                ),
                            ],
                            default=vanlang.public_services.rules.states.DeliveryState["WAITING"],
                            max_length=10,
                        ),
                    ),
                    ("delivered_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "dossier",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="delivery",
                            to="public_services.dossier",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="DossierPaper",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.CharField(max_length=60)),
                    ("name", models.TextField()),
                    (
                        "source",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.public_services.rules.states.PaperOrigin["UPLOAD"],
                                    "Người nộp tải lên",
                                ),
                                (
                                    vanlang.public_services.rules.states.PaperOrigin["STORE"],
                                    "Kho của công dân, dùng lại",
                                ),
                                (
                                    vanlang.public_services.rules.states.PaperOrigin["DATABASE"],
                                    "Lấy từ cơ sở dữ liệu",
                                ),
                                (
                                    vanlang.public_services.rules.states.PaperOrigin["SCAN"],
                                    "Cán bộ số hóa tại quầy",
                                ),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("file_name", models.CharField(blank=True, max_length=200)),
                    ("provenance", models.CharField(blank=True, max_length=300)),
                    ("added_at", models.DateTimeField()),
                    (
                        "dossier",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="papers",
                            to="public_services.dossier",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("dossier", "code"), name="one_paper_per_component_of_a_dossier"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("file__isnull", False),
                                (
                                    "source",
                                    vanlang.public_services.rules.states.PaperOrigin["DATABASE"],
                                ),
                                _connector="OR",
                            ),
                            name="only_databases_give_a_paper_without_a_file",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DossierStep",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("index", models.PositiveSmallIntegerField()),
                    ("kind", models.CharField(max_length=12)),
                    ("started_at", models.DateTimeField()),
                    ("due_at", models.DateTimeField()),
                    ("done_at", models.DateTimeField(blank=True, null=True)),
                    ("done_by_name", models.CharField(blank=True, max_length=200)),
                    ("verb", models.CharField(blank=True, max_length=20)),
                    ("note", models.TextField(blank=True)),
                    (
                        "done_by",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "dossier",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="steps",
                            to="public_services.dossier",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["dossier", "id"], name="steps_of_a_dossier")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("done_at__isnull", True)),
                            fields=("dossier",),
                            name="a_dossier_is_at_one_step_at_a_time",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Draft",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    (
                        "channel",
                        models.PositiveSmallIntegerField(
                            choices=[
                                (1, "Trực tiếp tại quầy"),
                                (2, "Trực tuyến"),
                                (3, "Bưu chính công ích"),
                            ],
                            default=2,
                        ),
                    ),
                    ("form", models.JSONField(default=dict)),
                    ("origins", models.JSONField(default=dict)),
                    ("form_checked", models.BooleanField(default=False)),
                    (
                        "delivery",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.public_services.rules.states.DeliveryManner[
                                        "ELECTRONIC"
                                    ],
                                    "Bản điện tử, gửi vào kho cá nhân",
                                ),
                                (
                                    vanlang.public_services.rules.states.DeliveryManner["COUNTER"],
                                    "Bản điện tử và nhận bản giấy tại nơi nộp",
                                ),
                                (
                                    vanlang.public_services.rules.states.DeliveryManner["POST"],
                                    "Bản điện tử và bản giấy gửi qua bưu chính công ích",
                                ),
                            ],
                            default=vanlang.public_services.rules.states.DeliveryManner[
                                "ELECTRONIC"
                            ],
                            max_length=12,
                        ),
                    ),
                    ("fee_reference", models.UUIDField(blank=True, null=True)),
                    ("created_at", models.DateTimeField()),
                    ("updated_at", models.DateTimeField()),
                    (
                        "applicant",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "receiving_unit",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "version",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="public_services.procedureversion",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["person", "-updated_at"], name="drafts_of_a_person")
                    ],
                },
            ),
            migrations.CreateModel(
                name="DraftPaper",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.CharField(max_length=60)),
                    ("name", models.TextField()),
                    (
                        "source",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.public_services.rules.states.PaperOrigin["UPLOAD"],
                                    "Người nộp tải lên",
                                ),
                                (
                                    vanlang.public_services.rules.states.PaperOrigin["STORE"],
                                    "Kho của công dân, dùng lại",
                                ),
                                (
                                    vanlang.public_services.rules.states.PaperOrigin["DATABASE"],
                                    "Lấy từ cơ sở dữ liệu",
                                ),
                                (
                                    vanlang.public_services.rules.states.PaperOrigin["SCAN"],
                                    "Cán bộ số hóa tại quầy",
                                ),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("file_name", models.CharField(blank=True, max_length=200)),
                    ("provenance", models.CharField(blank=True, max_length=300)),
                    ("added_at", models.DateTimeField()),
                    (
                        "draft",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="papers",
                            to="public_services.draft",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("draft", "code"), name="one_paper_per_component_of_a_draft"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="DueChange",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("kind", models.CharField(max_length=12)),
                    ("ground", models.TextField()),
                    ("due_before", models.DateTimeField()),
                    ("due_after", models.DateTimeField(blank=True, null=True)),
                    ("at", models.DateTimeField()),
                    (
                        "by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "dossier",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="due_changes",
                            to="public_services.dossier",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["dossier", "id"], name="due_changes_of_a_dossier")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Finance",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("amount", models.PositiveBigIntegerField()),
                    ("reference", models.UUIDField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.public_services.rules.states.FinanceState["WAITING"],
                                    vanlang.public_services.rules.states.FinanceState["WAITING"],
                                ),
                                (
                                    vanlang.public_services.rules.states.FinanceState["PAID"],
                                    vanlang.public_services.rules.states.FinanceState["PAID"],
                                ),
                                (
                                    vanlang.public_services.rules.states.FinanceState["REFUNDED"],
                                    vanlang.public_services.rules.states.FinanceState["REFUNDED"],
                                ),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("paid_online", models.BooleanField(default=False)),
                    ("settled_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "dossier",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="finance",
                            to="public_services.dossier",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Rating",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("score", models.PositiveSmallIntegerField()),
                    ("comment", models.TextField(blank=True)),
                    ("at", models.DateTimeField()),
                    (
                        "dossier",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="rating",
                            to="public_services.dossier",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("score__gte", 1), ("score__lte", 5)),
                            name="scores_run_from_one_to_five",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Result",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("fields", models.JSONField(default=dict)),
                    ("drafted_at", models.DateTimeField()),
                    ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ("number", models.PositiveIntegerField(blank=True, null=True)),
                    ("symbol", models.CharField(blank=True, max_length=60)),
                    ("verification_code", models.CharField(max_length=24, unique=True)),
                    ("sign_asked_at", models.DateTimeField(blank=True, null=True)),
                    ("signed_at", models.DateTimeField(blank=True, null=True)),
                    ("seal_box", models.JSONField(blank=True, null=True)),
                    ("sealed_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "dossier",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="result",
                            to="public_services.dossier",
                        ),
                    ),
                    (
                        "drafted_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
                        ),
                    ),
                    (
                        "signed_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "signed_file",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
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
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("unit", "year", "number"), name="result_numbers_are_given_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("signed_at__isnull", True),
                                models.Q(
                                    ("number__isnull", False),
                                    ("signed_by__isnull", False),
                                    ("signed_file__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="signed_results_have_a_number_and_a_file",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("sealed_at__isnull", True),
                                ("file__isnull", False),
                                _connector="OR",
                            ),
                            name="sealed_results_have_a_file",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="StoreItem",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.CharField(max_length=60)),
                    ("name", models.TextField()),
                    ("file_name", models.CharField(max_length=200)),
                    ("is_result", models.BooleanField(default=False)),
                    ("number", models.CharField(blank=True, max_length=60)),
                    ("provenance", models.CharField(max_length=300)),
                    ("added_at", models.DateTimeField()),
                    (
                        "dossier",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="store_items",
                            to="public_services.dossier",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
                        ),
                    ),
                    (
                        "owner",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["owner", "-added_at"], name="store_of_a_person")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("owner", "code", "file"),
                            name="a_store_holds_a_file_once_per_kind",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Synchronisation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("destination", models.CharField(max_length=40)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.public_services.rules.states.SyncState["WAITING"],
                                    vanlang.public_services.rules.states.SyncState["WAITING"],
                                ),
                                (
                                    vanlang.public_services.rules.states.SyncState["SENT"],
                                    vanlang.public_services.rules.states.SyncState["SENT"],
                                ),
                                (
                                    vanlang.public_services.rules.states.SyncState["FAILED"],
                                    vanlang.public_services.rules.states.SyncState["FAILED"],
                                ),
                            ],
                            default=vanlang.public_services.rules.states.SyncState["WAITING"],
                            max_length=10,
                        ),
                    ),
                    ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ("problem", models.TextField(blank=True)),
                    (
                        "dossier",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="syncs",
                            to="public_services.dossier",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("dossier", "destination"),
                            name="one_row_per_dossier_and_destination",
                        )
                    ],
                },
            ),
        ),
    ]
