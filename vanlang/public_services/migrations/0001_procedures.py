import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import vanlang.public_services.rules.versions
from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Procedure",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("code", models.CharField(max_length=20, unique=True)),
                    (
                        "replaced_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="public_services.procedure",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="ProcedureVersion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.public_services.rules.versions.VersionState["DRAFT"],
                                    "Dự thảo",
                                ),
                                (
                                    vanlang.public_services.rules.versions.VersionState[
                                        "PUBLISHED"
                                    ],
                                    "Đã công bố",
                                ),
                                (
                                    vanlang.public_services.rules.versions.VersionState[
                                        "SUPERSEDED"
                                    ],
                                    "Đã thay thế",
                                ),
                            ],
                            default=vanlang.public_services.rules.versions.VersionState["DRAFT"],
                            max_length=12,
                        ),
                    ),
                    ("definition", models.JSONField()),
                    ("name", models.CharField(max_length=1000)),
                    ("folded", models.TextField()),
                    ("field_of_work", models.CharField(blank=True, max_length=200)),
                    ("level", models.CharField(max_length=10)),
                    ("gives_result", models.BooleanField()),
                    ("effective_from", models.DateField(blank=True, null=True)),
                    ("effective_to", models.DateField(blank=True, null=True)),
                    ("created_at", models.DateTimeField()),
                    ("changed_at", models.DateTimeField()),
                    ("published_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "procedure",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="public_services.procedure",
                        ),
                    ),
                ],
                options={
                    "ordering": ["procedure_id", "number"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("procedure", "number"),
                            name="versions_of_a_procedure_are_numbered_once",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                (
                                    "state",
                                    vanlang.public_services.rules.versions.VersionState["DRAFT"],
                                )
                            ),
                            fields=("procedure",),
                            name="a_procedure_has_at_most_one_draft",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                (
                                    "state",
                                    vanlang.public_services.rules.versions.VersionState[
                                        "PUBLISHED"
                                    ],
                                )
                            ),
                            fields=("procedure",),
                            name="a_procedure_has_at_most_one_published_version",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("effective_from__isnull", True),
                                    ("published_at__isnull", True),
                                    (
                                        "state",
                                        vanlang.public_services.rules.versions.VersionState[
                                            "DRAFT"
                                        ],
                                    ),
                                ),
                                models.Q(
                                    models.Q(
                                        (
                                            "state",
                                            vanlang.public_services.rules.versions.VersionState[
                                                "DRAFT"
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                    ("effective_from__isnull", False),
                                    ("published_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="published_versions_say_since_when",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("effective_to__isnull", False),
                                    (
                                        "state",
                                        vanlang.public_services.rules.versions.VersionState[
                                            "SUPERSEDED"
                                        ],
                                    ),
                                ),
                                models.Q(
                                    models.Q(
                                        (
                                            "state",
                                            vanlang.public_services.rules.versions.VersionState[
                                                "SUPERSEDED"
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                    ("effective_to__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="superseded_versions_say_until_when",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("effective_to__isnull", True),
                                ("effective_to__gte", models.F("effective_from")),
                                _connector="OR",
                            ),
                            name="versions_end_after_they_begin",
                        ),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            condition=models.Q(
                                (
                                    "state",
                                    vanlang.public_services.rules.versions.VersionState["DRAFT"],
                                ),
                                _negated=True,
                            ),
                            expressions=[
                                (
                                    models.Func(
                                        models.F("procedure_id"),
                                        models.F("procedure_id"),
                                        models.Value("[]"),
                                        function="int8range",
                                        output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                    ),
                                    "&&",
                                ),
                                (
                                    models.Func(
                                        models.F("effective_from"),
                                        models.F("effective_to"),
                                        function="daterange",
                                        output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                    ),
                                    "&&",
                                ),
                            ],
                            name="one_version_is_in_force_at_a_time",
                        ),
                    ],
                },
            ),
        ),
    ]
