"""What the axis keeps, where this installation is one: members, their agencies, what they send."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from vanlang.data_gateway.rules.answers import DeliveryState
from vanlang.data_gateway.rules.states import Kind


class Member(models.Model):
    """Hệ thống thành viên của trục: a system that may send and fetch, and for which agencies."""

    system_id = models.CharField("mã hệ thống", max_length=60, unique=True)
    name = models.CharField("tên", max_length=200)
    secret_name = models.CharField("tên khóa", max_length=60)
    # It registers this code and those below it, and no others: G09 also covers G09.02.
    code_prefix = models.CharField("mã định danh gốc", max_length=40)
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["system_id"]
        constraints = [
            models.CheckConstraint(
                name="a_member_has_a_name_a_key_and_a_root",
                condition=~Q(system_id="") & ~Q(secret_name="") & ~Q(code_prefix=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MemberAgency(models.Model):
    """Cơ quan trên trục: one that the axis carries to and from, behind which member it sits."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="agencies")
    code = models.CharField("mã định danh", max_length=40)
    name = models.CharField("tên", max_length=300)
    parent_code = models.CharField(max_length=40, blank=True)
    mail = models.CharField(max_length=254, blank=True)
    version = models.PositiveBigIntegerField(unique=True)  # of the directory, when this row changed
    changed_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "member agencies"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to__isnull=True),
                name="the_axis_knows_a_code_once",
            ),
            models.CheckConstraint(
                name="an_agency_leaves_the_axis_after_it_came",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Consignment(models.Model):
    """Bản tin trên trục: what a member handed in, until its time runs out. Its id is the DocId."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=250)
    kind = models.CharField(max_length=10)
    from_code = models.CharField(max_length=40)
    thread = models.CharField(max_length=250, blank=True)
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "from_code", "message_id"],
                name="the_same_message_has_one_doc_id",
            ),
            models.CheckConstraint(
                name="a_consignment_is_a_document_or_a_status", condition=Q(kind__in=list(Kind))
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """Lượt giao trên trục: a message at the axis, for one agency of one member."""

    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="deliveries")
    sender = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Member, models.PROTECT, related_name="+")
    to_code = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=DeliveryState.INITIAL)
    reason = models.CharField(max_length=500, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consignment", "to_code"], name="the_axis_delivers_to_an_agency_once"
            ),
            models.CheckConstraint(
                name="deliveries_stand_in_a_known_state",
                condition=Q(state__in=list(DeliveryState)),
            ),
            models.CheckConstraint(
                name="deliveries_that_failed_say_why",
                condition=~Q(state=DeliveryState.FAIL) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "id"],
                condition=Q(state=DeliveryState.INITIAL),
                name="deliveries_to_be_fetched",
            ),
            models.Index(fields=["sender", "updated_at", "id"], name="deliveries_of_a_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.to_code} {self.state}"


class Call(models.Model):
    """Nhật ký gọi trục: one request of a member; a signature is good once.

    Nghị định 278/2025/NĐ-CP, Điều 13: connections are watched continuously and can be traced.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    operation = models.CharField(max_length=40)
    at = models.DateTimeField()
    signature = models.CharField(max_length=64, blank=True)
    error_code = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "signature"],
                condition=~Q(signature=""),
                name="a_signed_request_counts_once",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "at"], name="calls_of_a_member"),
            models.Index(fields=["at"], name="calls_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.at}"
