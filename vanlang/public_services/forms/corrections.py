"""What an officer sets right in a dossier, beside what stands there now."""

from collections.abc import Iterable, Mapping

from django import forms

from vanlang.public_services.rules.corrections import LONGEST_REASON
from vanlang.public_services.rules.parts import FieldKind, FieldSpec

ANOTHER_PHONE = "Ghi số mới nếu số ở quầy ghi nhầm hoặc còn thiếu; để trống nếu không sửa."


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
        specs = list(specs)
        # A telephone stays hidden on the desk: only another one is typed here.
        open_values = {
            spec.key: values.get(spec.key, "") for spec in specs if spec.kind != FieldKind.PHONE
        }
        posted = dict(values) if problems is not None else None
        super().__init__(posted, initial=open_values)
        for spec in specs:
            is_phone = spec.kind == FieldKind.PHONE
            is_day = spec.kind == FieldKind.DATE
            self.fields[spec.key] = forms.CharField(
                label=spec.label,
                required=False,
                max_length=spec.max_length,
                help_text=ANOTHER_PHONE if is_phone else "",
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
