"""Work that waits to be done."""

from datetime import UTC, datetime

from django.db import models
from django.db.models.functions import Now

# Not "now": work of a replayed day, whose clock stands in the past, must be due there too.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


class Job(models.Model):
    """Việc nền: one call that waits, is tried again, or has failed for good. Done ones are gone."""

    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=250, blank=True)
    run_at = models.DateTimeField(default=AT_ONCE)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    has_failed = models.BooleanField(default=False, db_default=False)
    error = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(
                fields=["run_at", "id"],
                condition=models.Q(has_failed=False),
                name="jobs_that_wait",
            ),
            models.Index(
                fields=["key", "id"],
                condition=models.Q(has_failed=False) & ~models.Q(key=""),
                name="jobs_that_wait_for_each_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.name}"


class Schedule(models.Model):
    """Lịch việc định kỳ: when a periodic job is due next."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
