"""What administrators type about certificates."""

from typing import Any

from django import forms

from vanlang.identity.api import Person, Unit
from vanlang.signing.queries import certificates

REQUIRED = {"required": "Hãy điền mục này."}
LARGEST_IMAGE = 2**20
HANDED_OVER = "Gồm 10 chữ số, do quản trị của cơ quan trao trực tiếp."


def pin_field(label: str, help_text: str = "") -> forms.CharField:
    attributes = {"inputmode": "numeric", "autocomplete": "off"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        widget=forms.PasswordInput(attrs=attributes),
        error_messages=REQUIRED,
    )


class Owner(forms.Form):
    """Whose certificate: an official by user name, or an agency by code."""

    owner = forms.CharField(
        label="Tên đăng nhập của cán bộ hoặc mã cơ quan",
        help_text="Ví dụ: hoa.05158 hoặc H44.05158",
        max_length=60,
        error_messages=REQUIRED,
    )

    def clean_owner(self) -> Person | Unit:
        found = certificates.owner_called(self.cleaned_data["owner"].strip())
        if found is None:
            raise forms.ValidationError("Không có cán bộ hay cơ quan nào như vậy.")
        return found


class Registration(Owner):
    """A certificate that a real authority issued."""

    pem = forms.CharField(
        label="Chứng thư số và các CA cấp trên, dạng PEM",
        help_text="Chỉ chứng thư số. Không bao giờ đưa khóa bí mật lên hệ thống.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=100_000,
        error_messages=REQUIRED,
    )
    key = forms.RegexField(
        r"^(pkcs11|remote|pkcs12):[\w.:@-]{1,150}$",
        label="Nơi giữ khóa",
        help_text="Ví dụ: pkcs11:hoa hoặc remote:hoa-05158",
        error_messages={
            **REQUIRED,
            "invalid": "Ghi loại kho khóa, dấu hai chấm, rồi tên khóa: pkcs11:hoa",
        },
    )

    def clean_pem(self) -> str:
        text = str(self.cleaned_data["pem"])
        if "PRIVATE KEY" in text:
            raise forms.ValidationError(
                "Tệp có khóa bí mật. Hãy bỏ khóa ra; nếu đã gửi cho ai, coi như khóa đã lộ."
            )
        return text


class Revocation(forms.Form):
    reason = forms.CharField(
        label="Lý do thu hồi",
        help_text="Ví dụ: chuyển công tác, mất thiết bị, lộ khóa",
        max_length=200,
        error_messages=REQUIRED,
    )


class Image(forms.Form):
    image = forms.FileField(
        label="Ảnh chữ ký hoặc con dấu",
        help_text="Ảnh PNG nền trong suốt, tối đa 1 MB.",
        error_messages={**REQUIRED, "empty": "Tệp rỗng."},
    )

    def clean_image(self) -> bytes:
        file = self.cleaned_data["image"]
        if file.size > LARGEST_IMAGE:
            raise forms.ValidationError("Ảnh lớn hơn 1 MB.")
        return bytes(file.read())


class NewPin(forms.Form):
    """A new PIN, proved by the one in use or by the administrator's activation code."""

    def __init__(self, *args: Any, has_pin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proof = self.fields["proof"]
        proof.label = "Mã PIN đang dùng" if has_pin else "Mã kích hoạt"
        proof.help_text = "" if has_pin else HANDED_OVER

    proof = pin_field("Mã kích hoạt")
    pin = pin_field("Mã PIN mới", "Từ 6 đến 12 chữ số, không phải dãy dễ đoán như 123456.")
    again = pin_field("Nhập lại mã PIN mới")
