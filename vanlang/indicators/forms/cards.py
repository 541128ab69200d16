"""Filling in a criterion from the paper that names it."""

from typing import Any

from django import forms

from vanlang.indicators.forms.fields import choices, text
from vanlang.indicators.models import Criterion, Indicator
from vanlang.indicators.queries import definitions
from vanlang.indicators.rules.grids import LAYOUT_NAMES
from vanlang.indicators.rules.points import SCORING_NAMES
from vanlang.ui.fields import NumberField


class Filling(forms.Form):
    name = text("Tên tiêu chí", most=500, required=True)
    points = NumberField("Điểm tối đa", help_text="Để trống nếu bộ tiêu chí không chấm điểm.")
    scoring = forms.ChoiceField(label="Cách chấm", choices=choices(SCORING_NAMES))
    indicator = forms.ChoiceField(label="Chỉ số đo tiêu chí này", required=False)
    row = text("Hàng trong bảng", most=100, help_text="Ví dụ: Đảng.")
    column = text("Cột trong bảng", most=100, help_text="Ví dụ: Cấp tỉnh.")

    def __init__(self, *words: Any, criterion: Criterion, **named: Any) -> None:
        initial = {
            "name": criterion.name,
            "points": criterion.points,
            "scoring": criterion.scoring,
            "indicator": criterion.indicator.code if criterion.indicator else "",
            "row": criterion.grid_row,
            "column": criterion.grid_column,
        }
        named["initial"] = initial
        super().__init__(*words, **named)
        self.known = {
            definition.code: definition.indicator for definition in definitions.going_on()
        }
        named_ones = [(definition.code, definition.name) for definition in definitions.going_on()]
        self.fields["indicator"] = forms.ChoiceField(
            label="Chỉ số đo tiêu chí này",
            required=False,
            choices=[("", "Chưa có chỉ số"), *named_ones],
        )

        if not criterion.scorecard.is_grid:
            del self.fields["row"], self.fields["column"]

    def clean_indicator(self) -> Indicator | None:
        return self.known.get(self.cleaned_data["indicator"])


class Laying(forms.Form):
    """Cách trình bày một bộ tiêu chí."""

    layout = forms.ChoiceField(label="Cách trình bày", choices=choices(LAYOUT_NAMES))
