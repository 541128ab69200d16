"""What was sent and received, and how far it has come."""

from django.db import models
from django.db.models import Q

from vanlang.data_gateway.models.directory import Peer
from vanlang.data_gateway.rules.states import (
    DIRECTION_NAMES,
    KIND_NAMES,
    STATE_NAMES,
    Direction,
    Kind,
    State,
)


class Message(models.Model):
    """Bản tin liên thông: bytes that one agency sends to others. What they say is not known here.

    The sender chose `message_id`; the same one from the same agency is the same message.
    """

    direction = models.CharField(max_length=3, choices=[(d.value, d.value) for d in Direction])
    message_id = models.CharField("mã bản tin", max_length=250)
    kind = models.CharField("loại", max_length=10)
    from_code = models.CharField("nơi gửi", max_length=40)
    thread = models.CharField(max_length=250, blank=True)
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "from_code", "message_id"],
                name="a_sender_uses_an_id_for_one_message",
            ),
            models.CheckConstraint(
                name="a_message_is_a_document_or_a_status", condition=Q(kind__in=list(Kind))
            ),
            models.CheckConstraint(name="a_message_has_an_id", condition=~Q(message_id="")),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def kind_name(self) -> str:
        return KIND_NAMES[Kind(self.kind)]


class Transfer(models.Model):
    """Lượt chuyển: the way of one message to one agency."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="transfers")
    # Those of the message, here too, since the order of two agencies is asked on every send.
    direction = models.CharField(max_length=3, choices=[(d.value, d.value) for d in Direction])
    from_code = models.CharField("nơi gửi", max_length=40)
    to_code = models.CharField("nơi nhận", max_length=40)
    thread = models.CharField(max_length=250, blank=True)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    is_alone = models.BooleanField(default=False)  # was refused in company: goes by itself now
    remote_id = models.CharField("mã phía bên kia", max_length=500, blank=True)
    error = models.CharField("lỗi gần nhất", max_length=500, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reported = models.CharField(max_length=12, blank=True)  # the state that the peer was told last

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "to_code"], name="a_message_goes_to_an_agency_once"
            ),
            models.CheckConstraint(
                name="transfers_stand_in_a_state_of_their_direction",
                condition=Q(
                    direction=Direction.OUT,
                    state__in=[
                        *(State.WAITING, State.SENT, State.DELIVERED),
                        *(State.REFUSED, State.FAILED, State.EXPIRED),
                    ],
                )
                | Q(
                    direction=Direction.IN,
                    state__in=[State.RECEIVED, State.ACKNOWLEDGED, State.REFUSED],
                ),
            ),
            models.CheckConstraint(
                name="waiting_transfers_know_when_to_try",
                condition=~Q(state=State.WAITING) | Q(next_attempt_at__isnull=False),
            ),
            models.CheckConstraint(
                name="transfers_that_ended_have_a_time",
                condition=Q(state__in=[State.WAITING, State.SENT, State.RECEIVED])
                | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="what_was_refused_or_failed_says_why",
                condition=~Q(state__in=[State.REFUSED, State.FAILED]) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["peer", "next_attempt_at", "message"],
                condition=Q(state=State.WAITING),
                name="transfers_that_wait",
            ),
            models.Index(
                fields=["from_code", "to_code", "thread", "id"],
                condition=Q(state=State.WAITING),
                name="transfers_that_wait_in_order",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=[State.WAITING, State.SENT]),
                name="transfers_that_may_expire",
            ),
            models.Index(
                fields=["peer", "id"],
                condition=Q(direction=Direction.IN) & ~Q(reported=models.F("state")),
                name="transfers_to_be_reported",
            ),
            models.Index(fields=["-created_at", "-id"], name="transfers_by_time"),
            models.Index(fields=["state", "-created_at"], name="transfers_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.from_code} → {self.to_code} {self.state}"

    @property
    def state_name(self) -> str:
        return STATE_NAMES[State(self.state)]

    @property
    def direction_name(self) -> str:
        return DIRECTION_NAMES[Direction(self.direction)]
