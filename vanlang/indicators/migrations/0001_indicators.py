import uuid
from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vanlang.indicators.rules.colours
import vanlang.indicators.rules.paths
import vanlang.indicators.rules.periods
import vanlang.indicators.rules.points
import vanlang.indicators.rules.states
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
                name="Indicator",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.CharField(max_length=60, unique=True, verbose_name="mã")),
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
                    "ordering": ["code"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("code__regex", "^[a-z][a-z0-9_]*$")),
                            name="indicator_codes_are_small_words_without_points",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="FormerValue",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("province", models.CharField(max_length=60, verbose_name="tỉnh cũ")),
                    ("period_key", models.CharField(max_length=8)),
                    ("value", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                    (
                        "weight",
                        models.DecimalField(
                            decimal_places=6, max_digits=24, null=True, verbose_name="quy mô"
                        ),
                    ),
                    ("source", models.CharField(max_length=500, verbose_name="nguồn")),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.indicator",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("indicator", "period_key", "province"),
                            name="an_old_province_has_one_value_a_period",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Forecast",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("year", models.PositiveSmallIntegerField()),
                    ("middle", models.DecimalField(decimal_places=6, max_digits=24)),
                    ("low", models.DecimalField(decimal_places=6, max_digits=24)),
                    ("high", models.DecimalField(decimal_places=6, max_digits=24)),
                    ("certainty", models.PositiveSmallIntegerField()),
                    ("method", models.CharField(max_length=200)),
                    ("made_at", models.DateTimeField()),
                    ("replaced_at", models.DateTimeField(null=True)),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.indicator",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("replaced_at__isnull", True)),
                            fields=("indicator", "unit", "year"),
                            name="one_forecast_in_force_a_unit_and_year",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("low__lte", models.F("middle")), ("middle__lte", models.F("high"))
                            ),
                            name="forecasts_lie_between_their_bounds",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Definition",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField(verbose_name="phiên bản")),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.indicators.rules.states.DefinitionState["DRAFT"],
                            max_length=10,
                        ),
                    ),
                    ("name", models.CharField(max_length=300, verbose_name="tên")),
                    ("meaning", models.TextField(blank=True, verbose_name="nội dung")),
                    ("unit_name", models.CharField(max_length=40, verbose_name="đơn vị tính")),
                    (
                        "decimals",
                        models.PositiveSmallIntegerField(
                            default=2, verbose_name="số chữ số thập phân"
                        ),
                    ),
                    (
                        "formula",
                        models.CharField(blank=True, max_length=500, verbose_name="công thức"),
                    ),
                    (
                        "decides",
                        models.CharField(
                            default=vanlang.indicators.rules.states.Decides["REPORTED"],
                            max_length=10,
                            verbose_name="căn cứ đánh giá",
                        ),
                    ),
                    (
                        "frequency",
                        models.CharField(
                            default=vanlang.indicators.rules.periods.Frequency["MONTH"],
                            max_length=12,
                            verbose_name="kỳ",
                        ),
                    ),
                    (
                        "cut_off_day",
                        models.PositiveSmallIntegerField(
                            default=14, verbose_name="ngày chốt số liệu"
                        ),
                    ),
                    (
                        "closing_days",
                        models.PositiveSmallIntegerField(
                            default=2, verbose_name="số ngày nộp sau kỳ"
                        ),
                    ),
                    ("for_province", models.BooleanField(default=True, verbose_name="đo cho tỉnh")),
                    (
                        "for_departments",
                        models.BooleanField(default=False, verbose_name="đo cho sở, ban, ngành"),
                    ),
                    (
                        "for_communes",
                        models.BooleanField(default=False, verbose_name="đo cho xã, phường"),
                    ),
                    (
                        "block",
                        models.CharField(default="committee", max_length=10, verbose_name="khối"),
                    ),
                    (
                        "direction",
                        models.CharField(
                            default=vanlang.indicators.rules.colours.Direction["MORE"],
                            max_length=4,
                            verbose_name="chiều tốt",
                        ),
                    ),
                    (
                        "basis",
                        models.CharField(
                            default=vanlang.indicators.rules.colours.Basis["VALUE"],
                            max_length=6,
                            verbose_name="so ngưỡng với",
                        ),
                    ),
                    (
                        "green",
                        models.DecimalField(
                            decimal_places=6, max_digits=24, null=True, verbose_name="ngưỡng xanh"
                        ),
                    ),
                    (
                        "amber",
                        models.DecimalField(
                            decimal_places=6, max_digits=24, null=True, verbose_name="ngưỡng vàng"
                        ),
                    ),
                    (
                        "lowest",
                        models.DecimalField(
                            decimal_places=6, max_digits=24, null=True, verbose_name="thấp nhất"
                        ),
                    ),
                    (
                        "highest",
                        models.DecimalField(
                            decimal_places=6, max_digits=24, null=True, verbose_name="cao nhất"
                        ),
                    ),
                    ("is_whole", models.BooleanField(default=False, verbose_name="số nguyên")),
                    (
                        "jump_percent",
                        models.DecimalField(decimal_places=2, default=Decimal(50), max_digits=9),
                    ),
                    (
                        "tolerance_percent",
                        models.DecimalField(decimal_places=2, default=Decimal(1), max_digits=9),
                    ),
                    (
                        "parts",
                        models.CharField(
                            blank=True, max_length=500, verbose_name="mã các chỉ số thành phần"
                        ),
                    ),
                    (
                        "merging",
                        models.CharField(
                            default=vanlang.indicators.rules.paths.Merging["NONE"],
                            max_length=10,
                            verbose_name="tính lại trước sáp nhập",
                        ),
                    ),
                    (
                        "source",
                        models.CharField(blank=True, max_length=500, verbose_name="nguồn số liệu"),
                    ),
                    (
                        "legal_basis",
                        models.CharField(blank=True, max_length=500, verbose_name="căn cứ"),
                    ),
                    ("is_open", models.BooleanField(default=False, verbose_name="dữ liệu mở")),
                    ("effective_from", models.DateField(verbose_name="áp dụng từ ngày")),
                    ("effective_to", models.DateField(null=True, verbose_name="đến hết ngày")),
                    ("created_at", models.DateTimeField()),
                    ("drafter_name", models.CharField(max_length=250)),
                    ("published_at", models.DateTimeField(null=True)),
                    ("publisher_name", models.CharField(blank=True, max_length=250)),
                    (
                        "change_note",
                        models.CharField(blank=True, max_length=1000, verbose_name="điểm thay đổi"),
                    ),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="definitions",
                            to="indicators.indicator",
                        ),
                    ),
                ],
                options={
                    "ordering": ["indicator__code", "-number"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("indicator", "number"),
                            name="one_definition_per_indicator_and_number",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("state", vanlang.indicators.rules.states.DefinitionState["DRAFT"])
                            ),
                            fields=("indicator",),
                            name="an_indicator_has_one_draft",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                (
                                    "state",
                                    vanlang.indicators.rules.states.DefinitionState["PUBLISHED"],
                                )
                            ),
                            fields=("indicator",),
                            name="an_indicator_has_one_definition_in_force",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("published_at__isnull", True),
                                    (
                                        "state",
                                        vanlang.indicators.rules.states.DefinitionState["DRAFT"],
                                    ),
                                ),
                                models.Q(
                                    models.Q(
                                        (
                                            "state",
                                            vanlang.indicators.rules.states.DefinitionState[
                                                "DRAFT"
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                    ("published_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="published_definitions_have_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("effective_to__isnull", True),
                                ("effective_to__gte", models.F("effective_from")),
                                _connector="OR",
                            ),
                            name="definitions_end_after_they_begin",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("decides", vanlang.indicators.rules.states.Decides["COUNTED"]),
                                    _negated=True,
                                ),
                                models.Q(("formula", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="what_is_counted_has_a_formula",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Scorecard",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.SlugField(max_length=60, verbose_name="mã")),
                    (
                        "number",
                        models.PositiveSmallIntegerField(default=1, verbose_name="phiên bản"),
                    ),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.indicators.rules.states.DefinitionState["DRAFT"],
                            max_length=10,
                        ),
                    ),
                    ("name", models.CharField(max_length=300, verbose_name="tên")),
                    (
                        "phase",
                        models.CharField(blank=True, max_length=100, verbose_name="giai đoạn"),
                    ),
                    (
                        "legal_basis",
                        models.CharField(blank=True, max_length=500, verbose_name="căn cứ"),
                    ),
                    ("note", models.CharField(blank=True, max_length=1000, verbose_name="ghi chú")),
                    ("level", models.CharField(max_length=10, verbose_name="cấp")),
                    ("block", models.CharField(blank=True, max_length=10, verbose_name="khối")),
                    (
                        "total",
                        models.DecimalField(
                            blank=True,
                            decimal_places=4,
                            max_digits=12,
                            null=True,
                            verbose_name="tổng điểm",
                        ),
                    ),
                    (
                        "main_count",
                        models.PositiveSmallIntegerField(
                            null=True, verbose_name="số tiêu chí chính"
                        ),
                    ),
                    (
                        "leaf_count",
                        models.PositiveSmallIntegerField(
                            null=True, verbose_name="số tiêu chí thành phần"
                        ),
                    ),
                    ("created_at", models.DateTimeField()),
                    ("published_at", models.DateTimeField(null=True)),
                    ("publisher_name", models.CharField(blank=True, max_length=250)),
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
                    "ordering": ["code", "-number"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("code", "number"), name="one_scorecard_per_code_and_number"
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                (
                                    "state",
                                    vanlang.indicators.rules.states.DefinitionState["PUBLISHED"],
                                )
                            ),
                            fields=("code",),
                            name="a_scorecard_has_one_version_in_force",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("published_at__isnull", True),
                                    (
                                        "state",
                                        vanlang.indicators.rules.states.DefinitionState["DRAFT"],
                                    ),
                                ),
                                models.Q(
                                    models.Q(
                                        (
                                            "state",
                                            vanlang.indicators.rules.states.DefinitionState[
                                                "DRAFT"
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                    ("published_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="published_scorecards_have_a_time",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Criterion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("position", models.PositiveSmallIntegerField()),
                    ("number", models.CharField(max_length=20, verbose_name="số")),
                    ("name", models.CharField(blank=True, max_length=500, verbose_name="tên")),
                    (
                        "points",
                        models.DecimalField(
                            blank=True,
                            decimal_places=4,
                            max_digits=12,
                            null=True,
                            verbose_name="điểm tối đa",
                        ),
                    ),
                    (
                        "scoring",
                        models.CharField(
                            default=vanlang.indicators.rules.points.Scoring["COLOUR"],
                            max_length=6,
                            verbose_name="cách chấm",
                        ),
                    ),
                    (
                        "parent",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="children",
                            to="indicators.criterion",
                        ),
                    ),
                    (
                        "indicator",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.indicator",
                        ),
                    ),
                    (
                        "scorecard",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="criteria",
                            to="indicators.scorecard",
                        ),
                    ),
                ],
                options={
                    "ordering": ["position"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("scorecard", "number"),
                            name="one_criterion_per_scorecard_and_number",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SeriesBreak",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("on", models.DateField()),
                    ("text", models.CharField(max_length=500)),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="breaks",
                            to="indicators.indicator",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("indicator", "on"), name="a_series_breaks_once_a_day"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="StaleUnit",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("since", models.DateTimeField()),
                    (
                        "unit",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Subscription",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("since", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("last_sent_on", models.DateField(null=True)),
                    (
                        "person",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Tally",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("measure", models.CharField(max_length=80)),
                    ("start", models.DateField()),
                    ("end", models.DateField()),
                    ("numerator", models.BigIntegerField()),
                    ("denominator", models.BigIntegerField(null=True)),
                    ("counted_at", models.DateTimeField()),
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
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("start", "end", "measure", "unit"),
                            name="one_tally_per_measure_agency_and_period",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("end__gte", models.F("start"))),
                            name="tallies_end_after_they_begin",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Target",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                    (
                        "value",
                        models.DecimalField(
                            decimal_places=6, max_digits=24, verbose_name="mục tiêu"
                        ),
                    ),
                    (
                        "way",
                        models.CharField(
                            default=vanlang.indicators.rules.paths.Way["FULL"],
                            max_length=6,
                            verbose_name="lộ trình",
                        ),
                    ),
                    (
                        "base",
                        models.DecimalField(
                            decimal_places=6, default=0, max_digits=24, verbose_name="mức đầu năm"
                        ),
                    ),
                    ("points", models.JSONField(default=dict)),
                    (
                        "legal_basis",
                        models.CharField(blank=True, max_length=500, verbose_name="văn bản giao"),
                    ),
                    ("set_at", models.DateTimeField()),
                    ("setter_name", models.CharField(max_length=250)),
                    ("replaced_at", models.DateTimeField(null=True)),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="targets",
                            to="indicators.indicator",
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
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("replaced_at__isnull", True)),
                            fields=("indicator", "unit", "year"),
                            name="one_target_in_force_a_unit_and_year",
                            nulls_distinct=False,
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Value",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("period_key", models.CharField(max_length=8)),
                    ("period_start", models.DateField()),
                    ("period_end", models.DateField()),
                    ("kind", models.CharField(max_length=8)),
                    ("is_decisive", models.BooleanField(verbose_name="căn cứ đánh giá")),
                    ("value", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                    ("numerator", models.BigIntegerField(null=True)),
                    ("denominator", models.BigIntegerField(null=True)),
                    ("target", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                    (
                        "colour",
                        models.CharField(
                            default=vanlang.indicators.rules.colours.Colour["UNKNOWN"], max_length=4
                        ),
                    ),
                    ("rule", models.CharField(blank=True, max_length=300, verbose_name="vì sao")),
                    ("note", models.CharField(blank=True, max_length=1000, verbose_name="ghi chú")),
                    ("key", models.UUIDField(null=True, unique=True)),
                    ("recorded_on", models.DateField()),
                    ("recorded_at", models.DateTimeField()),
                    ("recorder_name", models.CharField(max_length=250)),
                    ("recorder_id", models.UUIDField(null=True)),
                    ("replaced_at", models.DateTimeField(null=True)),
                    (
                        "definition",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.definition",
                        ),
                    ),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="values",
                            to="indicators.indicator",
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
                        models.Index(
                            fields=["indicator", "period_key", "unit", "kind", "recorded_at"],
                            name="values_of_a_period_as_of_a_day",
                        ),
                        models.Index(
                            fields=["unit", "indicator", "period_end"],
                            name="values_of_a_unit_over_time",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("replaced_at__isnull", True)),
                            fields=("indicator", "period_key", "unit", "kind"),
                            name="one_value_of_a_kind_in_force",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("replaced_at__isnull", True),
                                ("replaced_at__gte", models.F("recorded_at")),
                                _connector="OR",
                            ),
                            name="values_are_replaced_after_they_were_recorded",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Finding",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("rule", models.CharField(max_length=10)),
                    ("period_key", models.CharField(max_length=8)),
                    ("text", models.CharField(max_length=1000)),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.indicators.rules.states.FindingState["OPEN"],
                            max_length=10,
                        ),
                    ),
                    ("found_at", models.DateTimeField()),
                    ("explained_at", models.DateTimeField(null=True)),
                    ("explainer_name", models.CharField(blank=True, max_length=250)),
                    (
                        "explanation",
                        models.CharField(blank=True, max_length=1000, verbose_name="giải trình"),
                    ),
                    ("closed_at", models.DateTimeField(null=True)),
                    (
                        "closing_word",
                        models.CharField(blank=True, max_length=1000, verbose_name="kết luận"),
                    ),
                    ("task_id", models.UUIDField(null=True)),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.indicator",
                        ),
                    ),
                    (
                        "value",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.value",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(
                                ("state", vanlang.indicators.rules.states.FindingState["CLOSED"]),
                                _negated=True,
                            ),
                            fields=["unit", "found_at"],
                            name="open_findings_of_a_unit",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("state", vanlang.indicators.rules.states.FindingState["CLOSED"]),
                                _negated=True,
                            ),
                            fields=("rule", "indicator", "unit", "period_key"),
                            name="one_open_finding_a_rule_and_period",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("explained_at__isnull", True),
                                models.Q(("explanation", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="explained_findings_have_words",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("closed_at__isnull", False),
                                    (
                                        "state",
                                        vanlang.indicators.rules.states.FindingState["CLOSED"],
                                    ),
                                    models.Q(("closing_word", ""), _negated=True),
                                ),
                                models.Q(
                                    models.Q(
                                        (
                                            "state",
                                            vanlang.indicators.rules.states.FindingState["CLOSED"],
                                        ),
                                        _negated=True,
                                    ),
                                    ("closed_at__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="closed_findings_have_a_time_and_a_word",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Evidence",
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
                        "value",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="evidence",
                            to="indicators.value",
                        ),
                    ),
                ],
                options={
                    "ordering": ["position"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("value", "position"), name="one_evidence_per_value_and_position"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ColourChange",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("before", models.CharField(max_length=4)),
                    ("after", models.CharField(max_length=4)),
                    ("at", models.DateTimeField()),
                    ("rule", models.CharField(max_length=300)),
                    ("why", models.CharField(blank=True, max_length=300)),
                    (
                        "unit",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.indicator",
                        ),
                    ),
                    (
                        "value",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.value",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["at", "indicator"], name="changes_of_colour_since"),
                        models.Index(fields=["unit", "at"], name="changes_of_colour_of_a_unit"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("before", models.F("after")), _negated=True),
                            name="a_change_of_colour_changes_it",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Verification",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("period_key", models.CharField(max_length=8)),
                    (
                        "state",
                        models.CharField(
                            default=vanlang.indicators.rules.states.Check["WAITING"], max_length=10
                        ),
                    ),
                    ("opened_at", models.DateTimeField()),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("decider_name", models.CharField(blank=True, max_length=250)),
                    (
                        "word",
                        models.CharField(
                            blank=True, max_length=1000, verbose_name="ý kiến thẩm định"
                        ),
                    ),
                    ("appealed_at", models.DateTimeField(null=True)),
                    ("appellant_name", models.CharField(blank=True, max_length=250)),
                    (
                        "appeal",
                        models.CharField(
                            blank=True, max_length=1000, verbose_name="lý do phúc tra"
                        ),
                    ),
                    ("settled_at", models.DateTimeField(null=True)),
                    ("settler_name", models.CharField(blank=True, max_length=250)),
                    (
                        "settlement",
                        models.CharField(
                            blank=True, max_length=1000, verbose_name="kết luận phúc tra"
                        ),
                    ),
                    (
                        "indicator",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.indicator",
                        ),
                    ),
                    (
                        "reported",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.value",
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
                        "verified",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="indicators.value",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(
                                (
                                    "state__in",
                                    (
                                        vanlang.indicators.rules.states.Check["WAITING"],
                                        vanlang.indicators.rules.states.Check["APPEALED"],
                                    ),
                                )
                            ),
                            fields=["opened_at"],
                            name="verifications_that_wait",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("indicator", "unit", "period_key"),
                            name="a_value_is_verified_in_one_place",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("appealed_at__isnull", True),
                                models.Q(("appeal", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="appeals_say_why",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("settled_at__isnull", True),
                                models.Q(("settlement", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="settlements_say_why",
                        ),
                    ],
                },
            ),
        ),
    ]
