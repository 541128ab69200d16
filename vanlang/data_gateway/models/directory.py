"""Whom we can reach, and over what."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q


class Peer(models.Model):
    """Nút liên thông: another node that we exchange messages with, or an axis that leads to many.

    Its key is not here: `secret_name` says under which name the environment holds it.
    """

    name = models.CharField("tên", max_length=100, unique=True)
    connector = models.CharField("cách kết nối", max_length=20)
    address = models.CharField("địa chỉ", max_length=300)
    system_id = models.CharField("mã hệ thống của mình ở đó", max_length=60)
    remote_id = models.CharField("mã hệ thống bên kia", max_length=60, blank=True)
    secret_name = models.CharField("tên khóa", max_length=60)
    is_active = models.BooleanField(default=True)
    outcomes_since = models.CharField(max_length=60, blank=True)  # where their list ended
    announced_until = models.DateTimeField(null=True)  # it knows what changed in ours up to then
    directory_version = models.PositiveBigIntegerField(default=0)
    failure_count = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    last_error_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="a_peer_names_its_key_and_its_address",
                condition=~Q(secret_name="") & ~Q(address="") & ~Q(system_id=""),
            ),
            models.CheckConstraint(
                name="a_peer_that_failed_says_when_and_why",
                condition=Q(failure_count=0) | (Q(last_error_at__isnull=False) & ~Q(last_error="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rests(self, at: datetime) -> bool:
        """Tell whether it did not answer lately and is left alone for a while."""
        return self.next_attempt_at is not None and self.next_attempt_at > at


class Agency(models.Model):
    """Cơ quan, tổ chức liên thông: one that sends or receives, by its electronic code.

    The code is of Quyết định 20/2020/QĐ-TTg. One that leaves keeps its row and gets a last day.
    """

    code = models.CharField("mã định danh", max_length=40)
    name = models.CharField("tên", max_length=300)
    parent_code = models.CharField("mã cơ quan cấp trên", max_length=40, blank=True)
    mail = models.CharField("thư điện tử", max_length=254, blank=True)
    is_ours = models.BooleanField(default=False)
    peer = models.ForeignKey(Peer, models.PROTECT, null=True, related_name="agencies")
    changed_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to__isnull=True),
                name="a_code_belongs_to_one_agency_at_a_time",
            ),
            models.CheckConstraint(
                name="an_agency_is_ours_or_behind_a_peer",
                condition=Q(is_ours=True, peer__isnull=True) | Q(is_ours=False, peer__isnull=False),
            ),
            models.CheckConstraint(
                name="an_agency_leaves_after_it_came",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
