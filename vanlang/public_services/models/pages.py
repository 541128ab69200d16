"""The photographs of which a paper of a draft is made, until filing binds them into one file."""

from django.db import models

from vanlang.kernel.models import StoredFile
from vanlang.public_services.models.dossiers import DraftPaper


class DraftPage(models.Model):
    """Trang ảnh của giấy tờ — one photograph, drawn anew, at its place in the paper."""

    paper = models.ForeignKey(DraftPaper, on_delete=models.CASCADE, related_name="pages")
    position = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "position"],
                name="one_page_at_a_place_of_a_paper",
                deferrable=models.Deferrable.DEFERRED,  # two pages change places
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.file_name}"
