"""Procedures and their versions. What is published never changes: a trigger guards it."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import BigIntegerRangeField
from django.db import models
from django.db.models import F, Func, Q, Value

from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.versions import STATE_NAMES, VersionState


class Procedure(models.Model):
    """Thủ tục hành chính — known by its national code; what it says stands in its versions.

    `replaced_by` is the procedure to go to when this one was closed (bãi bỏ).
    """

    code = models.CharField(max_length=20, unique=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(models.Model):
    """Phiên bản thủ tục — one definition with its dates; a dossier keeps the one it was born under.

    A superseded version stays in force until the day before `effective_to`, the first day of
    the next.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=12, choices=list(STATE_NAMES.items()), default=VersionState.DRAFT
    )
    definition = models.JSONField()
    name = models.CharField(max_length=1000)
    folded = models.TextField()
    field_of_work = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=10)
    gives_result = models.BooleanField()
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["procedure_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"], name="versions_of_a_procedure_are_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(state=VersionState.DRAFT),
                name="a_procedure_has_at_most_one_draft",
            ),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(state=VersionState.PUBLISHED),
                name="a_procedure_has_at_most_one_published_version",
            ),
            models.CheckConstraint(
                name="published_versions_say_since_when",
                condition=Q(
                    state=VersionState.DRAFT, effective_from__isnull=True, published_at__isnull=True
                )
                | Q(
                    ~Q(state=VersionState.DRAFT),
                    effective_from__isnull=False,
                    published_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="superseded_versions_say_until_when",
                condition=Q(state=VersionState.SUPERSEDED, effective_to__isnull=False)
                | Q(~Q(state=VersionState.SUPERSEDED), effective_to__isnull=True),
            ),
            models.CheckConstraint(
                name="versions_end_after_they_begin",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
            ),
            # A range of one number stands for equality: so no extension is needed.
            ExclusionConstraint(
                name="one_version_is_in_force_at_a_time",
                expressions=[
                    (
                        Func(
                            F("procedure_id"),
                            F("procedure_id"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("effective_from"),
                            F("effective_to"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state=VersionState.DRAFT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"

    @property
    def spec(self) -> Definition:
        """The definition as classes. Read from JSON at each call; queries.procedures keeps it."""
        return Definition.from_json(self.definition)

    def is_in_force(self, on: date) -> bool:
        begun = self.effective_from is not None and self.effective_from <= on
        return begun and (self.effective_to is None or on < self.effective_to)
