"""Working calendars: what the province or a unit lays down beside the shipped national days."""

from django.db import models

from vanlang.kernel.deadlines import DayKind

KINDS = [
    (DayKind.OFF.value, "Nghỉ"),
    (DayKind.WORKING.value, "Làm bù"),
    (DayKind.MORNING.value, "Chỉ làm buổi sáng"),
    (DayKind.AFTERNOON.value, "Chỉ làm buổi chiều"),
    ("usual", "Như ngày thường"),  # takes back a shipped day off
]


class CalendarDay(models.Model):
    """Ngày nghỉ, ngày làm bù. An amendment supersedes the row before it; none is deleted."""

    unit_code = models.CharField(max_length=40, blank=True)  # empty: every unit
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(max_length=200)
    replaces = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "unit_code",
                "on",
                condition=models.Q(superseded_at__isnull=True),
                name="a_unit_has_one_rule_for_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.name}"


class OfficeHours(models.Model):
    """Giờ làm việc: `seasons` in force at a unit from `since` on.

    Each season is {"from": "04-15", "week": [["07:00-11:30", "13:30-17:00"], …]}, Monday first.
    """

    unit_code = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    seasons = models.JSONField()
    basis = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "unit_code",
                "since",
                condition=models.Q(superseded_at__isnull=True),
                name="a_unit_has_one_set_of_hours_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_code or 'toàn tỉnh'} từ {self.since:%d/%m/%Y}"
