import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import vanlang.identity.rules
from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0003_calendars_files_notices")]  # the extension pg_trgm

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Person",
                fields=[
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    (
                        "last_login",
                        models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                    ),
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("kind", models.CharField(max_length=10)),
                    ("name", models.CharField(max_length=200, verbose_name="họ và tên")),
                    ("sort_key", models.CharField(editable=False, max_length=600)),
                    ("folded", models.CharField(editable=False, max_length=250)),
                    (
                        "username",
                        models.CharField(
                            max_length=60, null=True, unique=True, verbose_name="tên đăng nhập"
                        ),
                    ),
                    (
                        "identity_number",
                        models.CharField(
                            max_length=12, null=True, unique=True, verbose_name="số định danh"
                        ),
                    ),
                    (
                        "tax_code",
                        models.CharField(
                            max_length=14, null=True, unique=True, verbose_name="mã số thuế"
                        ),
                    ),
                    ("birth_date", models.DateField(null=True, verbose_name="ngày sinh")),
                    ("sex", models.CharField(blank=True, max_length=6, verbose_name="giới tính")),
                    (
                        "phone",
                        models.CharField(blank=True, max_length=20, verbose_name="điện thoại"),
                    ),
                    (
                        "email",
                        models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử"),
                    ),
                    (
                        "address",
                        models.CharField(
                            blank=True,
                            max_length=300,
                            verbose_name="số nhà, đường, thôn hoặc tổ dân phố",
                        ),
                    ),
                    (
                        "commune_code",
                        models.CharField(blank=True, max_length=5, verbose_name="mã xã, phường"),
                    ),
                    (
                        "elsewhere",
                        models.CharField(
                            blank=True, max_length=200, verbose_name="nơi ở ngoài tỉnh"
                        ),
                    ),
                    (
                        "identity_level",
                        models.PositiveSmallIntegerField(
                            default=0, verbose_name="mức độ định danh"
                        ),
                    ),
                    ("is_active", models.BooleanField(default=True)),
                    ("created_at", models.DateTimeField()),
                    ("must_change_password", models.BooleanField(default=False)),
                    ("password_changed_at", models.DateTimeField(null=True)),
                    ("wrong_password_count", models.PositiveSmallIntegerField(default=0)),
                    ("locked_until", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        django.contrib.postgres.indexes.GinIndex(
                            fields=["folded"],
                            name="people_by_part_of_name",
                            opclasses=["gin_trgm_ops"],
                        ),
                        models.Index(fields=["sort_key"], name="people_by_given_name"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("identity_number__isnull", True),
                                ("identity_number__regex", "^[0-9]{12}$"),
                                _connector="OR",
                            ),
                            name="identity_numbers_have_twelve_digits",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("kind", vanlang.identity.rules.PersonKind["OFFICIAL"]),
                                ("username__isnull", True),
                                _connector="OR",
                            ),
                            name="only_officials_have_a_user_name",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("kind", vanlang.identity.rules.PersonKind["CITIZEN"]),
                                    _negated=True,
                                ),
                                ("identity_number__isnull", False),
                                _connector="OR",
                            ),
                            name="citizens_have_an_identity_number",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("kind", vanlang.identity.rules.PersonKind["BUSINESS"]),
                                    _negated=True,
                                ),
                                ("tax_code__isnull", False),
                                _connector="OR",
                            ),
                            name="businesses_have_a_tax_code",
                        ),
                        models.UniqueConstraint(
                            django.db.models.functions.text.Upper("username"),
                            name="user_names_differ_in_more_than_case",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OldPassword",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("password", models.CharField(max_length=128)),
                    ("changed_at", models.DateTimeField()),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="old_passwords",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Session",
                fields=[
                    (
                        "key_hash",
                        models.CharField(max_length=64, primary_key=True, serialize=False),
                    ),
                    ("data", models.TextField()),
                    ("expires_at", models.DateTimeField(db_index=True)),
                    (
                        "person",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="sessions",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Unit",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "code",
                        models.CharField(max_length=35, unique=True, verbose_name="mã định danh"),
                    ),
                    ("name", models.CharField(max_length=200, verbose_name="tên")),
                    ("short_name", models.CharField(max_length=120, verbose_name="tên ngắn")),
                    ("folded", models.CharField(editable=False, max_length=350)),
                    ("block", models.CharField(blank=True, max_length=10)),
                    ("level", models.CharField(max_length=10)),
                    ("kind", models.CharField(max_length=20)),
                    ("path", models.CharField(editable=False, max_length=200)),
                    ("position", models.PositiveSmallIntegerField(default=0)),
                    (
                        "area_code",
                        models.CharField(
                            blank=True, db_index=True, max_length=5, verbose_name="mã xã, phường"
                        ),
                    ),
                    (
                        "head_title",
                        models.CharField(
                            blank=True, max_length=100, verbose_name="chức vụ người đứng đầu"
                        ),
                    ),
                    ("valid_from", models.DateField(verbose_name="từ ngày")),
                    ("valid_to", models.DateField(null=True, verbose_name="đến ngày")),
                    ("is_verified", models.BooleanField(default=True, verbose_name="đã đối chiếu")),
                    ("population", models.PositiveIntegerField(null=True, verbose_name="dân số")),
                    (
                        "area_km2",
                        models.DecimalField(
                            decimal_places=2, max_digits=8, null=True, verbose_name="diện tích"
                        ),
                    ),
                    ("latitude", models.FloatField(null=True, verbose_name="vĩ độ điểm giữa")),
                    ("longitude", models.FloatField(null=True, verbose_name="kinh độ điểm giữa")),
                    (
                        "former_province",
                        models.CharField(
                            blank=True, max_length=60, verbose_name="tỉnh trước sáp nhập"
                        ),
                    ),
                    ("seat", models.CharField(blank=True, max_length=500, verbose_name="trụ sở")),
                    (
                        "agency",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="offices",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "parent",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="children",
                            to="identity.unit",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Post",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("title", models.CharField(max_length=120, verbose_name="chức vụ")),
                    (
                        "roles",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=20), default=list, size=None
                        ),
                    ),
                    ("is_main", models.BooleanField(default=True, verbose_name="vị trí chính")),
                    ("valid_from", models.DateField(verbose_name="từ ngày")),
                    ("valid_to", models.DateField(null=True, verbose_name="đến ngày")),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="posts",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="posts",
                            to="identity.unit",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="FormerUnit",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.CharField(db_index=True, max_length=5, verbose_name="mã cũ")),
                    ("name", models.CharField(max_length=120, verbose_name="tên cũ")),
                    ("folded", models.CharField(editable=False, max_length=150)),
                    ("district", models.CharField(max_length=120, verbose_name="huyện cũ")),
                    ("province", models.CharField(max_length=60, verbose_name="tỉnh cũ")),
                    ("is_partial", models.BooleanField(default=False, verbose_name="một phần")),
                    (
                        "commune",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="former_units",
                            to="identity.unit",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="AccessEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("by_person_id", models.UUIDField(null=True)),
                    ("by_name", models.CharField(max_length=200)),
                    ("by_post", models.CharField(blank=True, max_length=120)),
                    ("by_unit", models.CharField(blank=True, max_length=200)),
                    ("purpose", models.CharField(max_length=200, verbose_name="mục đích")),
                    (
                        "about",
                        models.CharField(blank=True, max_length=120, verbose_name="liên quan đến"),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "person",
                        models.ForeignKey(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="accesses",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["person", "-at"], name="accesses_newest_first")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Delegation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("kind", models.CharField(max_length=12)),
                    (
                        "roles",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.CharField(max_length=20), size=None
                        ),
                    ),
                    ("valid_from", models.DateField(verbose_name="từ ngày")),
                    ("valid_to", models.DateField(verbose_name="đến hết ngày")),
                    ("reason", models.CharField(max_length=300, verbose_name="lý do, căn cứ")),
                    ("created_at", models.DateTimeField()),
                    ("revoked_at", models.DateTimeField(null=True)),
                    (
                        "to_person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="delegations",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "post",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="delegations",
                            to="identity.post",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                            name="delegations_end_after_they_begin",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("roles__len__gte", 1)),
                            name="delegations_carry_a_role",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Absence",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("valid_from", models.DateField(verbose_name="từ ngày")),
                    ("valid_to", models.DateField(verbose_name="đến hết ngày")),
                    ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                    ("created_at", models.DateTimeField()),
                    (
                        "post",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="absences",
                            to="identity.post",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                            name="absences_end_after_they_begin",
                        )
                    ],
                },
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                fields=["path"], name="units_by_path", opclasses=["varchar_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                fields=["kind", "level", "position"], name="units_in_official_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="units_end_after_they_begin",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="posts_end_after_they_begin",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "roles__contained_by",
                        [
                            "receiver",
                            "processor",
                            "reviewer",
                            "leader",
                            "clerk",
                            "viewer",
                            "admin",
                            "auditor",
                        ],
                    )
                ),
                name="posts_carry_known_roles",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerunit",
            constraint=models.UniqueConstraint(
                fields=("commune", "code"), name="a_commune_holds_a_former_unit_once"
            ),
        ),
    ]
