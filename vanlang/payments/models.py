from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from vanlang.payments.rules.orders import (
    ATTEMPT_NAMES,
    METHOD_NAMES,
    STATE_NAMES,
    AttemptState,
    Method,
    State,
)
from vanlang.payments.rules.reconciliation import DIFFERENCE_NAMES, Difference
from vanlang.payments.rules.surpluses import SURPLUS_NAMES, WAYS_BACK, SurplusState


class FeeOrder(models.Model):
    """Khoản thu phí, lệ phí: what one person owes one agency for one thing, and what became of it.

    Its key is the caller's reference, so that ordering twice orders once.
    """

    reference = models.UUIDField(primary_key=True, editable=False)
    # What it is for, a dossier say: all orders of one matter are reckoned together.
    matter = models.UUIDField(null=True, editable=False, db_index=True)
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    payer_name = models.CharField("người nộp", max_length=200)
    payer_identity_number = models.CharField("số định danh", max_length=14, blank=True)
    payer_address = models.CharField("địa chỉ", max_length=600, blank=True)
    purpose = models.CharField("nội dung thu", max_length=500)
    about = models.CharField("mã hồ sơ", max_length=60, blank=True)
    return_path = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField("số tiền")
    state = models.CharField(max_length=20)
    ordered_at = models.DateTimeField()
    counter = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=10, blank=True)
    paid_at = models.DateTimeField(null=True)
    collector = models.CharField("người thu", max_length=200, blank=True)
    receipt_number = models.CharField("số biên lai", max_length=20, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    refund_reason = models.CharField("lý do hoàn trả", max_length=500, blank=True)
    refund_requested_at = models.DateTimeField(null=True)
    refund_note = models.CharField("chứng từ hoàn trả", max_length=500, blank=True)
    refunded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fee_orders_ask_for_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="money_received_has_a_time_a_way_and_a_receipt",
                condition=Q(state__in=[State.WAITING, State.CANCELLED])
                | (Q(paid_at__isnull=False) & ~Q(method="") & ~Q(receipt_number="")),
            ),
            models.CheckConstraint(
                name="cancelled_orders_have_a_time",
                condition=~Q(state=State.CANCELLED) | Q(cancelled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="refunded_orders_have_a_time",
                condition=~Q(state=State.REFUNDED) | Q(refunded_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["unit", "receipt_number"],
                condition=~Q(receipt_number=""),
                name="no_receipt_number_twice_at_an_agency",
            ),
        ]
        indexes = [
            models.Index(fields=["payer", "-ordered_at"], name="orders_of_a_payer"),
            models.Index(fields=["unit", "state", "-ordered_at"], name="orders_of_an_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.amount}"

    @property
    def state_name(self) -> str:
        return STATE_NAMES[State(self.state)]

    @property
    def method_name(self) -> str:
        return METHOD_NAMES[Method(self.method)] if self.method else ""

    @property
    def way_back(self) -> str:
        """How money of this order is given back."""
        return WAYS_BACK[Method(self.method)] if self.method else ""

    @property
    def how_back(self) -> str:
        """Who gives money of this order back, within which time, and how, in a sentence."""
        days = settings.REFUND_DAYS
        return f"{self.unit.name} hoàn trả trong {days} ngày làm việc; cách nhận: {self.way_back}."


class FeeOrderLine(models.Model):
    """Khoản mục: one fee of an order, as it stood on that day."""

    order = models.ForeignKey(FeeOrder, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    amount = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"], name="one_line_per_order_and_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"


class Attempt(models.Model):
    """Lần thanh toán: one try to pay at the gateway, which is told its id as reference."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    order = models.ForeignKey(FeeOrder, models.PROTECT, related_name="attempts")
    gateway = models.CharField(max_length=30)
    amount = models.PositiveBigIntegerField()
    state = models.CharField(max_length=20, default=AttemptState.STARTED)
    started_at = models.DateTimeField()
    transaction = models.CharField("mã giao dịch", max_length=100, blank=True)
    amount_received = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True)
    happened_at = models.DateTimeField("thời điểm theo cổng", null=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "transaction"],
                condition=~Q(transaction=""),
                name="one_attempt_per_gateway_transaction",
            ),
            models.CheckConstraint(
                name="answered_attempts_have_a_time",
                condition=Q(state=AttemptState.STARTED) | Q(told_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["gateway", "happened_at"], name="attempts_of_a_day")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"

    @property
    def state_name(self) -> str:
        return ATTEMPT_NAMES[AttemptState(self.state)]


class Surplus(models.Model):
    """Tiền thừa phải hoàn trả: part of a paid order that is owed no longer, or a payment that no
    order asked for.

    Its number is that of the order to give it back (lệnh hoàn trả).
    """

    order = models.ForeignKey(FeeOrder, models.PROTECT, related_name="surpluses")
    number = models.CharField("số lệnh hoàn trả", max_length=20)
    # The payment that came twice or with another sum; such money was never the order's.
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="surplus")
    code = models.CharField(max_length=60, blank=True)
    name = models.CharField("khoản", max_length=300)
    amount = models.PositiveBigIntegerField("số tiền")
    reason = models.CharField("lý do", max_length=500)
    about = models.CharField("mã hồ sơ", max_length=60, blank=True)
    state = models.CharField(max_length=20, default=SurplusState.WAITING)
    arose_at = models.DateTimeField()
    due_at = models.DateTimeField("hoàn trả chậm nhất")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    note = models.CharField("chứng từ, hoặc lý do", max_length=500, blank=True)

    class Meta:
        ordering = ["arose_at", "pk"]
        constraints = [
            models.CheckConstraint(name="surpluses_are_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="decided_surpluses_have_a_time_and_a_note",
                condition=Q(state=SurplusState.WAITING)
                | (Q(decided_at__isnull=False) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"

    @property
    def state_name(self) -> str:
        return SURPLUS_NAMES[SurplusState(self.state)]


class Listing(models.Model):
    """Bảng kê của cổng thanh toán: what the gateway says was paid on one day, as imported."""

    day = models.DateField("ngày")
    gateway = models.CharField(max_length=30)
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)
    row_count = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()
    matched_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day", "-imported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "gateway", "file"], name="one_import_per_day_and_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.day}"


class ListingDifference(models.Model):
    """Chênh lệch: one place where the gateway's listing and the platform do not agree."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=20)
    transaction = models.CharField(max_length=100)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    amount_there = models.BigIntegerField(null=True)
    amount_here = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["kind", "transaction"]

    def __str__(self) -> str:
        return f"{self.kind} {self.transaction}"

    @property
    def kind_name(self) -> str:
        return DIFFERENCE_NAMES[Difference(self.kind)]
