from django.db import models
from django.db.models import Q

from vanlang.documents.models.incoming import IncomingEntry
from vanlang.documents.rules.states import ASIDE_STATE_NAMES, AsideState, Source


class SetAsideLetter(models.Model):
    """Thư để riêng: what could not be taken in, kept as it came until a clerk settles it.

    An e-mail, or a message of the axis, which went back to its sender. An e-mail that is
    too large to fetch has no file here and stays in its mailbox.
    """

    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(
        "đến bằng", max_length=10, default=Source.EMAIL, db_default=Source.EMAIL
    )
    mailbox = models.CharField("hộp thư", max_length=300)
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    sender = models.CharField("người gửi ghi trên thư", max_length=400, blank=True)
    subject = models.CharField("tiêu đề", max_length=500, blank=True)
    sent_on = models.DateField("ngày gửi ghi trên thư", null=True)
    reason = models.CharField("vì sao chưa nhận được", max_length=500)
    state = models.CharField("trạng thái", max_length=10, default=AsideState.WAITING)
    set_aside_at = models.DateTimeField("thời điểm để riêng")
    settled_at = models.DateTimeField("thời điểm xử lý", null=True)
    settled_by = models.CharField("người xử lý", max_length=200, blank=True)
    entry = models.ForeignKey(
        IncomingEntry, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-set_aside_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "file"], name="a_letter_is_set_aside_once"),
            models.CheckConstraint(
                name="settled_letters_have_a_time",
                condition=Q(state=AsideState.WAITING) | Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letters_taken_up_have_an_entry",
                condition=~Q(state=AsideState.TAKEN) | Q(entry__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "-set_aside_at"], name="letters_set_aside_at"),
        ]

    def __str__(self) -> str:
        return self.subject or self.reason

    @property
    def state_name(self) -> str:
        if self.is_message and self.state == AsideState.PUT_AWAY:
            return "Đã xem"
        return ASIDE_STATE_NAMES[AsideState(self.state)]

    @property
    def is_message(self) -> bool:
        """Tell whether it came by the axis: its sender was told, and sends another."""
        return self.source == Source.AXIS

    @property
    def is_waiting(self) -> bool:
        return self.state == AsideState.WAITING
