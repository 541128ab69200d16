"""Notices to people."""

from django.db import models


class Channel(models.TextChoices):
    IN_APP = "in_app", "Trên hệ thống"
    EMAIL = "email", "Thư điện tử"
    SMS = "sms", "Tin nhắn"


class NoticeState(models.TextChoices):
    QUEUED = "queued", "Đang chờ gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"


class Notice(models.Model):
    """Thông báo: one row for each person and channel."""

    person_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    about = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.QUEUED)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    # What is of use for minutes (a one-time code): not carried later, nor kept once it left.
    useful_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="sent_notices_have_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(channel="in_app") | ~models.Q(address=""),
                name="notices_that_leave_have_an_address",
            ),
        ]
        indexes = [
            models.Index(
                "person_id",
                models.F("created_at").desc(),
                condition=models.Q(channel="in_app"),
                name="kernel_notice_inbox",
            ),
            models.Index(
                fields=["person_id"],
                condition=models.Q(channel="in_app", read_at__isnull=True),
                name="kernel_notice_unread",
            ),
            models.Index(
                "created_at",
                condition=models.Q(state="failed"),
                name="kernel_notice_failed",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
