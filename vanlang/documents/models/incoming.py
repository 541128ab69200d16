from uuid import uuid4

from django.db import models
from django.db.models import Q

from vanlang.documents.models.documents import PERSON, Document
from vanlang.documents.rules.states import (
    ENTRY_STATE_NAMES,
    OPEN,
    PART_NAMES,
    SOURCE_NAMES,
    WITH_NUMBER,
    EntryState,
    Part,
    Source,
)


class IncomingEntry(models.Model):
    """Văn bản đến: a document's arrival at one agency, and what that agency did with it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="entries")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+", db_index=False)
    source = models.CharField("đến bằng", max_length=10)
    state = models.CharField("trạng thái", max_length=12)
    year = models.PositiveSmallIntegerField("năm", null=True)
    arrival_number = models.PositiveIntegerField("số đến", null=True)
    sent_on = models.DateField("ngày nơi gửi chuyển", null=True)
    arrived_at = models.DateTimeField("thời điểm đến")
    registered_at = models.DateTimeField("thời điểm vào sổ", null=True)
    registered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    presented_at = models.DateTimeField("thời điểm trình", null=True)
    presented_to = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    present_due_at = models.DateTimeField("hạn trình", null=True)
    directed_at = models.DateTimeField("thời điểm có ý kiến chỉ đạo", null=True)
    first_opened_at = models.DateTimeField("lần đầu được mở", null=True)
    first_opened_by = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField("hạn giải quyết", null=True)
    closed_at = models.DateTimeField("thời điểm giải quyết xong", null=True)
    closing_note = models.CharField("kết quả", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", db_index=False
    )
    returned_at = models.DateTimeField(null=True)
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    signed_for = models.CharField("ký nhận", max_length=200, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "document"], name="a_document_arrives_once_at_an_agency"
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "arrival_number"],
                condition=Q(arrival_number__isnull=False),
                name="no_arrival_number_twice_in_a_register",
            ),
            models.CheckConstraint(
                name="registered_documents_have_number_year_and_time",
                condition=~Q(state__in=sorted(WITH_NUMBER))
                | Q(
                    arrival_number__isnull=False,
                    year__isnull=False,
                    registered_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="closed_entries_have_a_time",
                condition=~Q(state=EntryState.CLOSED) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="returned_entries_say_why_and_when",
                condition=~Q(state=EntryState.RETURNED)
                | (Q(returned_at__isnull=False) & ~Q(return_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-arrived_at"], name="entries_of_an_agency"),
            models.Index(fields=["unit", "state", "-arrived_at"], name="entries_by_state"),
            models.Index(
                fields=["unit", "due_at"],
                condition=Q(state__in=sorted(OPEN)),
                name="entries_by_term",
            ),
            models.Index(
                fields=["unit", "arrived_at"],
                condition=Q(first_opened_at__isnull=True),
                name="entries_nobody_has_opened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrival_number or '–'}/{self.year or ''} {self.document_id}"

    @property
    def state_name(self) -> str:
        return ENTRY_STATE_NAMES[EntryState(self.state)]

    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[Source(self.source)]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Direction(models.Model):
    """Bút phê: what a leader orders about an incoming document, who leads and until when."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(IncomingEntry, models.PROTECT, related_name="directions")
    text = models.CharField("ý kiến chỉ đạo", max_length=2000)
    lead_unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False
    )
    lead_person = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    due_at = models.DateTimeField("hạn giải quyết", null=True)
    task_id = models.UUIDField(null=True)
    given_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )
    given_by_name = models.CharField(max_length=200)
    given_by_post = models.CharField(max_length=250, blank=True)
    given_at = models.DateTimeField()
    sent_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.CheckConstraint(name="a_direction_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Forwarding(models.Model):
    """Chuyển: an incoming document handed to a unit or a person, with the part they have in it."""

    entry = models.ForeignKey(
        IncomingEntry, models.PROTECT, related_name="forwardings", db_index=False
    )
    direction = models.ForeignKey(Direction, models.PROTECT, null=True, related_name="forwardings")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=12)
    note = models.CharField("lời nhắn", max_length=500, blank=True)
    forwarded_at = models.DateTimeField()
    forwarded_by_name = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by_name = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)
    done_note = models.CharField("kết quả", max_length=500, blank=True)

    class Meta:
        ordering = ["forwarded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="forwarded_to_a_unit_or_to_a_person",
                condition=Q(unit__isnull=False, person__isnull=True)
                | Q(unit__isnull=True, person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["entry", "unit", "person"],
                nulls_distinct=False,
                name="forwarded_once_to_each",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-forwarded_at"],
                condition=Q(person__isnull=False, done_at__isnull=True),
                name="forwardings_at_a_person",
            ),
            models.Index(
                fields=["unit", "-forwarded_at"],
                condition=Q(unit__isnull=False, done_at__isnull=True),
                name="forwardings_at_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.part}"

    @property
    def part_name(self) -> str:
        return PART_NAMES[Part(self.part)]
