"""What one may ask of the catalogue, and what an administrator says about a version."""

from django import forms

from vanlang.public_services.rules.versions import STATE_NAMES

LONGEST_SEARCH = 100


class Search(forms.Form):
    """Addresses are typed and shared by people: what cannot be is left out, never refused."""

    q = forms.CharField(required=False, strip=True)
    linh_vuc = forms.CharField(required=False)
    cap = forms.CharField(required=False)
    viec = forms.CharField(required=False)

    def clean_q(self) -> str:
        words: str = self.cleaned_data["q"]
        return words[:LONGEST_SEARCH]


class VersionFilter(forms.Form):
    q = forms.CharField(label="Mã hoặc tên thủ tục", required=False, max_length=LONGEST_SEARCH)
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Mọi trạng thái"), *[(str(s), name) for s, name in STATE_NAMES.items()]],
    )


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Publish(forms.Form):
    effective_from = forms.DateField(
        label="Có hiệu lực từ ngày",
        widget=DateInput,
        help_text="Phiên bản đang công bố hết hiệu lực từ ngày này.",
        error_messages={"invalid": "Ngày này không có trong lịch.", "required": "Hãy chọn ngày."},
    )


class Close(forms.Form):
    effective_to = forms.DateField(
        label="Bãi bỏ từ ngày",
        widget=DateInput,
        error_messages={"invalid": "Ngày này không có trong lịch.", "required": "Hãy chọn ngày."},
    )
    replaced_by = forms.CharField(
        label="Mã thủ tục thay thế",
        required=False,
        max_length=20,
        help_text="Trang của thủ tục bị bãi bỏ sẽ dẫn đến thủ tục này.",
    )
