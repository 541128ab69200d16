"""What a person says to pay less, and what an official made of it."""

from django.db import models
from django.db.models import Q

from vanlang.identity.api import Person
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.rules.claims import CLAIM_NAMES, ClaimState


class FeeClaim(models.Model):
    """Đề nghị miễn, giảm phí, lệ phí — one group's lower amount, claimed for one dossier."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="fee_claim")
    group = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    proof = models.CharField(max_length=200, blank=True)
    full_amount = models.PositiveBigIntegerField()
    amount = models.PositiveBigIntegerField()
    state = models.CharField(
        max_length=10, choices=list(CLAIM_NAMES.items()), default=ClaimState.CLAIMED
    )
    # The order for the difference, where the claim was refused.
    reference = models.UUIDField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decided_fee_claims_have_a_time",
                condition=Q(state=ClaimState.CLAIMED) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="refused_fee_claims_ask_for_the_difference",
                condition=~Q(state=ClaimState.REFUSED) | Q(reference__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.state}"

    @property
    def state_name(self) -> str:
        return CLAIM_NAMES[ClaimState(self.state)]

    @property
    def difference(self) -> int:
        return self.full_amount - self.amount
