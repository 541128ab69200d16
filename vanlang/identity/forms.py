"""What people type to sign in, to stand in for each other, and to say why they look."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from vanlang.identity import api as identity
from vanlang.identity.models import Person, Post, Unit
from vanlang.identity.queries import sign_ins
from vanlang.identity.queries.people import nobody
from vanlang.identity.queries.posts import posts_of_nobody
from vanlang.identity.queries.units import no_units
from vanlang.identity.rules import ROLE_NAMES, DelegationKind, Role, Sex
from vanlang.kernel.refusals import Refusal

REQUIRED = {"required": "Hãy điền mục này."}
NOT_A_DATE = {**REQUIRED, "invalid": "Ngày không đúng. Hãy ghi theo dạng ngày/tháng/năm."}


def password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages=REQUIRED,
    )


def code_field(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages=REQUIRED,
    )


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def date_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=DateInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=NOT_A_DATE,
    )


class SignIn(LoginForm):
    """Officials alone; citizens come with their electronic identity."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="Tên đăng nhập",
            max_length=60,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
            error_messages=REQUIRED,
        )
        self.fields["password"] = password_field("Mật khẩu", "current-password")
        self.order_fields(["login", "password"])


class PasswordAgain(PasswordAgainForm):
    password = password_field("Mật khẩu", "current-password")


