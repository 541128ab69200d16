"""What is told on paper, to whom no telephone, mail or account reaches."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from vanlang.identity.api import Person
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.rules.paper_notices import STATE_NAMES, PaperNoticeState

ENDED = (PaperNoticeState.HANDED_OVER, PaperNoticeState.POSTED)


class PaperNotice(models.Model):
    """Thông báo bằng giấy — the words of one notice, printed at the counter where it was filed.

    Nobody was told before it was handed over or sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="paper_notices")
    # What it tells of, once: the same words as the account's notice has.
    about = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=list(STATE_NAMES.items()), default=PaperNoticeState.WAITING
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    # The day on which it was handed over or sent, as the official says.
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by_name = models.CharField(max_length=200, blank=True)
    parcel_number = models.CharField("mã bưu gửi", max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "about"], name="one_paper_notice_about_one_thing"
            ),
            models.CheckConstraint(
                name="paper_notices_that_left_have_a_day",
                condition=~Q(state__in=ENDED)
                | Q(ended_at__isnull=False, ended_on__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_notices_that_wait_have_not_ended",
                condition=~Q(state=PaperNoticeState.WAITING)
                | Q(ended_at__isnull=True, ended_on__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at", "id"],
                name="paper_notices_to_print",
                condition=Q(state=PaperNoticeState.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state_name(self) -> str:
        return STATE_NAMES[PaperNoticeState(self.state)]
