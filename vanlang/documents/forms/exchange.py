"""The answer to a sender who wants a document back, or changed."""

from django import forms


class Answering(forms.Form):
    use_required_attribute = False

    agreed = forms.ChoiceField(
        label="Trả lời",
        choices=[("yes", "Đồng ý"), ("no", "Từ chối")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Lý do", max_length=500, required=False, help_text="Bắt buộc khi từ chối."
    )
