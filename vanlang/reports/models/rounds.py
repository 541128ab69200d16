import json
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from vanlang.reports.models.regimes import Regime, RegimeVersion
from vanlang.reports.rules import places
from vanlang.reports.rules.definitions import Definition
from vanlang.reports.rules.states import STATE_NAMES, RoundState, State


class Tier(StrEnum):
    """At which level a report is made: where it begins, where it is gathered, at the top."""

    REPORTER = "reporter"
    COLLECTOR = "collector"
    TOP = "top"


class Round(models.Model):
    """Đợt báo cáo: one period of a regime, under the version it was opened with."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    regime = models.ForeignKey(Regime, models.PROTECT, related_name="rounds")
    version = models.ForeignKey(RegimeVersion, models.PROTECT, related_name="rounds")
    period_key = models.CharField(max_length=10)
    period_name = models.CharField("kỳ báo cáo", max_length=60)
    starts_on = models.DateField("số liệu từ ngày")
    ends_on = models.DateField("đến ngày")
    state = models.CharField(max_length=10, default=RoundState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "period_key"], name="one_round_a_regime_and_period"
            ),
            models.CheckConstraint(
                name="a_round_ends_after_it_begins", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="closed_rounds_have_a_time",
                condition=Q(state=RoundState.CLOSED, closed_at__isnull=False)
                | Q(state=RoundState.OPEN, closed_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["-ends_on"], name="rounds_the_latest_first")]

    def __str__(self) -> str:
        return f"{self.regime_id} {self.period_key}"

    def get_absolute_url(self) -> str:
        return reverse("reports-round", args=[self.pk])

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN


class Submission(models.Model):
    """Báo cáo của một đơn vị trong một đợt: its cells, how far it has come, whom it goes to.

    `cells` holds for each place its value, where that came from, and the revision that wrote it;
    how it came to be so stands in `CellEntry`, line by line.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions")
    tier = models.CharField(max_length=10)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    unit_name = models.CharField("đơn vị báo cáo", max_length=200)  # as it was called then
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=State.DRAFTING)
    revision = models.PositiveIntegerField(default=0)
    cells = models.JSONField(default=dict)
    counted = models.JSONField(default=dict)
    counted_at = models.DateTimeField(null=True)
    summed_at = models.DateTimeField("tổng hợp lúc", null=True)  # up to when it holds what was sent
    due_at = models.DateTimeField("hạn gửi")
    presented_at = models.DateTimeField(null=True)
    presenter_name = models.CharField(max_length=250, blank=True)
    approved_at = models.DateTimeField(null=True)
    approver_name = models.CharField("người duyệt", max_length=250, blank=True)
    approver_title = models.CharField("chức vụ", max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True)
    sender_name = models.CharField(max_length=250, blank=True)
    first_sent_at = models.DateTimeField(null=True)  # what was late stays so when sent again
    last_word = models.CharField("lời ghi ở bước gần nhất", max_length=1000, blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "tier"], name="a_unit_reports_once_a_round"
            ),
            models.CheckConstraint(
                name="only_the_top_reports_to_nobody",
                condition=Q(tier=Tier.TOP, parent__isnull=True)
                | (~Q(tier=Tier.TOP) & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(
                name="sent_reports_were_approved_and_have_a_time",
                condition=~Q(state=State.SENT)
                | Q(sent_at__isnull=False, approved_at__isnull=False, first_sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="unsent_reports_are_not_locked",
                condition=Q(state=State.SENT) | Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_at"], name="reports_of_a_unit_by_term"),
            models.Index(fields=["parent", "state"], name="reports_below_another"),
            models.Index(fields=["due_at"], name="reports_by_term"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_name}"

    def get_absolute_url(self) -> str:
        return reverse("reports-report", args=[self.pk])

    @property
    def values(self) -> dict[str, str]:
        """Return the value of every cell by its place."""
        return {place: str(kept[0]) for place, kept in self.cells.items()}

    @property
    def covers(self) -> list[tuple[str, str]]:
        """Return the units this report is over, code and name."""
        kept = self.cells.get(places.COVERS)
        return [(code, name) for code, name in json.loads(kept[0])] if kept else []

    @property
    def state_name(self) -> str:
        return STATE_NAMES[State(self.state)]

    @property
    def is_sent(self) -> bool:
        return self.state == State.SENT

    def is_late(self, at: datetime) -> bool:
        """Tell whether it was, or by now would be, sent after its term."""
        return (self.first_sent_at or at) > self.due_at


class Reminder(models.Model):
    """Lần nhắc nộp báo cáo: each step of a term once."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reminders")
    step = models.CharField(max_length=20)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "step"], name="a_report_is_reminded_of_once_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step}"
