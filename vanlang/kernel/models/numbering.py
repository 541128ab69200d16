"""Registers and their last numbers."""

from django.db import models


class Series(models.Model):
    """Dãy số: the last number given out in one register for one period."""

    series = models.CharField(max_length=120)
    period = models.CharField(max_length=20)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period"], name="one_counter_per_series_and_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}/{self.period}: {self.last}"
