from django.conf import settings
from django.db import models

from vanlang.tasks.models.tasks import Task


class Reminder(models.Model):
    """Nhắc việc: that a task has come to a step of its term. Once for each step and term."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="reminders")
    step = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "step", "due_at"], name="a_step_of_a_term_is_reminded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.step}"


class Digest(models.Model):
    """Tổng hợp hằng ngày: that a person was sent the day's list of what waits for them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="a_person_has_one_digest_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"
