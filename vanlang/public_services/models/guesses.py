"""Who has guessed how often: in the database, as several processes answer."""

from django.db import models
from django.db.models import Q


class GuessCount(models.Model):
    """Số lần tra cứu sai — on one dossier code, or from one address, since a moment.

    A memory of minutes: what is older is swept away.
    """

    subject = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["since"], name="guesses_by_their_age")]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=0), name="guesses_are_never_below_none"),
        ]

    def __str__(self) -> str:
        return self.subject
