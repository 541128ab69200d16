"""The document that settles a dossier, and what the person said about the service."""

from django.db import models
from django.db.models import Q

from vanlang.identity.api import Person, Unit
from vanlang.kernel.models import StoredFile
from vanlang.public_services.models.dossiers import Dossier


class Result(models.Model):
    """Kết quả giải quyết — drafted, signed by a person, sealed by the organisation."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="result")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    symbol = models.CharField(max_length=60, blank=True)
    verification_code = models.CharField(max_length=24, unique=True)
    # The leader has signed, and the time-stamp service has not answered yet: it is tried again.
    sign_asked_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A PDF in place of the paper that the platform sets; one that is signed already stays as it is.
    attached_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    attached_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    signed_elsewhere = models.BooleanField(default=False, db_default=False)
    # Where the organisation's image goes, measured when the paper was set.
    seal_box = models.JSONField(null=True, blank=True)
    # A clerk has asked for the seal, and the time-stamp service has not answered yet.
    seal_asked_at = models.DateTimeField(null=True, blank=True)
    seal_asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sealed_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "number"], name="result_numbers_are_given_once"
            ),
            models.CheckConstraint(
                name="signed_results_have_a_number_and_a_file",
                condition=Q(signed_at__isnull=True)
                | Q(number__isnull=False, signed_by__isnull=False, signed_file__isnull=False),
            ),
            models.CheckConstraint(
                name="sealed_results_have_a_file",
                condition=Q(sealed_at__isnull=True) | Q(file__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or self.verification_code


class Rating(models.Model):
    """Đánh giá sự phục vụ — once a dossier; reports never show whose."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scores_run_from_one_to_five", condition=Q(score__gte=1, score__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score}/5"
