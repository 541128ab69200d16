"""When a notice on paper left the counter."""

from django import forms


class NoticeDay(forms.Form):
    """Ngày trao hoặc gửi; the action says which days can be."""

    use_required_attribute = False

    day = forms.DateField(
        label="Ngày trao hoặc gửi",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Bạn ghi ngày trao hoặc gửi.",
            "invalid": "Bạn ghi ngày theo mẫu 05/03/2026.",
        },
    )
