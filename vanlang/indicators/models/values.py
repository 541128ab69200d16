from django.db import models
from django.db.models import F, Q

from vanlang.indicators.models.definitions import Definition, Indicator
from vanlang.indicators.rules.colours import COLOUR_NAMES, Colour
from vanlang.indicators.rules.merging import Former
from vanlang.indicators.rules.numbers import brief
from vanlang.indicators.rules.periods import Period, parse_period
from vanlang.indicators.rules.states import VALUE_KIND_NAMES, ValueKind


class Value(models.Model):
    """Giá trị: of one unit in one period, as it was known from `recorded_at` to `replaced_at`.

    Never changed and never deleted: a correction is a new row, so that every past moment can be
    read again. Only what the platform counts itself is kept by the day: of one day the last count.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+", db_index=False)
    period_key = models.CharField(max_length=8)
    period_start = models.DateField()
    period_end = models.DateField()
    kind = models.CharField(max_length=8)
    is_decisive = models.BooleanField("căn cứ đánh giá")
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    target = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    colour = models.CharField(max_length=4, default=Colour.UNKNOWN)
    rule = models.CharField("vì sao", max_length=300, blank=True)
    note = models.CharField("ghi chú", max_length=1000, blank=True)
    key = models.UUIDField(null=True, unique=True)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorder_name = models.CharField(max_length=250)
    recorder_id = models.UUIDField(null=True)
    replaced_at = models.DateTimeField(null=True)
    # The instant of the count: on the day of `recorded_at` it may be counted again.
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period_key", "unit", "kind"],
                condition=Q(replaced_at__isnull=True),
                name="one_value_of_a_kind_in_force",
            ),
            models.CheckConstraint(
                name="values_are_replaced_after_they_were_recorded",
                condition=Q(replaced_at__isnull=True) | Q(replaced_at__gte=F("recorded_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "period_key", "unit", "kind", "recorded_at"],
                name="values_of_a_period_as_of_a_day",
            ),
            models.Index(
                fields=["unit", "indicator", "period_end"], name="values_of_a_unit_over_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.period_key}: {self.value}"

    @property
    def kind_name(self) -> str:
        return VALUE_KIND_NAMES[ValueKind(self.kind)]

    @property
    def colour_name(self) -> str:
        return COLOUR_NAMES[Colour(self.colour)]

    @property
    def remark(self) -> str:
        """Return the note; that something was missing is not said of a count that stands."""
        is_old = self.kind == ValueKind.COUNTED and self.value is not None
        return "" if is_old else self.note

    @property
    def period(self) -> Period:
        return parse_period(self.period_key, self.definition.cut_off_day)


class ColourChange(models.Model):
    """Đổi màu: that a unit turned from one colour to another, when, by which rule and value."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+", db_index=False)
    value = models.ForeignKey(Value, models.PROTECT, related_name="+", db_index=False)
    before = models.CharField(max_length=4)
    after = models.CharField(max_length=4)
    at = models.DateTimeField()
    rule = models.CharField(max_length=300)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_change_of_colour_changes_it", condition=~Q(before=F("after"))
            ),
        ]
        indexes = [
            models.Index(fields=["at", "indicator"], name="changes_of_colour_since"),
            models.Index(fields=["unit", "at"], name="changes_of_colour_of_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.before} → {self.after}"

    @property
    def before_name(self) -> str:
        return COLOUR_NAMES[Colour(self.before)]

    @property
    def after_name(self) -> str:
        return COLOUR_NAMES[Colour(self.after)]


class FormerValue(models.Model):
    """Giá trị của tỉnh cũ: what one of the three provinces had before 1 July 2025.

    Never changed: a correction is a new row, and so is taking back what was recorded by mistake.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    province = models.CharField("tỉnh cũ", max_length=60)
    period_key = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    weight = models.DecimalField("quy mô", max_digits=24, decimal_places=6, null=True)
    source = models.CharField("nguồn", max_length=500)
    recorded_at = models.DateTimeField()
    recorder_name = models.CharField(max_length=250)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period_key", "province"],
                condition=Q(replaced_at__isnull=True),
                name="an_old_province_has_one_value_in_force_a_period",
            ),
            models.CheckConstraint(
                name="former_values_are_replaced_after_they_were_recorded",
                condition=Q(replaced_at__isnull=True) | Q(replaced_at__gte=F("recorded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.period_key}: {self.value}"

    @property
    def former(self) -> Former:
        return Former(self.province, self.value, self.weight, self.source)

    @property
    def weight_text(self) -> str:
        return brief(self.weight) if self.weight is not None else ""


class Forecast(models.Model):
    """Dự báo cuối năm: the middle and the bounds between which it lies at the stated certainty."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    middle = models.DecimalField(max_digits=24, decimal_places=6)
    low = models.DecimalField(max_digits=24, decimal_places=6)
    high = models.DecimalField(max_digits=24, decimal_places=6)
    certainty = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "year"],
                condition=Q(replaced_at__isnull=True),
                name="one_forecast_in_force_a_unit_and_year",
            ),
            models.CheckConstraint(
                name="forecasts_lie_between_their_bounds",
                condition=Q(low__lte=F("middle"), middle__lte=F("high")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}: {self.low}–{self.high}"
