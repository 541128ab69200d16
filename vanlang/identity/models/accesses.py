from django.db import models

from vanlang.identity.models.people import Person


class AccessEntry(models.Model):
    """Lượt xem dữ liệu cá nhân: who looked at whose data, for which purpose, about what.

    Luật Bảo vệ dữ liệu cá nhân 91/2025, Điều 4: a person has the right to know. Written on a
    connection of its own, so that what was looked at stays known even if the step that needed it
    is rolled back; hence no foreign key in the database, for the person may be new themselves.
    """

    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="accesses"
    )
    by_person_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    by_post = models.CharField(max_length=120, blank=True)
    by_unit = models.CharField(max_length=200, blank=True)
    purpose = models.CharField("mục đích", max_length=200)
    about = models.CharField("liên quan đến", max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="accesses_newest_first")]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.purpose}"
