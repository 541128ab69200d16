"""What officers set right in dossiers."""

from django.db import models

from vanlang.identity.api import Person
from vanlang.public_services.models.dossiers import Dossier


class Correction(models.Model):
    """Sửa thông tin hồ sơ — one answer that was mistyped at a counter, old and new, with why.

    Papers that were signed before stay as they are; receipts since then say what they replace.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    # As people read them: a day is 05/03/2026.
    before = models.TextField(blank=True)
    after = models.TextField()
    is_applicants_name = models.BooleanField(default=False)
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="corrections_change_something_and_say_why",
                condition=~models.Q(reason="") & ~models.Q(before=models.F("after")),
            ),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="corrections_of_a_dossier")]

    def __str__(self) -> str:
        return f"{self.field} {self.dossier_id}"
