from django.db import models
from django.db.models import F, Q

from vanlang.indicators.models.definitions import Indicator


class Retirement(models.Model):
    """Ngừng chỉ số: the last day of an indicator, why it ends, and which one goes on from it."""

    indicator = models.OneToOneField(Indicator, models.PROTECT, related_name="retirement")
    last_date = models.DateField("ngày cuối cùng")
    reason = models.CharField("lý do", max_length=1000)
    successor = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    goes_on = models.BooleanField("chuỗi số liệu nối tiếp", default=False)
    retired_at = models.DateTimeField()
    retirer_name = models.CharField(max_length=250)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_indicator_succeeds_itself",
                condition=Q(successor__isnull=True) | ~Q(successor=F("indicator")),
            ),
            models.CheckConstraint(
                name="a_series_goes_on_in_a_successor",
                condition=Q(goes_on=False) | Q(successor__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["successor"],
                condition=Q(goes_on=True),
                name="a_series_goes_back_into_one_indicator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.last_date}"
