"""Opening and closing a work file."""

from uuid import uuid4

from django import forms

from vanlang.documents.actions.work_files import Opening
from vanlang.documents.forms.incoming import Choices

# [GK] the usual terms of keeping; the agency's own list of files says which applies.
TERMS = ("Vĩnh viễn", "70 năm", "50 năm", "20 năm", "10 năm", "5 năm", "2 năm")


class OpenFile(forms.Form):
    """Mở hồ sơ công việc."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    unit = forms.ChoiceField(label="Cơ quan")
    title = forms.CharField(
        label="Tiêu đề hồ sơ",
        max_length=500,
        help_text="Ví dụ: Hồ sơ về việc rà soát hộ nghèo, hộ cận nghèo năm 2026.",
        widget=forms.Textarea({"rows": 2}),
    )
    notation = forms.CharField(label="Ký hiệu theo danh mục hồ sơ", max_length=20, required=False)
    maintenance = forms.ChoiceField(
        label="Thời hạn bảo quản", choices=[(term, term) for term in TERMS], initial="10 năm"
    )
    description = forms.CharField(label="Chú giải", max_length=500, required=False)
    is_restricted = forms.BooleanField(label="Hồ sơ hạn chế", required=False)

    def __init__(self, data: object = None, *, agencies: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = agencies
        if len(agencies) == 1:
            unit.widget, unit.initial = forms.HiddenInput(), agencies[0][0]

    def opening(self) -> Opening:
        given = {name: value for name, value in self.cleaned_data.items() if name != "unit"}
        return Opening(**given)
