import uuid

import django.db.models.deletion
from django.db import migrations, models

import vanlang.data_gateway.rules.answers
import vanlang.data_gateway.rules.states
from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0006_files_are_found_by_what_they_say"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Member",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "system_id",
                        models.CharField(max_length=60, unique=True, verbose_name="mã hệ thống"),
                    ),
                    ("name", models.CharField(max_length=200, verbose_name="tên")),
                    ("secret_name", models.CharField(max_length=60, verbose_name="tên khóa")),
                    (
                        "code_prefix",
                        models.CharField(max_length=40, verbose_name="mã định danh gốc"),
                    ),
                    ("is_active", models.BooleanField(default=True)),
                    ("registered_at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["system_id"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("system_id", ""), _negated=True),
                                models.Q(("secret_name", ""), _negated=True),
                                models.Q(("code_prefix", ""), _negated=True),
                            ),
                            name="a_member_has_a_name_a_key_and_a_root",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Consignment",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("message_id", models.CharField(max_length=250)),
                    ("kind", models.CharField(max_length=10)),
                    ("from_code", models.CharField(max_length=40)),
                    ("thread", models.CharField(blank=True, max_length=250)),
                    ("created_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField()),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="kernel.storedfile",
                        ),
                    ),
                    (
                        "member",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="data_gateway.member",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("member", "from_code", "message_id"),
                            name="the_same_message_has_one_doc_id",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "kind__in",
                                    [
                                        vanlang.data_gateway.rules.states.Kind["EDOC"],
                                        vanlang.data_gateway.rules.states.Kind["STATUS"],
                                    ],
                                )
                            ),
                            name="a_consignment_is_a_document_or_a_status",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Call",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("operation", models.CharField(max_length=40)),
                    ("at", models.DateTimeField()),
                    ("signature", models.CharField(blank=True, max_length=64)),
                    ("error_code", models.CharField(blank=True, max_length=4)),
                    (
                        "member",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="data_gateway.member",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["member", "at"], name="calls_of_a_member"),
                        models.Index(fields=["at"], name="calls_by_time"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("signature", ""), _negated=True),
                            fields=("member", "signature"),
                            name="a_signed_request_counts_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="MemberAgency",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.CharField(max_length=40, verbose_name="mã định danh")),
                    ("name", models.CharField(max_length=300, verbose_name="tên")),
                    ("parent_code", models.CharField(blank=True, max_length=40)),
                    ("mail", models.CharField(blank=True, max_length=254)),
                    ("version", models.PositiveBigIntegerField(unique=True)),
                    ("changed_at", models.DateTimeField()),
                    ("valid_from", models.DateTimeField()),
                    ("valid_to", models.DateTimeField(null=True)),
                    (
                        "member",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="agencies",
                            to="data_gateway.member",
                        ),
                    ),
                ],
                options={
                    "verbose_name_plural": "member agencies",
                    "ordering": ["code"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("valid_to__isnull", True)),
                            fields=("code",),
                            name="the_axis_knows_a_code_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("valid_to__isnull", True),
                                ("valid_to__gte", models.F("valid_from")),
                                _connector="OR",
                            ),
                            name="an_agency_leaves_the_axis_after_it_came",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Message",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "direction",
                        models.CharField(choices=[("out", "out"), ("in", "in")], max_length=3),
                    ),
                    ("message_id", models.CharField(max_length=250, verbose_name="mã bản tin")),
                    ("kind", models.CharField(max_length=10, verbose_name="loại")),
                    ("from_code", models.CharField(max_length=40, verbose_name="nơi gửi")),
                    ("thread", models.CharField(blank=True, max_length=250)),
                    ("created_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField()),
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
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("direction", "from_code", "message_id"),
                            name="a_sender_uses_an_id_for_one_message",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "kind__in",
                                    [
                                        vanlang.data_gateway.rules.states.Kind["EDOC"],
                                        vanlang.data_gateway.rules.states.Kind["STATUS"],
                                    ],
                                )
                            ),
                            name="a_message_is_a_document_or_a_status",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("message_id", ""), _negated=True),
                            name="a_message_has_an_id",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Peer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=100, unique=True, verbose_name="tên")),
                    ("connector", models.CharField(max_length=20, verbose_name="cách kết nối")),
                    ("address", models.CharField(max_length=300, verbose_name="địa chỉ")),
                    (
                        "system_id",
                        models.CharField(max_length=60, verbose_name="mã hệ thống của mình ở đó"),
                    ),
                    (
                        "remote_id",
                        models.CharField(
                            blank=True, max_length=60, verbose_name="mã hệ thống bên kia"
                        ),
                    ),
                    ("secret_name", models.CharField(max_length=60, verbose_name="tên khóa")),
                    ("is_active", models.BooleanField(default=True)),
                    ("outcomes_since", models.CharField(blank=True, max_length=60)),
                    ("announced_until", models.DateTimeField(null=True)),
                    ("directory_version", models.PositiveBigIntegerField(default=0)),
                    ("failure_count", models.PositiveIntegerField(default=0)),
                    ("next_attempt_at", models.DateTimeField(null=True)),
                    ("last_success_at", models.DateTimeField(null=True)),
                    ("last_error", models.CharField(blank=True, max_length=500)),
                    ("last_error_at", models.DateTimeField(null=True)),
                ],
                options={
                    "ordering": ["name"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("secret_name", ""), _negated=True),
                                models.Q(("address", ""), _negated=True),
                                models.Q(("system_id", ""), _negated=True),
                            ),
                            name="a_peer_names_its_key_and_its_address",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("failure_count", 0),
                                models.Q(
                                    ("last_error_at__isnull", False),
                                    models.Q(("last_error", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="a_peer_that_failed_says_when_and_why",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Agency",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.CharField(max_length=40, verbose_name="mã định danh")),
                    ("name", models.CharField(max_length=300, verbose_name="tên")),
                    (
                        "parent_code",
                        models.CharField(
                            blank=True, max_length=40, verbose_name="mã cơ quan cấp trên"
                        ),
                    ),
                    (
                        "mail",
                        models.CharField(blank=True, max_length=254, verbose_name="thư điện tử"),
                    ),
                    ("is_ours", models.BooleanField(default=False)),
                    ("changed_at", models.DateTimeField()),
                    ("valid_from", models.DateTimeField()),
                    ("valid_to", models.DateTimeField(null=True)),
                    (
                        "peer",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="agencies",
                            to="data_gateway.peer",
                        ),
                    ),
                ],
                options={
                    "verbose_name_plural": "agencies",
                    "ordering": ["code", "valid_from"],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("valid_to__isnull", True)),
                            fields=("code",),
                            name="a_code_belongs_to_one_agency_at_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("is_ours", True), ("peer__isnull", True)),
                                models.Q(("is_ours", False), ("peer__isnull", False)),
                                _connector="OR",
                            ),
                            name="an_agency_is_ours_or_behind_a_peer",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("valid_to__isnull", True),
                                ("valid_to__gte", models.F("valid_from")),
                                _connector="OR",
                            ),
                            name="an_agency_leaves_after_it_came",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Transfer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "direction",
                        models.CharField(choices=[("out", "out"), ("in", "in")], max_length=3),
                    ),
                    ("from_code", models.CharField(max_length=40, verbose_name="nơi gửi")),
                    ("to_code", models.CharField(max_length=40, verbose_name="nơi nhận")),
                    ("thread", models.CharField(blank=True, max_length=250)),
                    ("state", models.CharField(max_length=12)),
                    ("attempts", models.PositiveIntegerField(default=0)),
                    ("next_attempt_at", models.DateTimeField(null=True)),
                    ("expires_at", models.DateTimeField()),
                    ("is_alone", models.BooleanField(default=False)),
                    (
                        "remote_id",
                        models.CharField(
                            blank=True, max_length=500, verbose_name="mã phía bên kia"
                        ),
                    ),
                    (
                        "error",
                        models.CharField(blank=True, max_length=500, verbose_name="lỗi gần nhất"),
                    ),
                    ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                    ("created_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("reported", models.CharField(blank=True, max_length=12)),
                    (
                        "message",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="transfers",
                            to="data_gateway.message",
                        ),
                    ),
                    (
                        "peer",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="data_gateway.peer",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(
                                ("state", vanlang.data_gateway.rules.states.State["WAITING"])
                            ),
                            fields=["peer", "next_attempt_at", "message"],
                            name="transfers_that_wait",
                        ),
                        models.Index(
                            condition=models.Q(
                                ("state", vanlang.data_gateway.rules.states.State["WAITING"])
                            ),
                            fields=["from_code", "to_code", "thread", "id"],
                            name="transfers_that_wait_in_order",
                        ),
                        models.Index(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        vanlang.data_gateway.rules.states.State["WAITING"],
                                        vanlang.data_gateway.rules.states.State["SENT"],
                                    ],
                                )
                            ),
                            fields=["expires_at"],
                            name="transfers_that_may_expire",
                        ),
                        models.Index(
                            condition=models.Q(
                                ("direction", vanlang.data_gateway.rules.states.Direction["IN"]),
                                models.Q(("reported", models.F("state")), _negated=True),
                            ),
                            fields=["peer", "id"],
                            name="transfers_to_be_reported",
                        ),
                        models.Index(fields=["-created_at", "-id"], name="transfers_by_time"),
                        models.Index(fields=["state", "-created_at"], name="transfers_by_state"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("message", "to_code"), name="a_message_goes_to_an_agency_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "direction",
                                        vanlang.data_gateway.rules.states.Direction["OUT"],
                                    ),
                                    (
                                        "state__in",
                                        [
                                            vanlang.data_gateway.rules.states.State["WAITING"],
                                            vanlang.data_gateway.rules.states.State["SENT"],
                                            vanlang.data_gateway.rules.states.State["DELIVERED"],
                                            vanlang.data_gateway.rules.states.State["REFUSED"],
                                            vanlang.data_gateway.rules.states.State["FAILED"],
                                            vanlang.data_gateway.rules.states.State["EXPIRED"],
                                        ],
                                    ),
                                ),
                                models.Q(
                                    (
                                        "direction",
                                        vanlang.data_gateway.rules.states.Direction["IN"],
                                    ),
                                    (
                                        "state__in",
                                        [
                                            vanlang.data_gateway.rules.states.State["RECEIVED"],
                                            vanlang.data_gateway.rules.states.State["ACKNOWLEDGED"],
                                            vanlang.data_gateway.rules.states.State["REFUSED"],
                                        ],
                                    ),
                                ),
                                _connector="OR",
                            ),
                            name="transfers_stand_in_a_state_of_their_direction",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("state", vanlang.data_gateway.rules.states.State["WAITING"]),
                                    _negated=True,
                                ),
                                ("next_attempt_at__isnull", False),
                                _connector="OR",
                            ),
                            name="waiting_transfers_know_when_to_try",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        vanlang.data_gateway.rules.states.State["WAITING"],
                                        vanlang.data_gateway.rules.states.State["SENT"],
                                        vanlang.data_gateway.rules.states.State["RECEIVED"],
                                    ],
                                ),
                                ("ended_at__isnull", False),
                                _connector="OR",
                            ),
                            name="transfers_that_ended_have_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            vanlang.data_gateway.rules.states.State["REFUSED"],
                                            vanlang.data_gateway.rules.states.State["FAILED"],
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(("reason", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="what_was_refused_or_failed_says_why",
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
                    ("to_code", models.CharField(max_length=40)),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.data_gateway.rules.answers.DeliveryState["INITIAL"],
                            max_length=10,
                        ),
                    ),
                    ("reason", models.CharField(blank=True, max_length=500)),
                    ("updated_at", models.DateTimeField()),
                    (
                        "consignment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="deliveries",
                            to="data_gateway.consignment",
                        ),
                    ),
                    (
                        "recipient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="data_gateway.member",
                        ),
                    ),
                    (
                        "sender",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="data_gateway.member",
                        ),
                    ),
                ],
                options={
                    "verbose_name_plural": "deliveries",
                    "ordering": ["id"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(
                                (
                                    "state",
                                    vanlang.data_gateway.rules.answers.DeliveryState["INITIAL"],
                                )
                            ),
                            fields=["recipient", "id"],
                            name="deliveries_to_be_fetched",
                        ),
                        models.Index(
                            fields=["sender", "updated_at", "id"], name="deliveries_of_a_sender"
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("consignment", "to_code"),
                            name="the_axis_delivers_to_an_agency_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        vanlang.data_gateway.rules.answers.DeliveryState["INITIAL"],
                                        vanlang.data_gateway.rules.answers.DeliveryState[
                                            "PROCESSING"
                                        ],
                                        vanlang.data_gateway.rules.answers.DeliveryState["DONE"],
                                        vanlang.data_gateway.rules.answers.DeliveryState["FAIL"],
                                    ],
                                )
                            ),
                            name="deliveries_stand_in_a_known_state",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    (
                                        "state",
                                        vanlang.data_gateway.rules.answers.DeliveryState["FAIL"],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(("reason", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="deliveries_that_failed_say_why",
                        ),
                    ],
                },
            ),
        ),
    ]
