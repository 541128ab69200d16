"""What the boards add up: one row for each agency and day, made again whenever the day changes."""

from django.db import models

from vanlang.identity.api import Unit


class DayTally(models.Model):
    """Số đếm theo ngày — of the dossiers an agency received on a day, and of those it settled.

    A row is never adjusted by differences: it is counted again from the dossiers themselves by
    the measures' own definitions, so that a repeated or late event cannot make it wrong.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    # Of the dossiers received on this day.
    received = models.PositiveIntegerField(default=0)
    online = models.PositiveIntegerField(default=0)
    online_complete = models.PositiveIntegerField(default=0)
    reused = models.PositiveIntegerField(default=0)
    # Of the dossiers settled on this day.
    settled = models.PositiveIntegerField(default=0)
    early = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    result_due = models.PositiveIntegerField(default=0)
    electronic = models.PositiveIntegerField(default=0)
    digitised = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="one_tally_per_agency_and_day"),
        ]
        indexes = [models.Index(fields=["day", "unit"], name="tallies_of_a_period")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class StaleDay(models.Model):
    """Ngày cần đếm lại — an agency's day on which something has happened since it was counted."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="a_day_is_stale_only_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"
