import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vanlang.payments.rules.orders
from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0002_accesses_stay"),
        ("identity", "__first__"),
        ("kernel", "0004_stored_files_never_change"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="FeeOrder",
                fields=[
                    (
                        "reference",
                        models.UUIDField(editable=False, primary_key=True, serialize=False),
                    ),
                    ("payer_name", models.CharField(max_length=200, verbose_name="người nộp")),
                    (
                        "payer_identity_number",
                        models.CharField(blank=True, max_length=14, verbose_name="số định danh"),
                    ),
                    (
                        "payer_address",
                        models.CharField(blank=True, max_length=600, verbose_name="địa chỉ"),
                    ),
                    ("purpose", models.CharField(max_length=500, verbose_name="nội dung thu")),
                    ("about", models.CharField(blank=True, max_length=60, verbose_name="mã hồ sơ")),
                    ("return_path", models.CharField(blank=True, max_length=300)),
                    ("amount", models.PositiveBigIntegerField(verbose_name="số tiền")),
                    ("state", models.CharField(max_length=20)),
                    ("ordered_at", models.DateTimeField()),
                    ("method", models.CharField(blank=True, max_length=10)),
                    ("paid_at", models.DateTimeField(null=True)),
                    (
                        "collector",
                        models.CharField(blank=True, max_length=200, verbose_name="người thu"),
                    ),
                    (
                        "receipt_number",
                        models.CharField(blank=True, max_length=20, verbose_name="số biên lai"),
                    ),
                    ("cancelled_at", models.DateTimeField(null=True)),
                    (
                        "refund_reason",
                        models.CharField(blank=True, max_length=500, verbose_name="lý do hoàn trả"),
                    ),
                    ("refund_requested_at", models.DateTimeField(null=True)),
                    (
                        "refund_note",
                        models.CharField(
                            blank=True, max_length=500, verbose_name="chứng từ hoàn trả"
                        ),
                    ),
                    ("refunded_at", models.DateTimeField(null=True)),
                    (
                        "counter",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "payer",
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["payer", "-ordered_at"], name="orders_of_a_payer"),
                        models.Index(
                            fields=["unit", "state", "-ordered_at"], name="orders_of_an_agency"
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("amount__gt", 0)),
                            name="fee_orders_ask_for_something",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        vanlang.payments.rules.orders.State["WAITING"],
                                        vanlang.payments.rules.orders.State["CANCELLED"],
                                    ],
                                ),
                                models.Q(
                                    ("paid_at__isnull", False),
                                    models.Q(("method", ""), _negated=True),
                                    models.Q(("receipt_number", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="money_received_has_a_time_a_way_and_a_receipt",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("state", vanlang.payments.rules.orders.State["CANCELLED"]),
                                    _negated=True,
                                ),
                                ("cancelled_at__isnull", False),
                                _connector="OR",
                            ),
                            name="cancelled_orders_have_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("state", vanlang.payments.rules.orders.State["REFUNDED"]),
                                    _negated=True,
                                ),
                                ("refunded_at__isnull", False),
                                _connector="OR",
                            ),
                            name="refunded_orders_have_a_time",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("receipt_number", ""), _negated=True),
                            fields=("unit", "receipt_number"),
                            name="no_receipt_number_twice_at_an_agency",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Attempt",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("gateway", models.CharField(max_length=30)),
                    ("amount", models.PositiveBigIntegerField()),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.payments.rules.orders.AttemptState["STARTED"],
                            max_length=20,
                        ),
                    ),
                    ("started_at", models.DateTimeField()),
                    (
                        "transaction",
                        models.CharField(blank=True, max_length=100, verbose_name="mã giao dịch"),
                    ),
                    ("amount_received", models.BigIntegerField(null=True)),
                    ("reason", models.CharField(blank=True, max_length=300)),
                    ("told_at", models.DateTimeField(null=True)),
                    (
                        "happened_at",
                        models.DateTimeField(null=True, verbose_name="thời điểm theo cổng"),
                    ),
                    (
                        "order",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="attempts",
                            to="payments.feeorder",
                        ),
                    ),
                ],
                options={
                    "ordering": ["-started_at"],
                    "indexes": [
                        models.Index(fields=["gateway", "happened_at"], name="attempts_of_a_day")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("transaction", ""), _negated=True),
                            fields=("gateway", "transaction"),
                            name="one_attempt_per_gateway_transaction",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state", vanlang.payments.rules.orders.AttemptState["STARTED"]),
                                ("told_at__isnull", False),
                                _connector="OR",
                            ),
                            name="answered_attempts_have_a_time",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="FeeOrderLine",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("position", models.PositiveSmallIntegerField()),
                    ("code", models.CharField(max_length=60)),
                    ("name", models.CharField(max_length=300)),
                    ("amount", models.PositiveBigIntegerField()),
                    (
                        "order",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="lines",
                            to="payments.feeorder",
                        ),
                    ),
                ],
                options={
                    "ordering": ["position"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("order", "position"), name="one_line_per_order_and_position"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Listing",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("day", models.DateField(verbose_name="ngày")),
                    ("gateway", models.CharField(max_length=30)),
                    ("imported_at", models.DateTimeField()),
                    ("imported_by", models.CharField(max_length=200)),
                    ("row_count", models.PositiveIntegerField()),
                    ("amount", models.PositiveBigIntegerField()),
                    ("matched_count", models.PositiveIntegerField()),
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
                    "ordering": ["-day", "-imported_at"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("day", "gateway", "file"), name="one_import_per_day_and_file"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ListingDifference",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("kind", models.CharField(max_length=20)),
                    ("transaction", models.CharField(max_length=100)),
                    ("amount_there", models.BigIntegerField(null=True)),
                    ("amount_here", models.BigIntegerField(null=True)),
                    (
                        "attempt",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="payments.attempt",
                        ),
                    ),
                    (
                        "listing",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="differences",
                            to="payments.listing",
                        ),
                    ),
                ],
                options={
                    "ordering": ["kind", "transaction"],
                },
            ),
        ),
    ]
