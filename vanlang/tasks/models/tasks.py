from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from vanlang.kernel import search
from vanlang.tasks.rules.states import KIND_NAMES, OPEN, STATE_NAMES, Kind, State


class Task(models.Model):
    """Nhiệm vụ: what one unit gave another to do, with everything that must be clear about it.

    Its key is the sender's, so that giving twice gives once. `source` refers to what is above this
    system (a document, a conclusion) as plain words. `due_at` is the term in force;
    `original_due_at` never changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, default=Kind.TASK)
    number = models.CharField("số", max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    root = models.ForeignKey("self", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    # Broken down inside the lead agency: its whole is counted, the parts are not.
    is_part = models.BooleanField(default=False)

    source_system = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    source_label = models.CharField("căn cứ giao", max_length=300, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    closes_with_answer = models.BooleanField("kết thúc khi có văn bản trả lời", default=False)
    closes_with_children = models.BooleanField("kết thúc cùng việc con", default=False)

    giver = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    giver_agency = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    giver_name = models.CharField("người giao", max_length=250)
    given_at = models.DateTimeField("giao lúc")
    lead = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    lead_agency = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    # 6 rõ: each column is one of the six, and none may be empty.
    in_charge = models.CharField("rõ người", max_length=1000)
    title = models.CharField("rõ việc", max_length=500)
    responsibility = models.CharField("rõ trách nhiệm", max_length=1000)
    product = models.CharField("rõ sản phẩm", max_length=1000)
    authority = models.CharField("rõ thẩm quyền", max_length=1000)
    due_at = models.DateTimeField("rõ thời gian")

    content = models.TextField("nội dung chi tiết", blank=True)
    original_due_at = models.DateTimeField("thời hạn ban đầu")
    budget = models.PositiveBigIntegerField("kinh phí được giao", null=True)
    folded = models.CharField(max_length=1100, editable=False)

    state = models.CharField(max_length=10, default=State.ASSIGNED)
    started_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    closing_word = models.CharField("lý do kết thúc hoặc hủy", max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tasks_are_clear_in_all_six_ways",
                condition=~Q(in_charge="")
                & ~Q(title="")
                & ~Q(responsibility="")
                & ~Q(product="")
                & ~Q(authority=""),
            ),
            models.CheckConstraint(
                name="a_term_only_ever_grows", condition=Q(due_at__gte=F("original_due_at"))
            ),
            models.CheckConstraint(
                name="tasks_are_due_after_they_are_given",
                condition=Q(original_due_at__gt=F("given_at")),
            ),
            models.CheckConstraint(
                name="closed_tasks_have_a_time_and_a_beginning",
                condition=Q(state=State.CLOSED, closed_at__isnull=False, started_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="cancelled_tasks_have_a_time_and_a_reason",
                condition=(
                    Q(state=State.CANCELLED, cancelled_at__isnull=False) & ~Q(closing_word="")
                )
                | (~Q(state=State.CANCELLED) & Q(cancelled_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="tasks_that_wait_for_acceptance_were_reported",
                condition=~Q(state=State.REPORTED)
                | Q(reported_at__isnull=False, started_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["giver_agency", "number"], name="no_task_number_twice_at_an_agency"
            ),
        ]
        indexes = [
            models.Index(fields=["lead_agency", "given_at"], name="tasks_of_a_lead_agency"),
            models.Index(fields=["giver_agency", "given_at"], name="tasks_given_by_an_agency"),
            models.Index(
                fields=["source_system", "source_key"],
                name="tasks_of_a_source",
                condition=~Q(source_key=""),
            ),
            models.Index(fields=["due_at"], name="open_tasks_by_term", condition=Q(state__in=OPEN)),
            search.index("folded", name="tasks_by_part_of_title"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("tasks-task", args=[self.pk])

    @property
    def state_name(self) -> str:
        return STATE_NAMES[State(self.state)]

    @property
    def kind_name(self) -> str:
        return KIND_NAMES[Kind(self.kind)]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def was_extended(self) -> bool:
        return self.due_at != self.original_due_at

    def is_late(self, at: datetime) -> bool:
        """Tell whether the term went by without a product: one handed in stops the clock."""
        handed_in = self.state in (State.REPORTED, State.CLOSED) and self.reported_at
        return self.state != State.CANCELLED and (handed_in or self.closed_at or at) > self.due_at


class Support(models.Model):
    """Đơn vị phối hợp: a unit that helps the one that leads."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="supports")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    agency = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="a_unit_supports_a_task_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id}"
