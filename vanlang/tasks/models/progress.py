from django.db import models
from django.db.models import Q

from vanlang.tasks.models.tasks import Task


class ProgressReport(models.Model):
    """Báo cáo tiến độ tháng: how far a task came in a month and what was spent on it so far.

    Written until it is sent, locked from then on; the giver may open it again, with a reason.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="progress")
    month = models.DateField("tháng báo cáo")
    percent = models.PositiveSmallIntegerField("tỷ lệ hoàn thành")
    spent = models.PositiveBigIntegerField("lũy kế giải ngân", null=True)
    text = models.TextField("kết quả trong tháng", blank=True)
    obstacles = models.TextField("khó khăn, kiến nghị", blank=True)
    is_unchanged = models.BooleanField("không phát sinh", default=False)
    written_at = models.DateTimeField()
    writer_name = models.CharField(max_length=250)
    sent_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopening_word = models.CharField("lý do mở lại", max_length=1000, blank=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "month"], name="one_progress_report_a_task_and_month"
            ),
            models.CheckConstraint(
                name="progress_is_a_share_of_a_hundred", condition=Q(percent__lte=100)
            ),
            models.CheckConstraint(name="progress_is_for_a_whole_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="sent_progress_says_something",
                condition=Q(sent_at__isnull=True) | ~Q(text="") | Q(is_unchanged=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.month}"

    @property
    def is_locked(self) -> bool:
        return self.sent_at is not None
