"""What a person at a counter was asked, and what they answered: the proof of an agreement."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from vanlang.identity.api import Person
from vanlang.public_services.models.dossiers import Draft
from vanlang.public_services.rules.consents import (
    CONSENT_NAMES,
    MANNER_NAMES,
    ConsentManner,
    ConsentState,
)


class ConsentRequest(models.Model):
    """Yêu cầu đồng ý tại quầy — one question to one person, by an official, about one dossier.

    It outlives the draft: who uses personal data must be able to prove the agreement
    (Luật 91/2025/QH15, Điều 9).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    draft = models.ForeignKey(
        Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="consents"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="+")
    purpose = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="+")
    # As they were: an official moves on, what the person read stays.
    who = models.CharField(max_length=400)
    counter = models.CharField(max_length=300)
    state = models.CharField(
        max_length=10, choices=list(CONSENT_NAMES.items()), default=ConsentState.WAITING
    )
    manner = models.CharField(
        max_length=10, choices=[(m, name) for m, name in MANNER_NAMES.items()], blank=True
    )
    code_hash = models.CharField(max_length=64, blank=True)
    wrong_count = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(state=ConsentState.WAITING),
                name="one_question_at_a_time_about_a_draft",
            ),
            models.CheckConstraint(
                name="answered_questions_have_a_time",
                condition=Q(state=ConsentState.WAITING) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="agreements_say_how_they_came",
                condition=~Q(state=ConsentState.AGREED) | ~Q(manner=""),
            ),
        ]
        indexes = [models.Index(fields=["person", "-asked_at"], name="consents_of_a_person")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"

    @property
    def state_name(self) -> str:
        return CONSENT_NAMES[ConsentState(self.state)]

    @property
    def manner_name(self) -> str:
        return MANNER_NAMES[ConsentManner(self.manner)] if self.manner else ""
