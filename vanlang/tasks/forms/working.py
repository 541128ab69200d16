"""What is written at each step of a task."""

from typing import ClassVar
from uuid import uuid4

from django import forms

from vanlang.tasks.forms.giving import REQUIRED, date_field, words_field
from vanlang.tasks.models import Extension


class Report(forms.Form):
    """The files themselves are read from the request: several under one name."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = words_field(
        "Kết quả đã đạt được",
        rows=5,
        most=10_000,
        help_text="Nêu sản phẩm, số hiệu văn bản, nơi đã công khai hoặc bàn giao.",
    )
    children_note = words_field("Lý do báo cáo khi việc con chưa xong", rows=2, required=False)

    def __init__(self, *args: object, open_children: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not open_children:
            del self.fields["children_note"]


class Decide(forms.Form):
    ACCEPT, SEND_BACK = "accept", "send_back"
    CHOICES: ClassVar = [
        (ACCEPT, "Nghiệm thu, kết thúc nhiệm vụ"),
        (SEND_BACK, "Trả lại để làm tiếp"),
    ]

    decision = forms.ChoiceField(
        label="Quyết định", choices=CHOICES, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    word = words_field(
        "Ý kiến", required=False, help_text="Bắt buộc khi trả lại: còn thiếu gì, sửa thế nào."
    )

    def clean(self) -> dict[str, object]:
        found: dict[str, object] = self.cleaned_data
        if found.get("decision") == self.SEND_BACK and not found.get("word"):
            self.add_error("word", "Ghi rõ lý do trả lại.")
        return found


class AskExtension(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    due_on = date_field("Xin gia hạn đến hết ngày")
    reason = words_field("Lý do")


class DecideExtension(forms.Form):
    GRANT, REFUSE = "grant", "refuse"
    CHOICES: ClassVar = [(GRANT, "Đồng ý gia hạn"), (REFUSE, "Không đồng ý")]

    decision = forms.ChoiceField(
        label="Trả lời", choices=CHOICES, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    due_on = date_field(
        "Gia hạn đến hết ngày khác", required=False, help_text="Để trống là đúng ngày đã xin."
    )
    word = words_field("Ý kiến", required=False, help_text="Bắt buộc khi không đồng ý.")

    def __init__(self, asked: Extension, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.asked = asked

    def clean(self) -> dict[str, object]:
        found: dict[str, object] = self.cleaned_data
        if found.get("decision") == self.REFUSE and not found.get("word"):
            self.add_error("word", "Ghi rõ lý do không đồng ý.")
        return found


class Conclude(forms.Form):
    word = words_field("Kết quả, hoặc lý do kết thúc không cần báo cáo")


class Cancel(forms.Form):
    reason = words_field("Lý do hủy")
