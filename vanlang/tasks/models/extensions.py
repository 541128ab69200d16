from uuid import uuid4

from django.db import models
from django.db.models import Q

from vanlang.tasks.models.tasks import Task


class Extension(models.Model):
    """Gia hạn: more time asked for with its reason, and the answer. The terms before are kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="extensions")
    reason = models.CharField("lý do", max_length=1000)
    due_before = models.DateTimeField("thời hạn khi xin")
    wanted_due_at = models.DateTimeField("thời hạn xin")
    asked_at = models.DateTimeField()
    asker_name = models.CharField(max_length=250)
    decided_at = models.DateTimeField(null=True)
    decider_name = models.CharField(max_length=250, blank=True)
    granted_due_at = models.DateTimeField("thời hạn được gia hạn", null=True)
    word = models.CharField("ý kiến", max_length=1000, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(name="extensions_have_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="granted_extensions_were_decided",
                condition=Q(granted_due_at__isnull=True) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_extension_is_refused_with_a_reason",
                condition=Q(decided_at__isnull=True)
                | Q(granted_due_at__isnull=False)
                | ~Q(word=""),
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(decided_at__isnull=True),
                name="a_task_has_one_extension_waiting",
            ),
        ]
        indexes = [models.Index(fields=["task", "decided_at"], name="extensions_of_a_task")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.wanted_due_at}"
