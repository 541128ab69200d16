import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vanlang.documents.rules.exchange
import vanlang.documents.rules.secrecy
import vanlang.documents.rules.states
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
                name="Document",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    (
                        "exchange_id",
                        models.CharField(
                            blank=True, max_length=200, verbose_name="mã định danh văn bản"
                        ),
                    ),
                    ("sent_key", models.UUIDField(editable=False, null=True, unique=True)),
                    ("origin", models.CharField(max_length=10)),
                    ("state", models.CharField(max_length=20, verbose_name="trạng thái")),
                    (
                        "author_code",
                        models.CharField(
                            blank=True, max_length=35, verbose_name="mã cơ quan ban hành"
                        ),
                    ),
                    (
                        "author_name",
                        models.CharField(max_length=200, verbose_name="cơ quan ban hành"),
                    ),
                    ("series", models.CharField(blank=True, max_length=120, verbose_name="sổ")),
                    (
                        "period",
                        models.CharField(
                            blank=True, max_length=20, verbose_name="năm, nhiệm kỳ của sổ"
                        ),
                    ),
                    ("number", models.PositiveIntegerField(null=True, verbose_name="số")),
                    (
                        "notation",
                        models.CharField(blank=True, max_length=60, verbose_name="số, ký hiệu"),
                    ),
                    ("notation_key", models.CharField(blank=True, editable=False, max_length=60)),
                    ("type_code", models.CharField(max_length=12, verbose_name="loại")),
                    ("subject", models.CharField(max_length=500, verbose_name="trích yếu")),
                    (
                        "place",
                        models.CharField(blank=True, max_length=100, verbose_name="địa danh"),
                    ),
                    ("issued_on", models.DateField(null=True, verbose_name="ngày ban hành")),
                    ("signed_at", models.DateTimeField(null=True)),
                    ("issued_at", models.DateTimeField(null=True)),
                    (
                        "signer_name",
                        models.CharField(blank=True, max_length=100, verbose_name="người ký"),
                    ),
                    (
                        "signer_position",
                        models.CharField(blank=True, max_length=200, verbose_name="chức vụ"),
                    ),
                    (
                        "signing_authority",
                        models.CharField(blank=True, max_length=10, verbose_name="thẩm quyền ký"),
                    ),
                    (
                        "urgency",
                        models.PositiveSmallIntegerField(
                            default=vanlang.documents.rules.states.Urgency["ORDINARY"],
                            verbose_name="độ khẩn",
                        ),
                    ),
                    (
                        "access",
                        models.CharField(
                            default=vanlang.documents.rules.secrecy.Access["INTERNAL"],
                            max_length=12,
                            verbose_name="phạm vi",
                        ),
                    ),
                    (
                        "is_directive",
                        models.BooleanField(default=False, verbose_name="văn bản chỉ đạo"),
                    ),
                    (
                        "language",
                        models.CharField(
                            default="Tiếng Việt", max_length=30, verbose_name="ngôn ngữ"
                        ),
                    ),
                    ("page_count", models.PositiveIntegerField(null=True, verbose_name="số trang")),
                    (
                        "copy_count",
                        models.PositiveIntegerField(
                            null=True, verbose_name="số lượng bản phát hành"
                        ),
                    ),
                    ("due_on", models.DateField(null=True, verbose_name="hạn trả lời")),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                    (
                        "archive_copy_at",
                        models.CharField(
                            blank=True, max_length=200, verbose_name="đơn vị nhận bản lưu"
                        ),
                    ),
                    (
                        "sign_asked_at",
                        models.DateTimeField(null=True, verbose_name="đã bấm ký, chờ chữ ký"),
                    ),
                    (
                        "signing_request",
                        models.UUIDField(null=True, verbose_name="yêu cầu ký đang chờ"),
                    ),
                    ("seal_box", models.JSONField(null=True, verbose_name="chỗ của dấu")),
                    (
                        "ended_reason",
                        models.CharField(
                            blank=True, max_length=500, verbose_name="lý do thu hồi, thay thế"
                        ),
                    ),
                    ("folded", models.TextField(editable=False)),
                    ("created_at", models.DateTimeField()),
                    (
                        "amends",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="amendments",
                            to="documents.document",
                        ),
                    ),
                    (
                        "author",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "copy_of",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="copies",
                            to="documents.document",
                        ),
                    ),
                    (
                        "corrects",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="corrections",
                            to="documents.document",
                        ),
                    ),
                    (
                        "created_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "drafter",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "drafting_unit",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "replaces",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="replaced_by",
                            to="documents.document",
                        ),
                    ),
                    (
                        "reply_to",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answers",
                            to="documents.document",
                        ),
                    ),
                    (
                        "signer",
                        models.ForeignKey(
                            db_index=False,
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
                            fields=["notation_key", "issued_on"], name="documents_by_notation"
                        ),
                        models.Index(
                            condition=models.Q(
                                ("origin", vanlang.documents.rules.states.Origin["OWN"])
                            ),
                            fields=["author", "-issued_on", "-number"],
                            name="documents_issued_by_an_agency",
                        ),
                        models.Index(
                            condition=models.Q(
                                ("origin", vanlang.documents.rules.states.Origin["OWN"]),
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            vanlang.documents.rules.states.State["ISSUED"],
                                            vanlang.documents.rules.states.State["RECALLED"],
                                            vanlang.documents.rules.states.State["REPLACED"],
                                        ],
                                    ),
                                    _negated=True,
                                ),
                            ),
                            fields=["author", "state", "-created_at"],
                            name="documents_in_the_making",
                        ),
                        models.Index(
                            condition=models.Q(("state", "draft")),
                            fields=["drafter"],
                            name="drafts_of_a_drafter",
                        ),
                        models.Index(
                            condition=models.Q(("reply_to__isnull", False)),
                            fields=["reply_to"],
                            name="answers_to_one",
                        ),
                        models.Index(
                            condition=models.Q(("replaces__isnull", False)),
                            fields=["replaces"],
                            name="replaced_by_one",
                        ),
                        models.Index(
                            condition=models.Q(("copy_of__isnull", False)),
                            fields=["copy_of"],
                            name="copies_of_one",
                        ),
                        models.Index(
                            condition=models.Q(("corrects__isnull", False)),
                            fields=["corrects"],
                            name="corrections_of_one",
                        ),
                        models.Index(
                            condition=models.Q(("amends__isnull", False)),
                            fields=["amends"],
                            name="amendments_of_one",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("exchange_id", ""), _negated=True),
                            fields=("exchange_id",),
                            name="an_exchanged_document_is_known_once",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("series", ""), _negated=True),
                            fields=("series", "period", "number"),
                            name="no_number_twice_in_a_series",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("origin", vanlang.documents.rules.states.Origin["OWN"]),
                                    _negated=True,
                                ),
                                ("author__isnull", False),
                                _connector="OR",
                            ),
                            name="own_documents_have_an_author_here",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("origin", vanlang.documents.rules.states.Origin["OWN"]),
                                    _negated=True,
                                ),
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            vanlang.documents.rules.states.State["ISSUED"],
                                            vanlang.documents.rules.states.State["RECALLED"],
                                            vanlang.documents.rules.states.State["REPLACED"],
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(
                                    models.Q(("notation", ""), _negated=True),
                                    ("number__isnull", False),
                                    ("issued_on__isnull", False),
                                    ("issued_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="issued_own_documents_have_number_date_and_signer",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "access__in",
                                    [
                                        vanlang.documents.rules.secrecy.Access["INTERNAL"],
                                        vanlang.documents.rules.secrecy.Access["RESTRICTED"],
                                    ],
                                )
                            ),
                            name="documents_are_internal_or_restricted_never_secret",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("urgency__in", [0, 1, 2, 3, 4])),
                            name="urgency_is_one_of_five_degrees",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Direction",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("text", models.CharField(max_length=2000, verbose_name="ý kiến chỉ đạo")),
                    ("due_at", models.DateTimeField(null=True, verbose_name="hạn giải quyết")),
                    ("task_id", models.UUIDField(null=True)),
                    ("given_by_name", models.CharField(max_length=200)),
                    ("given_by_post", models.CharField(blank=True, max_length=250)),
                    ("given_at", models.DateTimeField()),
                    ("sent_key", models.UUIDField(editable=False, null=True, unique=True)),
                    (
                        "given_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "lead_person",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "lead_unit",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
                options={
                    "ordering": ["given_at"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("text", ""), _negated=True),
                            name="a_direction_says_something",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Dispatch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "code",
                        models.CharField(
                            blank=True, max_length=35, verbose_name="mã định danh nơi nhận"
                        ),
                    ),
                    ("name", models.CharField(max_length=200, verbose_name="nơi nhận")),
                    ("channel", models.CharField(max_length=10)),
                    (
                        "is_for_information",
                        models.BooleanField(default=False, verbose_name="để báo cáo, để biết"),
                    ),
                    ("position", models.PositiveSmallIntegerField(default=1)),
                    ("state", models.CharField(max_length=12)),
                    ("message_id", models.CharField(blank=True, max_length=200)),
                    ("sent_at", models.DateTimeField(null=True)),
                    (
                        "received_at",
                        models.DateTimeField(null=True, verbose_name="nơi nhận đã nhận"),
                    ),
                    (
                        "last_status",
                        models.CharField(
                            blank=True, max_length=2, verbose_name="trạng thái nơi nhận báo"
                        ),
                    ),
                    ("error", models.CharField(blank=True, max_length=500)),
                    (
                        "unit",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="dispatches",
                            to="documents.document",
                        ),
                    ),
                ],
                options={
                    "ordering": ["position", "pk"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("received_at__isnull", True)),
                            fields=["state", "channel"],
                            name="dispatches_on_their_way",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("document", "code", "name"),
                            name="a_document_goes_once_to_each_recipient",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Comment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("version_number", models.PositiveSmallIntegerField()),
                    ("text", models.CharField(max_length=2000, verbose_name="ý kiến")),
                    ("written_by_name", models.CharField(max_length=200)),
                    ("written_at", models.DateTimeField()),
                    (
                        "written_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="comments",
                            to="documents.document",
                        ),
                    ),
                ],
                options={
                    "ordering": ["written_at"],
                },
            ),
            migrations.CreateModel(
                name="Attachment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                    (
                        "kind",
                        models.CharField(
                            default=vanlang.documents.rules.states.FileKind["MAIN"], max_length=10
                        ),
                    ),
                    ("position", models.PositiveSmallIntegerField(default=1)),
                    ("words", models.TextField(blank=True, editable=False)),
                    ("is_read", models.BooleanField(default=False)),
                    (
                        "outcome",
                        models.CharField(
                            blank=True, max_length=20, verbose_name="kết luận kiểm tra chữ ký"
                        ),
                    ),
                    ("verdict", models.CharField(blank=True, max_length=500)),
                    ("added_at", models.DateTimeField()),
                    (
                        "file",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="attachments",
                            to="documents.document",
                        ),
                    ),
                ],
                options={
                    "ordering": ["position", "pk"],
                    "indexes": [
                        models.Index(
                            fields=["file"],
                            name="attachments_of_a_file",
                        ),
                        models.Index(
                            condition=models.Q(("is_read", False)),
                            fields=["file"],
                            name="attachments_nobody_has_read",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("document", "file", "kind", "unit"),
                            name="a_file_is_attached_once_in_a_kind",
                            nulls_distinct=False,
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="DraftVersion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField(verbose_name="lần")),
                    ("content", models.JSONField(default=dict, verbose_name="nội dung")),
                    (
                        "note",
                        models.CharField(blank=True, max_length=300, verbose_name="ghi chú sửa"),
                    ),
                    ("written_by_name", models.CharField(max_length=200)),
                    ("written_at", models.DateTimeField()),
                    (
                        "document",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="documents.document",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
                        ),
                    ),
                    (
                        "written_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ["number"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("document", "number"), name="versions_of_a_draft_are_numbered"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="EdxmlMessage",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("message_id", models.CharField(max_length=250)),
                    ("from_code", models.CharField(max_length=35)),
                    ("purpose", models.CharField(max_length=1)),
                    ("is_sent", models.BooleanField()),
                    (
                        "outcome",
                        models.CharField(max_length=20, verbose_name="kết luận kiểm tra chữ ký"),
                    ),
                    ("verdict", models.CharField(max_length=500)),
                    ("at", models.DateTimeField()),
                    (
                        "document",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="messages",
                            to="documents.document",
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
                ],
                options={
                    "ordering": ["at", "pk"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("is_sent", "from_code", "message_id"),
                            name="a_message_is_kept_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Grant",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("role", models.CharField(blank=True, max_length=20)),
                    ("ground", models.CharField(max_length=12)),
                    ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                    ("given_at", models.DateTimeField()),
                    (
                        "given_by",
                        models.CharField(blank=True, max_length=200, verbose_name="người cấp"),
                    ),
                    (
                        "agency",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="grants",
                            to="documents.document",
                        ),
                    ),
                    (
                        "office",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            db_index=False,
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
                            condition=models.Q(("person__isnull", False)),
                            fields=["person", "document"],
                            name="documents_open_to_a_person",
                        ),
                        models.Index(
                            condition=models.Q(("agency__isnull", False)),
                            fields=["agency", "document"],
                            name="documents_open_to_an_agency",
                        ),
                        models.Index(
                            condition=models.Q(("office__isnull", False)),
                            fields=["office", "document"],
                            name="documents_open_to_an_office",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("document", "agency", "role", "office", "person"),
                            name="one_grant_a_document_and_reader",
                            nulls_distinct=False,
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("agency__isnull", False),
                                    ("office__isnull", True),
                                    ("person__isnull", True),
                                ),
                                models.Q(
                                    ("agency__isnull", True),
                                    ("office__isnull", False),
                                    ("person__isnull", True),
                                    ("role", ""),
                                ),
                                models.Q(
                                    ("agency__isnull", True),
                                    ("office__isnull", True),
                                    ("person__isnull", False),
                                    ("role", ""),
                                ),
                                _connector="OR",
                            ),
                            name="a_grant_is_held_by_exactly_one",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("ground", vanlang.documents.rules.secrecy.Ground["EXPLICIT"]),
                                    _negated=True,
                                ),
                                models.Q(("reason", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="explicit_grants_say_why",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="IncomingEntry",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("source", models.CharField(max_length=10, verbose_name="đến bằng")),
                    ("state", models.CharField(max_length=12, verbose_name="trạng thái")),
                    ("year", models.PositiveSmallIntegerField(null=True, verbose_name="năm")),
                    (
                        "arrival_number",
                        models.PositiveIntegerField(null=True, verbose_name="số đến"),
                    ),
                    ("sent_on", models.DateField(null=True, verbose_name="ngày nơi gửi chuyển")),
                    ("arrived_at", models.DateTimeField(verbose_name="thời điểm đến")),
                    (
                        "registered_at",
                        models.DateTimeField(null=True, verbose_name="thời điểm vào sổ"),
                    ),
                    (
                        "presented_at",
                        models.DateTimeField(null=True, verbose_name="thời điểm trình"),
                    ),
                    ("present_due_at", models.DateTimeField(null=True, verbose_name="hạn trình")),
                    (
                        "directed_at",
                        models.DateTimeField(null=True, verbose_name="thời điểm có ý kiến chỉ đạo"),
                    ),
                    (
                        "first_opened_at",
                        models.DateTimeField(null=True, verbose_name="lần đầu được mở"),
                    ),
                    ("first_opened_by", models.CharField(blank=True, max_length=200)),
                    ("due_at", models.DateTimeField(null=True, verbose_name="hạn giải quyết")),
                    (
                        "closed_at",
                        models.DateTimeField(null=True, verbose_name="thời điểm giải quyết xong"),
                    ),
                    (
                        "closing_note",
                        models.CharField(blank=True, max_length=500, verbose_name="kết quả"),
                    ),
                    ("returned_at", models.DateTimeField(null=True)),
                    (
                        "return_reason",
                        models.CharField(blank=True, max_length=500, verbose_name="lý do trả lại"),
                    ),
                    (
                        "signed_for",
                        models.CharField(blank=True, max_length=200, verbose_name="ký nhận"),
                    ),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                    (
                        "answered_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="documents.document",
                        ),
                    ),
                    (
                        "document",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entries",
                            to="documents.document",
                        ),
                    ),
                    (
                        "presented_to",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "registered_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
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
                    "indexes": [
                        models.Index(fields=["unit", "-arrived_at"], name="entries_of_an_agency"),
                        models.Index(
                            fields=["unit", "state", "-arrived_at"], name="entries_by_state"
                        ),
                        models.Index(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        vanlang.documents.rules.states.EntryState["ARRIVED"],
                                        vanlang.documents.rules.states.EntryState["DIRECTED"],
                                        vanlang.documents.rules.states.EntryState["IN_PROGRESS"],
                                        vanlang.documents.rules.states.EntryState["PRESENTED"],
                                        vanlang.documents.rules.states.EntryState["REGISTERED"],
                                    ],
                                )
                            ),
                            fields=["unit", "due_at"],
                            name="entries_by_term",
                        ),
                        models.Index(
                            condition=models.Q(("first_opened_at__isnull", True)),
                            fields=["unit", "arrived_at"],
                            name="entries_nobody_has_opened",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("unit", "document"), name="a_document_arrives_once_at_an_agency"
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("arrival_number__isnull", False)),
                            fields=("unit", "year", "arrival_number"),
                            name="no_arrival_number_twice_in_a_register",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            vanlang.documents.rules.states.EntryState["CLOSED"],
                                            vanlang.documents.rules.states.EntryState["DIRECTED"],
                                            vanlang.documents.rules.states.EntryState[
                                                "IN_PROGRESS"
                                            ],
                                            vanlang.documents.rules.states.EntryState["PRESENTED"],
                                            vanlang.documents.rules.states.EntryState["REGISTERED"],
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(
                                    ("arrival_number__isnull", False),
                                    ("registered_at__isnull", False),
                                    ("year__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="registered_documents_have_number_year_and_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("state", vanlang.documents.rules.states.EntryState["CLOSED"]),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", False),
                                _connector="OR",
                            ),
                            name="closed_entries_have_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "state",
                                        vanlang.documents.rules.states.EntryState["RETURNED"],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(
                                    ("returned_at__isnull", False),
                                    models.Q(("return_reason", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="returned_entries_say_why_and_when",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Forwarding",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("part", models.CharField(max_length=12)),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="lời nhắn")),
                    ("forwarded_at", models.DateTimeField()),
                    ("forwarded_by_name", models.CharField(max_length=200)),
                    ("due_at", models.DateTimeField(null=True)),
                    ("opened_at", models.DateTimeField(null=True)),
                    ("opened_by_name", models.CharField(blank=True, max_length=200)),
                    ("done_at", models.DateTimeField(null=True)),
                    (
                        "done_note",
                        models.CharField(blank=True, max_length=500, verbose_name="kết quả"),
                    ),
                    (
                        "direction",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="forwardings",
                            to="documents.direction",
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
                        "unit",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="forwardings",
                            to="documents.incomingentry",
                        ),
                    ),
                ],
                options={
                    "ordering": ["forwarded_at", "pk"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(
                                ("done_at__isnull", True), ("person__isnull", False)
                            ),
                            fields=["person", "-forwarded_at"],
                            name="forwardings_at_a_person",
                        ),
                        models.Index(
                            condition=models.Q(("done_at__isnull", True), ("unit__isnull", False)),
                            fields=["unit", "-forwarded_at"],
                            name="forwardings_at_a_unit",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("person__isnull", True), ("unit__isnull", False)),
                                models.Q(("person__isnull", False), ("unit__isnull", True)),
                                _connector="OR",
                            ),
                            name="forwarded_to_a_unit_or_to_a_person",
                        ),
                        models.UniqueConstraint(
                            fields=("entry", "unit", "person"),
                            name="forwarded_once_to_each",
                            nulls_distinct=False,
                        ),
                    ],
                },
            ),
        ),
        migrations.AddField(
            model_name="direction",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="directions",
                to="documents.incomingentry",
            ),
        ),
        CreateTables(
            migrations.CreateModel(
                name="ChangeRequest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "exchange_id",
                        models.CharField(max_length=200, verbose_name="mã định danh văn bản"),
                    ),
                    ("message_id", models.CharField(max_length=250)),
                    ("from_code", models.CharField(max_length=35)),
                    ("purpose", models.CharField(max_length=1)),
                    ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.documents.rules.exchange.ChangeState["WAITING"],
                            max_length=8,
                        ),
                    ),
                    ("asked_at", models.DateTimeField()),
                    ("answered_at", models.DateTimeField(null=True)),
                    (
                        "answered_by",
                        models.CharField(blank=True, max_length=200, verbose_name="người trả lời"),
                    ),
                    (
                        "answer",
                        models.CharField(blank=True, max_length=500, verbose_name="trả lời"),
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
                        "envelope",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="documents.edxmlmessage",
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="change_requests",
                            to="documents.incomingentry",
                        ),
                    ),
                ],
                options={
                    "ordering": ["asked_at", "pk"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("entry__isnull", True)),
                            fields=["exchange_id"],
                            name="changes_of_what_has_not_come",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("unit", "from_code", "message_id"),
                            name="a_change_is_asked_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state", vanlang.documents.rules.exchange.ChangeState["WAITING"]),
                                models.Q(("answered_at__isnull", False), ("entry__isnull", False)),
                                _connector="OR",
                            ),
                            name="answered_changes_have_a_time_and_an_entry",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "state",
                                        vanlang.documents.rules.exchange.ChangeState["REFUSED"],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(("answer", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="refused_changes_say_why",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Initial",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("order", models.PositiveSmallIntegerField(default=1, verbose_name="lượt")),
                    ("round_number", models.PositiveSmallIntegerField(default=1)),
                    ("version_number", models.PositiveSmallIntegerField(default=1)),
                    ("state", models.CharField(max_length=12)),
                    ("note", models.CharField(blank=True, max_length=1000, verbose_name="ý kiến")),
                    ("asked_at", models.DateTimeField()),
                    ("answered_at", models.DateTimeField(null=True)),
                    (
                        "document",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="initials",
                            to="documents.document",
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
                ],
                options={
                    "ordering": ["round_number", "order", "pk"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("answered_at__isnull", True)),
                            fields=["person", "asked_at"],
                            name="initials_asked_of_a_person",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("document", "round_number", "person"),
                            name="a_person_is_asked_once_in_a_round",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Reading",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("person_id", models.UUIDField(null=True)),
                    ("name", models.CharField(max_length=200)),
                    ("post", models.CharField(blank=True, max_length=250)),
                    ("unit_name", models.CharField(blank=True, max_length=250)),
                    ("what", models.CharField(max_length=200, verbose_name="xem gì")),
                    ("at", models.DateTimeField()),
                    (
                        "document",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="readings",
                            to="documents.document",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["document", "-at"], name="readings_newest_first")
                    ],
                },
            ),
            migrations.CreateModel(
                name="SavedSearch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=100, verbose_name="tên")),
                    ("query", models.CharField(max_length=1000)),
                    ("saved_at", models.DateTimeField()),
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
                    "ordering": ["name"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("person", "name"),
                            name="saved_searches_have_a_name_of_their_own",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="StatusNote",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "exchange_id",
                        models.CharField(max_length=200, verbose_name="mã định danh văn bản"),
                    ),
                    ("from_code", models.CharField(max_length=35)),
                    ("to_code", models.CharField(max_length=35)),
                    ("code", models.CharField(max_length=2)),
                    ("request_id", models.CharField(blank=True, max_length=250)),
                    (
                        "notation",
                        models.CharField(blank=True, max_length=100, verbose_name="số, ký hiệu"),
                    ),
                    ("issued_on", models.DateField(null=True, verbose_name="ngày ban hành")),
                    ("description", models.CharField(blank=True, max_length=500)),
                    (
                        "staff",
                        models.CharField(
                            blank=True, max_length=200, verbose_name="người thực hiện"
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    ("is_sent", models.BooleanField()),
                    ("message_id", models.CharField(blank=True, max_length=250)),
                    (
                        "error",
                        models.CharField(
                            blank=True, max_length=500, verbose_name="vì sao chưa gửi được"
                        ),
                    ),
                    ("noted_at", models.DateTimeField()),
                    (
                        "document",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="status_notes",
                            to="documents.document",
                        ),
                    ),
                ],
                options={
                    "ordering": ["at", "pk"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("is_sent", True), ("message_id", "")),
                            fields=["noted_at"],
                            name="statuses_still_to_be_told",
                        ),
                        models.Index(
                            condition=models.Q(("document__isnull", True)),
                            fields=["exchange_id"],
                            name="statuses_of_unknown_documents",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("exchange_id", "from_code", "to_code", "code", "request_id"),
                            name="a_status_is_told_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="WorkFile",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                    ("number", models.PositiveIntegerField(verbose_name="số hồ sơ")),
                    ("code", models.CharField(max_length=60, unique=True, verbose_name="mã hồ sơ")),
                    (
                        "notation",
                        models.CharField(
                            blank=True, max_length=20, verbose_name="ký hiệu theo danh mục"
                        ),
                    ),
                    ("title", models.CharField(max_length=500, verbose_name="tiêu đề")),
                    (
                        "maintenance",
                        models.CharField(max_length=30, verbose_name="thời hạn bảo quản"),
                    ),
                    (
                        "rights",
                        models.CharField(blank=True, max_length=30, verbose_name="chế độ sử dụng"),
                    ),
                    (
                        "language",
                        models.CharField(
                            default="Tiếng Việt", max_length=30, verbose_name="ngôn ngữ"
                        ),
                    ),
                    (
                        "description",
                        models.CharField(blank=True, max_length=500, verbose_name="chú giải"),
                    ),
                    ("is_restricted", models.BooleanField(default=False, verbose_name="hạn chế")),
                    ("state", models.CharField(max_length=12)),
                    ("started_on", models.DateField(verbose_name="ngày bắt đầu")),
                    ("ended_on", models.DateField(null=True, verbose_name="ngày kết thúc")),
                    (
                        "is_wholly_online",
                        models.BooleanField(
                            null=True, verbose_name="giải quyết hoàn toàn trên mạng"
                        ),
                    ),
                    (
                        "paper_note",
                        models.CharField(blank=True, max_length=300, verbose_name="phần giấy"),
                    ),
                    ("submitted_at", models.DateTimeField(null=True)),
                    ("opened_at", models.DateTimeField()),
                    ("sent_key", models.UUIDField(editable=False, null=True, unique=True)),
                    (
                        "office",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
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
                    (
                        "package",
                        models.ForeignKey(
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
                    "indexes": [
                        models.Index(
                            fields=["unit", "state", "-opened_at"], name="work_files_of_an_agency"
                        ),
                        models.Index(fields=["owner", "-opened_at"], name="work_files_of_an_owner"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("unit", "year", "number"), name="no_file_number_twice_in_a_year"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state", vanlang.documents.rules.states.WorkFileState["OPEN"]),
                                models.Q(
                                    ("ended_on__isnull", False), ("is_wholly_online__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            name="closed_files_have_an_end_and_say_how_they_were_handled",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "state",
                                        vanlang.documents.rules.states.WorkFileState["SUBMITTED"],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(
                                    ("package__isnull", False), ("submitted_at__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            name="submitted_files_have_a_package",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="WorkFileItem",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("position", models.PositiveIntegerField()),
                    ("task_id", models.UUIDField(null=True)),
                    ("title", models.CharField(blank=True, max_length=500)),
                    ("added_by_name", models.CharField(max_length=200)),
                    ("added_at", models.DateTimeField()),
                    (
                        "document",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="filed_in",
                            to="documents.document",
                        ),
                    ),
                    (
                        "work_file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="items",
                            to="documents.workfile",
                        ),
                    ),
                ],
                options={
                    "ordering": ["position"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("document__isnull", False), ("task_id__isnull", True)),
                                models.Q(("document__isnull", True), ("task_id__isnull", False)),
                                _connector="OR",
                            ),
                            name="an_item_is_a_document_or_a_task",
                        ),
                        models.UniqueConstraint(
                            fields=("work_file", "document", "task_id"),
                            name="a_thing_is_filed_once_in_a_file",
                            nulls_distinct=False,
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SearchRow",
                fields=[
                    (
                        "document",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="search_row",
                            serialize=False,
                            to="documents.document",
                        ),
                    ),
                    ("sorted_on", models.DateField()),
                    ("words", django.contrib.postgres.search.SearchVectorField()),
                ],
                options={
                    "indexes": [
                        django.contrib.postgres.indexes.GinIndex(
                            fastupdate=False, fields=["words"], name="documents_by_words"
                        )
                    ],
                },
            ),
        ),
    ]
