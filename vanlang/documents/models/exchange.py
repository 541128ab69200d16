from django.db import models
from django.db.models import Q

from vanlang.documents.models.documents import Document
from vanlang.documents.models.incoming import IncomingEntry
from vanlang.documents.rules.edxml import STATUS_NAMES, Purpose, Status
from vanlang.documents.rules.exchange import CHANGE_NAMES, CHANGE_STATE_NAMES, ChangeState


class StatusNote(models.Model):
    """Trạng thái gửi nhận: one of the statuses 01 to 16 that agencies tell each other.

    One about a document that is not here waits without it until it comes.
    """

    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="status_notes")
    exchange_id = models.CharField("mã định danh văn bản", max_length=200)
    from_code = models.CharField(max_length=35)
    to_code = models.CharField(max_length=35)
    code = models.CharField(max_length=2)
    # An answer belongs to one request; the same document may be asked back and updated.
    request_id = models.CharField(max_length=250, blank=True)
    notation = models.CharField("số, ký hiệu", max_length=100, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True)
    description = models.CharField(max_length=500, blank=True)
    staff = models.CharField("người thực hiện", max_length=200, blank=True)
    at = models.DateTimeField()
    is_sent = models.BooleanField()
    message_id = models.CharField(max_length=250, blank=True)
    error = models.CharField("vì sao chưa gửi được", max_length=500, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange_id", "from_code", "to_code", "code", "request_id"],
                name="a_status_is_told_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["noted_at"],
                condition=Q(is_sent=True, message_id=""),
                name="statuses_still_to_be_told",
            ),
            models.Index(
                fields=["exchange_id"],
                condition=Q(document__isnull=True),
                name="statuses_of_unknown_documents",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.code}"

    @property
    def name(self) -> str:
        return STATUS_NAMES[Status(self.code)]


class EdxmlMessage(models.Model):
    """Thông điệp edXML: the bytes as they went or came, and what their signature is worth."""

    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="messages")
    message_id = models.CharField(max_length=250)
    from_code = models.CharField(max_length=35)
    purpose = models.CharField(max_length=1)
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    is_sent = models.BooleanField()
    outcome = models.CharField("kết luận kiểm tra chữ ký", max_length=20)
    verdict = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_sent", "from_code", "message_id"], name="a_message_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class ChangeRequest(models.Model):
    """Yêu cầu cập nhật, lấy lại: what a sender asks about a document that it sent before.

    One about a document that has not come yet waits for it.
    """

    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    exchange_id = models.CharField("mã định danh văn bản", max_length=200)
    entry = models.ForeignKey(
        IncomingEntry, models.PROTECT, null=True, related_name="change_requests"
    )
    envelope = models.ForeignKey(EdxmlMessage, models.PROTECT, null=True, related_name="+")
    message_id = models.CharField(max_length=250)
    from_code = models.CharField(max_length=35)
    purpose = models.CharField(max_length=1)
    reason = models.CharField("lý do", max_length=500, blank=True)
    state = models.CharField(max_length=8, default=ChangeState.WAITING)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField("người trả lời", max_length=200, blank=True)
    answer = models.CharField("trả lời", max_length=500, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "from_code", "message_id"], name="a_change_is_asked_once"
            ),
            models.CheckConstraint(
                name="answered_changes_have_a_time_and_an_entry",
                condition=Q(state=ChangeState.WAITING)
                | Q(answered_at__isnull=False, entry__isnull=False),
            ),
            models.CheckConstraint(
                name="refused_changes_say_why",
                condition=~Q(state=ChangeState.REFUSED) | ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["exchange_id"],
                condition=Q(entry__isnull=True),
                name="changes_of_what_has_not_come",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.purpose}"

    @property
    def purpose_name(self) -> str:
        return CHANGE_NAMES[Purpose(self.purpose)]

    @property
    def state_name(self) -> str:
        return CHANGE_STATE_NAMES[ChangeState(self.state)]
