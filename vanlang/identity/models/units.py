from datetime import date

from django.db import models
from django.db.models import F, Q


class Unit(models.Model):
    """Đơn vị: an area, an agency or an office of one, with the dates between which it exists.

    `agency` is the legally competent agency the unit belongs to (cơ quan có thẩm quyền): itself
    for an agency, the People's Committee for its offices, none for an area.
    """

    code = models.CharField("mã định danh", max_length=35, unique=True)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=120)
    folded = models.CharField(max_length=1000, editable=False)
    block = models.CharField(max_length=10, blank=True)
    level = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    agency = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="offices")
    path = models.CharField(max_length=200, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    area_code = models.CharField("mã xã, phường", max_length=5, blank=True, db_index=True)
    head_title = models.CharField("chức vụ người đứng đầu", max_length=100, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True)
    # How things are today; on any other day the dates and the names say (actions/turning.py).
    is_in_force = models.BooleanField(default=True, db_default=True, editable=False)
    is_renamed = models.BooleanField(default=False, db_default=False, editable=False)
    is_verified = models.BooleanField("đã đối chiếu", default=True)
    population = models.PositiveIntegerField("dân số", null=True)
    area_km2 = models.DecimalField("diện tích", max_digits=8, decimal_places=2, null=True)
    latitude = models.FloatField("vĩ độ điểm giữa", null=True)
    longitude = models.FloatField("kinh độ điểm giữa", null=True)
    former_province = models.CharField("tỉnh trước sáp nhập", max_length=60, blank=True)
    seat = models.CharField("trụ sở", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="units_end_after_they_begin",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="units_by_path", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["kind", "level", "position"], name="units_in_official_order"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_agency(self) -> bool:
        return self.agency_id == self.pk

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def is_over_on(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to < day


class UnitName(models.Model):
    """Tên theo thời gian: what a unit is called from a day on. Who never changed has no row."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=120)
    since = models.DateField("từ ngày")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "since"], name="a_unit_has_one_name_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """Kế thừa: which unit serves people in place of one that has ended, and since when.

    One of them takes over the open work. Where a successor ends in its turn, the one before it
    gets a row of its own to whoever follows: nobody has to walk a chain.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since = models.DateField("từ ngày")
    takes_over = models.BooleanField("nhận công việc", default=True)
    basis = models.CharField("căn cứ", max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "successor"], name="a_unit_succeeds_another_once"
            ),
            models.CheckConstraint(
                name="no_unit_succeeds_itself", condition=~Q(unit=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.successor_id} {self.since}"


class FormerUnit(models.Model):
    """Đơn vị cũ: a commune before 1 July 2025, and the one that holds it, or a part of it, now.

    Old papers carry old codes: they must be found for as long as the papers live.
    """

    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_units")
    code = models.CharField("mã cũ", max_length=5, db_index=True)
    name = models.CharField("tên cũ", max_length=120)
    folded = models.CharField(max_length=150, editable=False)
    district = models.CharField("huyện cũ", max_length=120)
    province = models.CharField("tỉnh cũ", max_length=60)
    is_partial = models.BooleanField("một phần", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "code"], name="a_commune_holds_a_former_unit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.district}"
