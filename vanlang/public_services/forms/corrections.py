"""What an officer sets right in a dossier, beside what stands there now."""

from collections.abc import Iterable, Mapping

from django import forms

from vanlang.public_services.rules.corrections import LONGEST_REASON
from vanlang.public_services.rules.parts import FieldKind, FieldSpec


class CorrectionForm(forms.Form):
    """Sửa thông tin hồ sơ."""

    use_required_attribute = False

    def __init__(
        self,
        specs: Iterable[FieldSpec],
        values: Mapping[str, str],
        *,
        problems: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(dict(values) if problems is not None else None, initial=dict(values))
        for spec in specs:
            is_day = spec.kind == FieldKind.DATE
            self.fields[spec.key] = forms.CharField(
                label=spec.label,
                required=False,
                max_length=spec.max_length,
                widget=forms.DateInput({"type": "date"}) if is_day else forms.TextInput(),
            )
        self.fields["reason"] = forms.CharField(
            label="Lý do sửa",
            max_length=LONGEST_REASON,
            help_text="Ví dụ: gõ nhầm so với thẻ căn cước.",
        )
        if problems is not None:
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data = {}
            for key, sentence in problems.items():
                self.add_error(key if key in self.fields else None, sentence)
