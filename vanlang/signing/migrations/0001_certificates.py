import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vanlang.signing.rules.states
from vanlang.kernel.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0002_accesses_stay"),
        ("identity", "__first__"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Certificate",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.signing.rules.states.Kind["PERSON"],
                                    vanlang.signing.rules.states.Kind["PERSON"],
                                ),
                                (
                                    vanlang.signing.rules.states.Kind["ORGANISATION"],
                                    vanlang.signing.rules.states.Kind["ORGANISATION"],
                                ),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("subject", models.CharField(max_length=200)),
                    ("issuer", models.CharField(max_length=200)),
                    ("serial", models.CharField(max_length=80)),
                    ("fingerprint", models.CharField(max_length=64, unique=True)),
                    ("der", models.BinaryField()),
                    (
                        "chain",
                        models.BinaryField(blank=True, help_text="PEM of the authorities above it"),
                    ),
                    (
                        "key",
                        models.CharField(
                            help_text="pkcs12:…, pkcs11:… or remote:…", max_length=200
                        ),
                    ),
                    ("is_test", models.BooleanField(default=False)),
                    ("valid_from", models.DateTimeField()),
                    ("valid_to", models.DateTimeField()),
                    ("registered_at", models.DateTimeField()),
                    ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "warned_days",
                        models.PositiveSmallIntegerField(
                            help_text="the last warning of its end was given so many days ahead",
                            null=True,
                        ),
                    ),
                    ("revocation_reason", models.CharField(blank=True, max_length=200)),
                    (
                        "person",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["person", "valid_to"], name="certificates_of_a_person"
                        ),
                        models.Index(fields=["unit", "valid_to"], name="certificates_of_a_unit"),
                        models.Index(fields=["valid_to"], name="certificates_by_expiry"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("kind", vanlang.signing.rules.states.Kind["PERSON"]),
                                    ("person__isnull", False),
                                    ("unit__isnull", True),
                                ),
                                models.Q(
                                    ("kind", vanlang.signing.rules.states.Kind["ORGANISATION"]),
                                    ("person__isnull", True),
                                    ("unit__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="certificates_belong_to_a_person_or_an_organisation",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                            name="certificates_end_after_they_begin",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("revoked_at__isnull", True),
                                models.Q(("revocation_reason", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="revoked_certificates_say_why",
                        ),
                        models.UniqueConstraint(
                            models.F("issuer"),
                            models.F("serial"),
                            name="serials_are_unique_to_their_issuer",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Signature",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.signing.rules.states.Kind["PERSON"],
                                    vanlang.signing.rules.states.Kind["PERSON"],
                                ),
                                (
                                    vanlang.signing.rules.states.Kind["ORGANISATION"],
                                    vanlang.signing.rules.states.Kind["ORGANISATION"],
                                ),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("signed_at", models.DateTimeField()),
                    ("by_name", models.CharField(max_length=200)),
                    ("reason", models.CharField(blank=True, max_length=300)),
                    (
                        "agencies",
                        django.contrib.postgres.fields.ArrayField(
                            base_field=models.BigIntegerField(),
                            default=list,
                            help_text="where the signer was competent to sign, at that moment",
                            size=None,
                        ),
                    ),
                    ("digest_before", models.CharField(db_index=True, max_length=64)),
                    ("digest_after", models.CharField(max_length=64, unique=True)),
                    (
                        "by_person",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "certificate",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="signing.certificate",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("digest_before", models.F("digest_after")), _negated=True
                            ),
                            name="signing_changes_the_document",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SignatureImage",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                (
                                    vanlang.signing.rules.states.Kind["PERSON"],
                                    vanlang.signing.rules.states.Kind["PERSON"],
                                ),
                                (
                                    vanlang.signing.rules.states.Kind["ORGANISATION"],
                                    vanlang.signing.rules.states.Kind["ORGANISATION"],
                                ),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("png", models.BinaryField()),
                    ("width_mm", models.FloatField()),
                    ("is_test", models.BooleanField(default=False)),
                    ("changed_at", models.DateTimeField()),
                    (
                        "person",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "unit",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="identity.unit",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("kind", vanlang.signing.rules.states.Kind["PERSON"]),
                                    ("person__isnull", False),
                                    ("unit__isnull", True),
                                ),
                                models.Q(
                                    ("kind", vanlang.signing.rules.states.Kind["ORGANISATION"]),
                                    ("person__isnull", True),
                                    ("unit__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            name="images_belong_to_a_person_or_an_organisation",
                        )
                    ],
                },
            ),
        ),
    ]
