from typing import ClassVar

from django import forms

from vanlang.payments.rules.orders import METHOD_NAMES, Method

LISTING_MAX_BYTES = 20 * 2**20


class Collect(forms.Form):
    method = forms.ChoiceField(
        label="Hình thức nộp",
        choices=[(kind, METHOD_NAMES[kind]) for kind in (Method.CASH, Method.TRANSFER)],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Số chứng từ",
        required=False,
        max_length=100,
        help_text="Số phiếu thu hoặc số bút toán trên tài khoản, nếu có.",
    )

    def clean_method(self) -> Method:
        return Method(self.cleaned_data["method"])


class RequestRefund(forms.Form):
    reason = forms.CharField(
        label="Lý do đề nghị hoàn trả",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ví dụ: nộp nhầm hồ sơ, thuộc diện miễn phí.",
    )


class DecideRefund(forms.Form):
    REFUND, REFUSE = "refund", "refuse"
    CHOICES: ClassVar = [(REFUND, "Đã hoàn trả cho người nộp"), (REFUSE, "Không hoàn trả")]

    use_required_attribute = False

    decision = forms.ChoiceField(label="Quyết định", choices=CHOICES, widget=forms.RadioSelect)
    note = forms.CharField(label="Số chứng từ hoàn trả, hoặc lý do không hoàn trả", max_length=500)


class ImportListing(forms.Form):
    day = forms.DateField(
        label="Ngày đối soát",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    file = forms.FileField(
        label="Bảng kê của cổng thanh toán",
        help_text="Tệp CSV, bảng mã UTF-8, có các cột MaGiaoDich, MaThamChieu, SoTien, ThoiGianGD.",
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > LISTING_MAX_BYTES:
            raise forms.ValidationError("Tệp lớn quá 20 MB.")
        content: bytes = upload.read()
        return content
