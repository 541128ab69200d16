from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from vanlang.indicators.rules.colours import Basis, Direction, Thresholds
from vanlang.indicators.rules.numbers import HUNDRED
from vanlang.indicators.rules.paths import Merging, Path, Way
from vanlang.indicators.rules.periods import CUT_OFF_DAY, FREQUENCY_NAMES, Frequency
from vanlang.indicators.rules.quality import JUMP_PERCENT, TOLERANCE_PERCENT, Limits
from vanlang.indicators.rules.states import DEFINITION_STATE_NAMES, Decides, DefinitionState

PERCENT = "%"


class Indicator(models.Model):
    """Chỉ số: what is followed over the years under one code; what it means stands in versions."""

    code = models.CharField("mã", max_length=60, unique=True)
    owner = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="indicator_codes_are_small_words_without_points",
                condition=Q(code__regex=r"^[a-z][a-z0-9_]*$"),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("indicators-indicator", args=[self.code])


class Definition(models.Model):
    """Định nghĩa chỉ số: one version. Published it never changes, the database sees to that.

    A period keeps the version that was in force on its first day: `effective_from`.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="definitions")
    number = models.PositiveSmallIntegerField("phiên bản")
    state = models.CharField(max_length=10, default=DefinitionState.DRAFT)
    name = models.CharField("tên", max_length=300)
    meaning = models.TextField("nội dung", blank=True)
    unit_name = models.CharField("đơn vị tính", max_length=40)
    decimals = models.PositiveSmallIntegerField("số chữ số thập phân", default=2)
    formula = models.CharField("công thức", max_length=500, blank=True)
    decides = models.CharField("căn cứ đánh giá", max_length=10, default=Decides.REPORTED)
    frequency = models.CharField("kỳ", max_length=12, default=Frequency.MONTH)
    cut_off_day = models.PositiveSmallIntegerField("ngày chốt số liệu", default=CUT_OFF_DAY)
    closing_days = models.PositiveSmallIntegerField("số ngày nộp sau kỳ", default=2)
    for_province = models.BooleanField("đo cho tỉnh", default=True)
    for_departments = models.BooleanField("đo cho sở, ban, ngành", default=False)
    for_communes = models.BooleanField("đo cho xã, phường", default=False)
    block = models.CharField("khối", max_length=10, default="committee")
    direction = models.CharField("chiều tốt", max_length=4, default=Direction.MORE)
    basis = models.CharField("so ngưỡng với", max_length=6, default=Basis.VALUE)
    green = models.DecimalField("ngưỡng xanh", max_digits=24, decimal_places=6, null=True)
    amber = models.DecimalField("ngưỡng vàng", max_digits=24, decimal_places=6, null=True)
    lowest = models.DecimalField("thấp nhất", max_digits=24, decimal_places=6, null=True)
    highest = models.DecimalField("cao nhất", max_digits=24, decimal_places=6, null=True)
    is_whole = models.BooleanField("số nguyên", default=False)
    jump_percent = models.DecimalField(max_digits=9, decimal_places=2, default=JUMP_PERCENT)
    tolerance_percent = models.DecimalField(
        max_digits=9, decimal_places=2, default=TOLERANCE_PERCENT
    )
    parts = models.CharField("mã các chỉ số thành phần", max_length=500, blank=True)
    merging = models.CharField("tính lại trước sáp nhập", max_length=10, default=Merging.NONE)
    source = models.CharField("nguồn số liệu", max_length=500, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=500, blank=True)
    is_open = models.BooleanField("dữ liệu mở", default=False)
    effective_from = models.DateField("áp dụng từ ngày")
    effective_to = models.DateField("đến hết ngày", null=True)
    created_at = models.DateTimeField()
    drafter_name = models.CharField(max_length=250)
    published_at = models.DateTimeField(null=True)
    publisher_name = models.CharField(max_length=250, blank=True)
    change_note = models.CharField("điểm thay đổi", max_length=1000, blank=True)

    class Meta:
        ordering = ["indicator__code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "number"], name="one_definition_per_indicator_and_number"
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(state=DefinitionState.DRAFT),
                name="an_indicator_has_one_draft",
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(state=DefinitionState.PUBLISHED),
                name="an_indicator_has_one_definition_in_force",
            ),
            models.CheckConstraint(
                name="published_definitions_have_a_time",
                condition=Q(state=DefinitionState.DRAFT, published_at__isnull=True)
                | (~Q(state=DefinitionState.DRAFT) & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="definitions_end_after_they_begin",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
            ),
            models.CheckConstraint(
                name="what_is_counted_has_a_formula",
                condition=~Q(decides=Decides.COUNTED) | ~Q(formula=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def state_name(self) -> str:
        return DEFINITION_STATE_NAMES[DefinitionState(self.state)]

    @property
    def last_date(self) -> date | None:
        """Return the last day of an indicator that is retired: no version follows this one."""
        return self.effective_to if self.state == DefinitionState.PUBLISHED else None

    def is_retired_on(self, day: date) -> bool:
        return self.last_date is not None and self.last_date < day

    @property
    def frequency_name(self) -> str:
        return FREQUENCY_NAMES[Frequency(self.frequency)]

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.green, self.amber, Direction(self.direction), Basis(self.basis))

    @property
    def limits(self) -> Limits:
        """Return the bounds; a share lies between 0 and 100 where the definition says nothing."""
        lowest = Decimal(0) if self.lowest is None and self.is_share else self.lowest
        highest = HUNDRED if self.highest is None and self.is_share else self.highest
        return Limits(
            lowest,
            highest,
            self.is_whole,
            self.jump_percent,
            self.tolerance_percent,
            self.decimals,
            self.is_share,
        )

    @property
    def is_share(self) -> bool:
        """Tell whether it is a part of a whole, which changes by percentage points."""
        return self.unit_name.strip() == PERCENT

    @property
    def part_codes(self) -> list[str]:
        return self.parts.split()

    def is_in_force_on(self, day: date) -> bool:
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


class Target(models.Model):
    """Mục tiêu: of a year, for one unit or for all; replaced ones stay as they were."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    value = models.DecimalField("mục tiêu", max_digits=24, decimal_places=6)
    way = models.CharField("lộ trình", max_length=6, default=Way.FULL)
    base = models.DecimalField("mức đầu năm", max_digits=24, decimal_places=6, default=0)
    points = models.JSONField(default=dict)
    legal_basis = models.CharField("văn bản giao", max_length=500, blank=True)
    set_at = models.DateTimeField()
    setter_name = models.CharField(max_length=250)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "year"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="one_target_in_force_a_unit_and_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}: {self.value}"

    @property
    def path(self) -> Path:
        points: dict[str, str] = self.points
        return Path(
            self.value,
            Way(self.way),
            self.base,
            {int(month): Decimal(mark) for month, mark in points.items()},
        )


class SeriesBreak(models.Model):
    """Điểm gãy chuỗi số liệu: a day from which figures are not those of before, and why."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="breaks")
    on = models.DateField()
    text = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "on"], name="a_series_breaks_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.text}"
