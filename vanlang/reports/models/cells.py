from django.conf import settings
from django.db import models
from django.db.models import Q

from vanlang.reports.models.rounds import Submission
from vanlang.reports.rules.states import ORIGIN_NAMES, Origin, Standing


class CellEntry(models.Model):
    """Lịch sử ô số liệu: who gave a cell which value, when, and whether it stands."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="entries")
    place = models.CharField("ô", max_length=160)
    value = models.TextField("giá trị", blank=True)
    before = models.TextField("giá trị trước", blank=True)
    origin = models.CharField("nguồn", max_length=10)
    standing = models.CharField(max_length=10, default=Standing.KEPT)
    revision = models.PositiveIntegerField()
    key = models.UUIDField("mã gửi", null=True)
    written_at = models.DateTimeField()
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    writer_name = models.CharField("người ghi", max_length=250)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "place", "revision"],
                condition=Q(standing=Standing.KEPT),
                name="a_revision_writes_a_cell_once",
            ),
        ]
        indexes = [models.Index(fields=["submission", "revision"], name="cells_by_revision")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.place} {self.revision}"

    @property
    def origin_name(self) -> str:
        return ORIGIN_NAMES[Origin(self.origin)]

    @property
    def is_kept(self) -> bool:
        return self.standing == Standing.KEPT
