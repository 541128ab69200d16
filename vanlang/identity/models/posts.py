from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vanlang.identity.models.people import Person
from vanlang.identity.models.units import Unit
from vanlang.identity.rules import ROLE_NAMES, Role


class Post(models.Model):
    """Vị trí công tác: what one official is at one unit, with its roles and its dates."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField("chức vụ", max_length=120)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    is_main = models.BooleanField("vị trí chính", default=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True)
    # Ended because its unit does: it goes on where the unit's end is taken back.
    ended_with_unit = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="posts_end_after_they_begin",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="posts_carry_known_roles",
                condition=Q(roles__contained_by=[role.value for role in Role]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit_id}"

    @property
    def role_names(self) -> list[str]:
        return [ROLE_NAMES[Role(role)] for role in self.roles]

    def is_held_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Delegation(models.Model):
    """Ủy quyền, thay thế: for some days another official holds roles of a post.

    Nghị định 118/2025, Điều 11 khoản 8: those posted to a counter have substitutes.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations")
    kind = models.CharField(max_length=12)
    roles = ArrayField(models.CharField(max_length=20))
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày")
    reason = models.CharField("lý do, căn cứ", max_length=300)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegations_end_after_they_begin", condition=Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="delegations_carry_a_role", condition=Q(roles__len__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.post_id} {self.valid_from}"

    @property
    def role_names(self) -> list[str]:
        return [ROLE_NAMES[Role(role)] for role in self.roles]


class Absence(models.Model):
    """Vắng mặt: the days on which the holder of a post is not there; someone must stand in."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="absences")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absences_end_after_they_begin", condition=Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.valid_from}"
