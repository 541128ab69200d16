"""What a person keeps on the platform, to be used again."""

from django.db import models

from vanlang.identity.api import Person
from vanlang.kernel.models import StoredFile
from vanlang.public_services.models.dossiers import Dossier


class StoreItem(models.Model):
    """Giấy tờ trong Kho quản lý dữ liệu điện tử của cá nhân — with where it came from."""

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    name = models.TextField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    is_result = models.BooleanField(default=False)
    number = models.CharField(max_length=60, blank=True)
    provenance = models.CharField(max_length=300)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="store_items"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "code", "file"], name="a_store_holds_a_file_once_per_kind"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-added_at"], name="store_of_a_person")]

    def __str__(self) -> str:
        return self.name
