from functools import cached_property
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from vanlang.reports.rules import definitions
from vanlang.reports.rules.definitions import Definition
from vanlang.reports.rules.states import VERSION_NAMES, VersionState

_published: dict[int, Definition] = {}


class Regime(models.Model):
    """Chế độ báo cáo: one kind of periodic report, through all versions of what it asks for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.SlugField("mã", max_length=40, unique=True)
    owner = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_regime_has_a_code", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("reports-regime", args=[self.code])


class RegimeVersion(models.Model):
    """Phiên bản chế độ báo cáo: what was asked for from one publication to the next.

    Once published it never changes; a round keeps the version it was opened under.
    """

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("số")
    state = models.CharField(max_length=10, default=VersionState.DRAFT)
    content = models.JSONField()
    drafted_at = models.DateTimeField()
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    drafter_name = models.CharField(max_length=250)
    published_at = models.DateTimeField(null=True)
    publisher_name = models.CharField(max_length=250, blank=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "number"], name="no_number_twice_in_a_regime"
            ),
            models.UniqueConstraint(
                fields=["regime"],
                condition=Q(state=VersionState.PUBLISHED),
                name="one_version_of_a_regime_is_in_force",
            ),
            models.UniqueConstraint(
                fields=["regime"],
                condition=Q(state=VersionState.DRAFT),
                name="one_version_of_a_regime_is_being_drafted",
            ),
            models.CheckConstraint(
                name="published_versions_have_a_time",
                condition=Q(state=VersionState.DRAFT, published_at__isnull=True)
                | (~Q(state=VersionState.DRAFT) & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="superseded_versions_have_a_time",
                condition=Q(state=VersionState.SUPERSEDED, superseded_at__isnull=False)
                | (~Q(state=VersionState.SUPERSEDED) & Q(superseded_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regime_id} {self.number}"

    @cached_property
    def definition(self) -> Definition:
        """Return what is asked for; what was published stays, and is read once a process."""
        if self.state == VersionState.DRAFT:
            return definitions.of_json(self.content)
        if self.pk not in _published:
            _published[self.pk] = definitions.of_json(self.content)
        return _published[self.pk]

    @property
    def state_name(self) -> str:
        return VERSION_NAMES[VersionState(self.state)]
