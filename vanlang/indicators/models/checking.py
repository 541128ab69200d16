from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from vanlang.indicators.models.definitions import Indicator
from vanlang.indicators.models.values import Value
from vanlang.indicators.rules.quality import RULE_NAMES, Rule
from vanlang.indicators.rules.states import (
    CHECK_NAMES,
    FINDING_STATE_NAMES,
    Check,
    FindingState,
)


class Evidence(models.Model):
    """Minh chứng: a file that shows what a reported value says."""

    value = models.ForeignKey(Value, models.PROTECT, related_name="evidence")
    position = models.PositiveSmallIntegerField()
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["value", "position"], name="one_evidence_per_value_and_position"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Verification(models.Model):
    """Thẩm định: of what a unit reported for a period; the unit may appeal once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=8)
    reported = models.ForeignKey(Value, models.PROTECT, related_name="+")
    verified = models.ForeignKey(Value, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=Check.WAITING)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decider_name = models.CharField(max_length=250, blank=True)
    word = models.CharField("ý kiến thẩm định", max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    appellant_name = models.CharField(max_length=250, blank=True)
    appeal = models.CharField("lý do phúc tra", max_length=1000, blank=True)
    settled_at = models.DateTimeField(null=True)
    settler_name = models.CharField(max_length=250, blank=True)
    settlement = models.CharField("kết luận phúc tra", max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "period_key"],
                name="a_value_is_verified_in_one_place",
            ),
            models.CheckConstraint(
                name="appeals_say_why", condition=Q(appealed_at__isnull=True) | ~Q(appeal="")
            ),
            models.CheckConstraint(
                name="settlements_say_why",
                condition=Q(settled_at__isnull=True) | ~Q(settlement=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at"],
                condition=Q(state__in=(Check.WAITING, Check.APPEALED)),
                name="verifications_that_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.period_key}"

    def get_absolute_url(self) -> str:
        return reverse("indicators-verification", args=[self.pk])

    @property
    def state_name(self) -> str:
        return CHECK_NAMES[Check(self.state)]


class Finding(models.Model):
    """Phát hiện về chất lượng số liệu: what a rule found, given to its owner as a task."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rule = models.CharField(max_length=10)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=8)
    value = models.ForeignKey(Value, models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, default=FindingState.OPEN)
    found_at = models.DateTimeField()
    explained_at = models.DateTimeField(null=True)
    explainer_name = models.CharField(max_length=250, blank=True)
    explanation = models.CharField("giải trình", max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    closing_word = models.CharField("kết luận", max_length=1000, blank=True)
    task_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "indicator", "unit", "period_key"],
                condition=~Q(state=FindingState.CLOSED),
                name="one_open_finding_a_rule_and_period",
            ),
            models.CheckConstraint(
                name="explained_findings_have_words",
                condition=Q(explained_at__isnull=True) | ~Q(explanation=""),
            ),
            models.CheckConstraint(
                name="closed_findings_have_a_time_and_a_word",
                condition=Q(state=FindingState.CLOSED, closed_at__isnull=False)
                & ~Q(closing_word="")
                | (~Q(state=FindingState.CLOSED) & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "found_at"],
                condition=~Q(state=FindingState.CLOSED),
                name="open_findings_of_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("indicators-finding", args=[self.pk])

    @property
    def rule_name(self) -> str:
        return RULE_NAMES[Rule(self.rule)]

    @property
    def state_name(self) -> str:
        return FINDING_STATE_NAMES[FindingState(self.state)]
