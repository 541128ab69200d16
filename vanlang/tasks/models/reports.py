from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from vanlang.tasks.models.tasks import Task


class Report(models.Model):
    """Báo cáo kết quả: a product handed in, and what the giver said to it.

    Its key is the sender's. An answer that closed the task is a report too, accepted as it came.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="reports")
    text = models.TextField("kết quả")
    answer_label = models.CharField("văn bản trả lời", max_length=300, blank=True)
    answer_url = models.CharField(max_length=300, blank=True)
    children_note = models.CharField(
        "lý do báo cáo khi việc con chưa xong", max_length=1000, blank=True
    )
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sender_name = models.CharField(max_length=250)
    decided_at = models.DateTimeField(null=True)
    decider_name = models.CharField(max_length=250, blank=True)
    is_accepted = models.BooleanField(null=True)
    word = models.CharField("ý kiến nghiệm thu", max_length=1000, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                name="decided_reports_have_a_time_and_a_verdict",
                condition=Q(decided_at__isnull=True, is_accepted__isnull=True)
                | Q(decided_at__isnull=False, is_accepted__isnull=False),
            ),
            models.CheckConstraint(
                name="reports_are_sent_back_with_a_reason",
                condition=~Q(is_accepted=False) | ~Q(word=""),
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(decided_at__isnull=True),
                name="a_task_has_one_report_waiting",
            ),
        ]
        indexes = [models.Index(fields=["task", "sent_at"], name="reports_of_a_task")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.sent_at}"


class ReportFile(models.Model):
    """Sản phẩm: a file handed in with a report."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"], name="one_file_per_report_and_position"
            ),
        ]

    def __str__(self) -> str:
        return self.name
