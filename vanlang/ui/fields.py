"""Fields of forms that read numbers as people here write them; see `kernel.numbers`."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from vanlang.kernel import numbers
from vanlang.kernel.numbers import ANY_NUMBER, NumberRule, UnreadableNumber

LONGEST = 40
TYPE_IT = {"required": "Hãy điền mục này."}


class NumberField(forms.CharField):
    """A number typed the Vietnamese way; nothing typed is None. `rule` says what it may be."""

    def __init__(
        self,
        label: str,
        *,
        rule: NumberRule = ANY_NUMBER,
        help_text: str = "",
        required: bool = False,
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            max_length=LONGEST,
            error_messages=TYPE_IT,
        )
        self.rule = rule
        self.widget.attrs["inputmode"] = "decimal" if rule.digits else "numeric"

    def clean(self, value: object) -> Decimal | None:
        text: str = super().clean(value)
        try:
            return numbers.read(text, self.rule)
        except UnreadableNumber as no:
            raise ValidationError(no.message) from no

    def prepare_value(self, value: object) -> object:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return numbers.typed(Decimal(value))
        return value


class WholeField(forms.IntegerField):
    """A whole number; Django's own takes 1.000 for one."""

    def to_python(self, value: object) -> int | None:
        if isinstance(value, str):
            try:
                value = numbers.read(value, NumberRule(digits=0))
            except UnreadableNumber as no:
                raise ValidationError(no.message) from no
        return None if value is None else super().to_python(int(str(value)))
