from django.db import models
from django.db.models import Q
from django.urls import reverse

from vanlang.indicators.models.definitions import Indicator
from vanlang.indicators.rules.grids import LAYOUT_NAMES, Layout
from vanlang.indicators.rules.points import Scoring
from vanlang.indicators.rules.states import DEFINITION_STATE_NAMES, DefinitionState

UNNAMED = "Tiêu chí chưa có tên, chờ văn bản ban hành"


class Scorecard(models.Model):
    """Bộ tiêu chí: one version of a set by which units are judged, with its points and phase.

    `main_count` and `leaf_count` are the shape that its papers give it; it is published only once
    it has that shape.
    """

    code = models.SlugField("mã", max_length=60)
    number = models.PositiveSmallIntegerField("phiên bản", default=1)
    state = models.CharField(max_length=10, default=DefinitionState.DRAFT)
    name = models.CharField("tên", max_length=300)
    phase = models.CharField("giai đoạn", max_length=100, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=500, blank=True)
    note = models.CharField("ghi chú", max_length=1000, blank=True)
    level = models.CharField("cấp", max_length=10)
    block = models.CharField("khối", max_length=10, blank=True)
    owner = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    total = models.DecimalField("tổng điểm", max_digits=12, decimal_places=4, null=True, blank=True)
    main_count = models.PositiveSmallIntegerField("số tiêu chí chính", null=True)
    leaf_count = models.PositiveSmallIntegerField("số tiêu chí thành phần", null=True)
    # Of how many of its leaves a figure must be known before a unit gets a colour.
    known_percent = models.PositiveSmallIntegerField(
        "phần trăm tiêu chí phải có số liệu", default=100, db_default=100
    )
    layout = models.CharField(
        "cách trình bày", max_length=10, default=Layout.LIST, db_default=Layout.LIST
    )
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    publisher_name = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "number"], name="one_scorecard_per_code_and_number"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state=DefinitionState.PUBLISHED),
                name="a_scorecard_has_one_version_in_force",
            ),
            models.CheckConstraint(
                name="sets_are_coloured_by_a_share_of_their_leaves",
                condition=Q(known_percent__gte=1, known_percent__lte=100),
            ),
            models.CheckConstraint(
                name="published_scorecards_have_a_time",
                condition=Q(state=DefinitionState.DRAFT, published_at__isnull=True)
                | (~Q(state=DefinitionState.DRAFT) & Q(published_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators-card", args=[self.code])

    @property
    def state_name(self) -> str:
        return DEFINITION_STATE_NAMES[DefinitionState(self.state)]

    @property
    def is_grid(self) -> bool:
        return self.layout == Layout.GRID

    @property
    def layout_name(self) -> str:
        return LAYOUT_NAMES[Layout(self.layout)]


class Criterion(models.Model):
    """Tiêu chí: a place in a set; without a name it waits for the paper that gives it one."""

    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="criteria")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    position = models.PositiveSmallIntegerField()
    number = models.CharField("số", max_length=20)
    name = models.CharField("tên", max_length=500, blank=True)
    points = models.DecimalField(
        "điểm tối đa", max_digits=12, decimal_places=4, null=True, blank=True
    )
    scoring = models.CharField("cách chấm", max_length=6, default=Scoring.COLOUR)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    grid_row = models.CharField("hàng trong bảng", max_length=100, blank=True, db_default="")
    grid_column = models.CharField("cột trong bảng", max_length=100, blank=True, db_default="")
    # Set by a board where the successor of a retired indicator stands in `indicator`; never saved.
    is_followed_elsewhere = False

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["scorecard", "number"], name="one_criterion_per_scorecard_and_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.shown_name}"

    @property
    def shown_name(self) -> str:
        return self.name or UNNAMED
