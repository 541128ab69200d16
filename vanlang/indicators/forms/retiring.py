"""The end of an indicator: its last day, the reason, and what goes on from it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from vanlang.indicators.forms.fields import text
from vanlang.indicators.models import Definition, Indicator
from vanlang.indicators.queries import definitions
from vanlang.indicators.rules.periods import Period
from vanlang.kernel.days import written


class Retiring(forms.Form):
    """Ngừng chỉ số: a last day is that of a period, so one chooses among them."""

    last_date = forms.TypedChoiceField(label="Ngày cuối cùng")
    reason = text("Lý do ngừng", most=1000, rows=3, required=True, help_text="Nêu văn bản nếu có.")
    successor = forms.ChoiceField(
        label="Chỉ số kế tiếp", required=False, help_text="Các bộ tiêu chí theo dõi tiếp bằng nó."
    )
    goes_on = forms.BooleanField(
        label="Chuỗi số liệu nối tiếp sang chỉ số kế tiếp",
        required=False,
        help_text="Chỉ khi hai chỉ số đo cùng một việc, cùng đơn vị tính và kỳ.",
    )

    def __init__(
        self, *words: Any, row: Definition, periods: Sequence[Period], **named: Any
    ) -> None:
        super().__init__(*words, **named)
        days = [(f"{one.end:%Y-%m-%d}", f"{written(one.end)} (hết {one.name})") for one in periods]
        ends = {f"{one.end:%Y-%m-%d}": one.end for one in periods}
        self.fields["last_date"] = forms.TypedChoiceField(
            label="Ngày cuối cùng", choices=days, coerce=ends.__getitem__
        )
        others = [one for one in definitions.going_on() if one.pk != row.pk]
        self.successors = {one.code: one.indicator for one in others}
        self.fields["successor"] = forms.ChoiceField(
            label="Chỉ số kế tiếp",
            required=False,
            help_text="Các bộ tiêu chí theo dõi tiếp bằng chỉ số này.",
            choices=[("", "Không có"), *((one.code, one.name) for one in others)],
        )

    def clean_successor(self) -> Indicator | None:
        return self.successors.get(self.cleaned_data["successor"])
