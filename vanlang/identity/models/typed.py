from uuid import uuid4

from django.db import models

from vanlang.identity.models.people import Person
from vanlang.kernel.days import written


class TypedForm(models.Model):
    """Nội dung đang gõ dở: a form that was sent after its writer's session had ended.

    What was typed waits for its writer alone, until they have signed in again or a few days went
    by. Passwords and files are not in it; the names of the files are.
    """

    key = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=500)
    fields = models.JSONField()  # [[name, value], …] in the order in which they were sent
    file_names = models.JSONField(default=list)
    typed_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-typed_at"], name="typed_forms_of_a_person")]

    def __str__(self) -> str:
        return f"{self.path} ({written(self.typed_at)})"
