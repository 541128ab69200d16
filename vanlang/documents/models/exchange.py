from django.db import models

from vanlang.documents.models.documents import Document


class StatusNote(models.Model):
    """Trạng thái gửi nhận: one of the statuses 01 to 16 that agencies tell each other."""

    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="status_notes")
    exchange_id = models.CharField("mã định danh văn bản", max_length=200)
    from_code = models.CharField(max_length=35)
    to_code = models.CharField(max_length=35)
    code = models.CharField(max_length=2)
    description = models.CharField(max_length=500, blank=True)
    staff = models.CharField("người thực hiện", max_length=200, blank=True)
    at = models.DateTimeField()
    is_sent = models.BooleanField()
    message_id = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange_id", "from_code", "to_code", "code"],
                name="a_status_is_told_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.code}"