class ChangePassword(ChangePasswordForm):
    oldpassword = password_field("Mật khẩu đang dùng", "current-password")
    password1 = password_field(
        "Mật khẩu mới",
        "new-password",
        "Ít nhất 14 ký tự, có chữ thường, chữ hoa, chữ số và ký tự đặc biệt; "
        "ít nhất 8 ký tự nếu đã bật bước xác thực thứ hai. Không dùng lại 10 mật khẩu gần nhất.",
    )
    password2 = password_field("Ghi lại mật khẩu mới", "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **{k: v for k, v in kwargs.items() if k != "user"})
        self.user = kwargs["user"]

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        defects = sign_ins.password_defects(self.user, password)
        if defects:
            raise ValidationError(defects)
        return password

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = self.cleaned_data
        if typed.get("password1") and typed.get("password2") not in {None, typed["password1"]}:
            self.add_error("password2", "Hai lần ghi mật khẩu mới không giống nhau.")
        return typed


class Code(AuthenticateForm):
    code = code_field("Mã xác thực", "6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng.")


class CodeAgain(CodeAgainForm):
    code = code_field("Mã xác thực", "6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng.")


class ActivateApplication(ActivateTOTPForm):
    code = code_field("Mã ứng dụng đang hiện", "6 chữ số, đổi sau mỗi 30 giây.")


class AddKey(AddWebAuthnForm):
    name = forms.CharField(label="Tên khóa", max_length=60, required=False)
    passwordless = forms.BooleanField(
        label="Dùng khóa này thay cho mật khẩu", required=False, initial=True
    )


class EditKey(EditWebAuthnForm):
    name = forms.CharField(label="Tên khóa", max_length=60, error_messages=REQUIRED)


class Delegate(forms.Form):
    """Who stands in for whom, in what, and for how long."""

    post = forms.ModelChoiceField(
        label="Vị trí", queryset=posts_of_nobody(), empty_label=None, error_messages=REQUIRED
    )
    kind = forms.ChoiceField(
        label="Hình thức",
        choices=[
            (DelegationKind.SUBSTITUTION.value, "Thay thế: làm thay khi vắng mặt"),
            (DelegationKind.DELEGATION.value, "Ủy quyền: cùng làm, người ủy quyền vẫn làm"),
        ],
        widget=forms.RadioSelect,
        initial=DelegationKind.SUBSTITUTION.value,
    )
    to = forms.ModelChoiceField(label="Giao cho", queryset=nobody(), error_messages=REQUIRED)
    roles = forms.MultipleChoiceField(
        label="Vai trò được giao", widget=forms.CheckboxSelectMultiple, error_messages=REQUIRED
    )
    since = date_field("Từ ngày")
    until = date_field("Đến hết ngày")
    reason = forms.CharField(
        label="Lý do, căn cứ",
        max_length=300,
        help_text="Ví dụ: nghỉ phép; Giấy ủy quyền số 12/GUQ-UBND.",
        error_messages=REQUIRED,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        posts: QuerySet[Post],
        colleagues: QuerySet[Person],
        day: date,
    ) -> None:
        super().__init__(data, initial={"since": day, "until": day})
        held = {role for post in posts for role in post.roles if role != Role.ADMIN}
        for name, rows in (("post", posts), ("to", colleagues)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        roles = self.fields["roles"]
        if isinstance(roles, forms.MultipleChoiceField):
            roles.choices = [(r.value, text) for r, text in ROLE_NAMES.items() if r in held]

    def clean_kind(self) -> DelegationKind:
        return DelegationKind(self.cleaned_data["kind"])

    def clean_roles(self) -> list[Role]:
        return [Role(role) for role in self.cleaned_data["roles"]]


class Away(forms.Form):
    """The days on which the holder of a post is not there."""

    post = forms.ModelChoiceField(
        label="Vị trí", queryset=posts_of_nobody(), empty_label=None, error_messages=REQUIRED
    )
    since = date_field("Từ ngày")
    until = date_field("Đến hết ngày")
    reason = forms.CharField(label="Lý do", max_length=300, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, posts: QuerySet[Post], day: date) -> None:
        super().__init__(data, prefix="away", initial={"since": day, "until": day})
        field = self.fields["post"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = posts


class Purpose(forms.Form):
    """Why someone looks at personal data; the person themselves can read it."""

    purpose = forms.CharField(
        label="Mục đích xem",
        max_length=200,
        help_text="Người có dữ liệu sẽ đọc được mục đích này.",
        error_messages=REQUIRED,
    )


class UnitDecision(forms.Form):
    """What is decided about a unit: from which day, on which ground."""

    basis = forms.CharField(
        label="Căn cứ",
        max_length=300,
        help_text="Số, ngày của nghị quyết, quyết định; với xã, phường là nghị quyết của Ủy ban "
        "Thường vụ Quốc hội về sắp xếp, đổi tên đơn vị hành chính.",
        error_messages=REQUIRED,
    )

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal where it belongs, above the form where it belongs to no field."""
        field = {"successors": "successor"}.get(refusal.field or "", refusal.field or "")
        self.add_error(field if field in self.fields else None, refusal.message)


class CloseUnit(UnitDecision):
    """The last day of a unit and who follows it."""

    last_day = date_field("Ngày hoạt động cuối cùng")
    successor = forms.ModelChoiceField(
        label="Đơn vị kế thừa, nhận công việc còn mở",
        queryset=no_units(),
        error_messages=REQUIRED,
    )
    others = forms.ModelMultipleChoiceField(
        label="Đơn vị cùng kế thừa, khi địa bàn bị chia",
        queryset=no_units(),
        required=False,
        help_text="Người dân được chọn một trong các đơn vị kế thừa; công việc còn mở về đơn vị "
        "chọn ở trên.",
    )
    seen = forms.BooleanField(
        label="Tôi đã xem công việc còn mở và danh sách người đang giữ vị trí ở trên",
        error_messages=REQUIRED,
    )
    field_order = ("last_day", "successor", "others", "basis", "seen")

    def __init__(self, data: Mapping[str, Any] | None, *, successors: QuerySet[Unit]) -> None:
        super().__init__(data)
        for name in ("successor", "others"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = successors

    def closing(self) -> identity.Closing:
        typed = self.cleaned_data
        others = [unit for unit in typed["others"] if unit != typed["successor"]]
        return identity.Closing(typed["last_day"], (typed["successor"], *others), typed["basis"])


class RenameUnit(UnitDecision):
    """Another name from a day on."""

    name = forms.CharField(
        label="Tên mới",
        max_length=160,
        help_text="Tên đầy đủ, ví dụ: Phường Mường Bi.",
        error_messages=REQUIRED,
    )
    since = date_field("Mang tên này từ ngày")
    field_order = ("name", "since", "basis")

    def new_name(self) -> identity.NewName:
        typed = self.cleaned_data
        return identity.NewName(typed["name"], typed["since"], typed["basis"])


class TestCitizen(forms.Form):
    """One's own citizen, for trying the platform with the stand-in identity provider."""

    name = forms.CharField(label="Họ và tên", max_length=120, error_messages=REQUIRED)
    identity_number = forms.CharField(
        label="Số định danh",
        max_length=20,
        help_text="12 chữ số. Để không trùng số của ai, hãy bắt đầu bằng 003.",
        error_messages=REQUIRED,
    )
    birthdate = date_field("Ngày sinh")
    phone_number = forms.CharField(label="Điện thoại", max_length=20, required=False)
    street = forms.CharField(
        label="Số nhà, đường, thôn hoặc tổ dân phố", max_length=200, required=False
    )
    commune_code = forms.CharField(
        label="Mã xã, phường", max_length=5, required=False, help_text="Ví dụ 05158: xã Mường Bi."
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        try:
            number = identity.check_identity_number(
                typed["identity_number"], born=typed["birthdate"]
            )
        except Refusal as refusal:
            self.add_error("identity_number", refusal.message)
            return typed
        typed["identity_number"] = number.text
        typed["gender"] = "female" if number.sex == Sex.FEMALE else "male"
        if typed["commune_code"] and not re.fullmatch(r"\d{5}", typed["commune_code"]):
            self.add_error("commune_code", "Mã xã, phường gồm 5 chữ số.")
        return typed

    def claims(self) -> dict[str, str | int]:
        typed = self.cleaned_data
        return {
            **{name: str(typed[name]) for name in typed if name != "birthdate" and typed[name]},
            "birthdate": typed["birthdate"].isoformat(),
            "identity_level": 2,
        }
