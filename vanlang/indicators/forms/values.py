"""Reporting a value with its evidence, a verdict on one, words on a finding."""

from typing import Any, cast
from uuid import uuid4

from django import forms

from vanlang.indicators.forms.fields import text
from vanlang.indicators.rules.periods import Period
from vanlang.kernel.numbers import NumberRule
from vanlang.ui.fields import NumberField


class Report(forms.Form):
    """One period of one indicator. The key makes a second click harmless."""

    period = forms.ChoiceField(label="Kỳ số liệu")
    value = NumberField("Giá trị", help_text="Để trống nếu chưa có số liệu: thiếu không phải là 0.")
    note = text("Ghi chú", most=1000, rows=2)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *words: Any, periods: list[Period], rule: NumberRule, **named: Any) -> None:
        super().__init__(*words, **named)
        cast("NumberField", self.fields["value"]).rule = rule
        shown = [(one.key, one.name) for one in reversed(periods)]
        self.fields["period"] = forms.ChoiceField(label="Kỳ số liệu", choices=shown)
        self.periods = {one.key: one for one in periods}

    def clean_period(self) -> Period:
        return self.periods[self.cleaned_data["period"]]


class Verdict(forms.Form):
    value = NumberField("Số được công nhận", help_text="Để trống nếu không công nhận số nào.")
    word = text("Ý kiến", most=1000, rows=2)

    def __init__(self, *words: Any, rule: NumberRule, **named: Any) -> None:
        super().__init__(*words, **named)
        cast("NumberField", self.fields["value"]).rule = rule


class Words(forms.Form):
    word = text("Nội dung", most=1000, rows=3, required=True)

    def __init__(self, *words: Any, label: str, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields["word"].label = label
