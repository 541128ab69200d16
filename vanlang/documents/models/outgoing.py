from django.db import models
from django.db.models import Q

from vanlang.documents.models.documents import PERSON, Document


class DraftVersion(models.Model):
    """Bản dự thảo: one version of a draft, kept as it was written."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField("lần")
    content = models.JSONField("nội dung", default=dict)
    file = models.ForeignKey(
        "kernel.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.CharField("ghi chú sửa", max_length=300, blank=True)
    written_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="versions_of_a_draft_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} #{self.number}"


class Comment(models.Model):
    """Góp ý: what somebody said of a draft."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="comments")
    version_number = models.PositiveSmallIntegerField()
    text = models.CharField("ý kiến", max_length=2000)
    written_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return self.text[:80]


class Initial(models.Model):
    """Ký nháy, ký tắt: what one person was asked about a draft, and what they answered.

    Those with the same order are asked in parallel, the next order when all before have answered.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="initials")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField("lượt", default=1)
    round_number = models.PositiveSmallIntegerField(default=1)
    version_number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12)
    note = models.CharField("ý kiến", max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round_number", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "round_number", "person"],
                name="a_person_is_asked_once_in_a_round",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "asked_at"],
                condition=Q(answered_at__isnull=True),
                name="initials_asked_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"


class Dispatch(models.Model):
    """Nơi nhận: one recipient of a document, the way it goes there and what came back."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="dispatches", db_index=False
    )
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    code = models.CharField("mã định danh nơi nhận", max_length=35, blank=True)
    name = models.CharField("nơi nhận", max_length=200)
    channel = models.CharField(max_length=10)
    is_for_information = models.BooleanField("để báo cáo, để biết", default=False)
    position = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12)
    message_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField("nơi nhận đã nhận", null=True)
    last_status = models.CharField("trạng thái nơi nhận báo", max_length=2, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "code", "name"], name="a_document_goes_once_to_each_recipient"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "channel"],
                condition=Q(received_at__isnull=True),
                name="dispatches_on_their_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.name}"
