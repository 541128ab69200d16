"""What the recount adds up; made again from the rows of the lower systems whenever they change."""

from django.db import models
from django.db.models import F, Q


class Tally(models.Model):
    """Số đếm theo kỳ: of one measure for one agency in one period, as counted last.

    The province is the sum of its agencies, so that one event makes one agency count again.
    """

    measure = models.CharField(max_length=80)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+", db_index=False)
    start = models.DateField()
    end = models.DateField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["start", "end", "measure", "unit"],
                name="one_tally_per_measure_agency_and_period",
            ),
            models.CheckConstraint(
                name="tallies_end_after_they_begin", condition=Q(end__gte=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.unit_id} {self.start}: {self.numerator}"


class StaleUnit(models.Model):
    """Đơn vị cần đếm lại: an agency at which something has happened since it was counted."""

    unit = models.OneToOneField("identity.Unit", models.PROTECT, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.unit_id)
