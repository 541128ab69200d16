from django.conf import settings
from django.db import models


class Subscription(models.Model):
    """Đăng ký bản tin sáng: who is sent the leader's page each morning, and when last."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_sent_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.person_id)
