"""Files, kept once by what they contain."""

from django.db import models

from vanlang.kernel import search


class StoredFile(models.Model):
    """Tệp: bytes under their SHA-256. Neither the row nor the bytes ever change."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()
    stored_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"),
                name="files_are_named_by_their_sha256",
            ),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="files_have_a_size"),
        ]

    def __str__(self) -> str:
        return self.sha256


class FileText(models.Model):
    """Lớp chữ: what was read in a scan, and the searchable PDF/A made of it."""

    file = models.OneToOneField(
        StoredFile, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    text = models.TextField()
    folded = models.TextField(default="", db_default="", editable=False)
    searchable = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True
    )
    read_at = models.DateTimeField()

    class Meta:
        indexes = [search.index("folded", name="files_by_what_they_say")]

    def __str__(self) -> str:
        return self.text[:80]
