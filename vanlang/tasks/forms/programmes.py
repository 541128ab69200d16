"""What is written to lay down a programme, and to say each month how far its parts have come."""

from datetime import date
from uuid import uuid4

from django import forms

from vanlang.identity.api import Unit
from vanlang.kernel import numbers
from vanlang.tasks.actions.assigning import Order, Source
from vanlang.tasks.actions.progress import Progress
from vanlang.tasks.forms.giving import REQUIRED, date_field, words_field
from vanlang.tasks.rules.states import Kind
from vanlang.ui.fields import NumberField


class ImportProgramme(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    title = words_field(
        "Tên chương trình, kế hoạch",
        rows=2,
        most=500,
        help_text="Ví dụ: Kế hoạch 01-KH/BCĐ thực hiện Nghị quyết 57-NQ/TW năm 2026.",
    )
    source = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=300,
        help_text="Số, ngày của nghị quyết, quyết định hoặc kế hoạch.",
    )
    product = words_field("Rõ sản phẩm của cả chương trình", rows=2)
    due_on = date_field("Rõ thời gian: kết thúc hết ngày")
    file = forms.FileField(label="Tệp Excel", error_messages=REQUIRED)

    def order(self, giver: Unit) -> Order:
        said = self.cleaned_data
        source = said["source"]
        return Order(
            key=said["key"],
            title=said["title"],
            product=said["product"],
            giver=giver,
            lead=giver,
            due_on=said["due_on"],
            source=Source("", "", source) if source else None,
            kind=Kind.PROGRAMME,
        )


class WriteProgress(forms.Form):
    """The month stands in the address; the rest is typed."""

    percent = NumberField(
        "Tỷ lệ hoàn thành (%)",
        rule=numbers.percent_rule(0),
        required=True,
    )
    spent = NumberField(
        "Lũy kế giải ngân đến hết tháng (đồng)",
        rule=numbers.WHOLE,
        required=False,
        help_text="Ví dụ: 1.500.000. Để trống nếu không có kinh phí.",
    )
    text = words_field("Kết quả trong tháng", required=False, most=10_000)
    obstacles = words_field("Khó khăn, kiến nghị", required=False, most=10_000)
    is_unchanged = forms.BooleanField(label="Trong tháng không phát sinh", required=False)

    def progress(self, month: date) -> Progress:
        said = self.cleaned_data
        return Progress(
            month=month,
            percent=int(said["percent"]),
            spent=None if said["spent"] is None else int(said["spent"]),
            text=said["text"],
            obstacles=said["obstacles"],
            is_unchanged=said["is_unchanged"],
        )


class Reopen(forms.Form):
    reason = words_field("Lý do mở lại", rows=2)
