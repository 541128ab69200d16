from django import forms

from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.rules.envelopes import CODE

CODE_SHAPE = "Mã gồm chữ hoa, chữ số, ngăn bằng dấu chấm. Ví dụ: H44.02."
CONNECTOR_NAMES = {
    "axis": "Trục liên thông (HTTP)",
    "folder": "Thư mục trao đổi",
    "nats": "NATS JetStream",
}


class CodeField(forms.RegexField):
    """An agency's electronic code."""

    def __init__(self, label: str, *, required: bool = True) -> None:
        super().__init__(
            rf"\A{CODE.pattern}\Z",
            label=label,
            max_length=40,
            required=required,
            help_text=CODE_SHAPE,
            error_messages={"invalid": CODE_SHAPE},
        )


class NameField(forms.RegexField):
    """A name that goes into headers, subjects and the environment."""

    def __init__(self, label: str, help_text: str = "", *, required: bool = True) -> None:
        wrong = "Chỉ dùng chữ không dấu, chữ số, dấu chấm, gạch nối và gạch dưới."
        super().__init__(
            r"\A[A-Za-z0-9_.-]+\Z",
            label=label,
            max_length=60,
            required=required,
            help_text=help_text,
            error_messages={"invalid": wrong},
        )


class Agency(forms.Form):
    code = CodeField("Mã định danh điện tử")
    name = forms.CharField(label="Tên cơ quan", max_length=300)
    parent_code = CodeField("Mã cơ quan cấp trên", required=False)
    mail = forms.EmailField(label="Thư điện tử", required=False)
    peer = forms.ChoiceField(
        label="Liên thông qua",
        required=False,
        help_text="Để trống nếu cơ quan làm việc trên chính hệ thống này.",
    )

    def __init__(self, *args: object, peers: list[tuple[str, str]], **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        choices = self.fields["peer"]
        if isinstance(choices, forms.ChoiceField):
            choices.choices = [("", "Hệ thống này"), *peers]


class Peer(forms.Form):
    name = forms.CharField(label="Tên gọi", max_length=100)
    connector = forms.ChoiceField(label="Cách kết nối", widget=forms.RadioSelect)
    address = forms.CharField(
        label="Địa chỉ",
        max_length=300,
        help_text="Địa chỉ https:// của trục, tên thư mục, hoặc địa chỉ nats://.",
    )
    system_id = NameField("Mã hệ thống của mình", "Bên kia biết hệ thống này bằng mã đó.")
    remote_id = NameField("Mã hệ thống bên kia", "Không cần khi kết nối với trục.", required=False)
    secret_name = NameField(
        "Tên khóa",
        "Khóa nằm ở biến môi trường VANLANG_EXCHANGE_SECRET_<tên khóa>, không lưu tại đây.",
    )

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        choices = self.fields["connector"]
        if isinstance(choices, forms.ChoiceField):
            choices.choices = [(kind, CONNECTOR_NAMES.get(kind, kind)) for kind in plugs.kinds()]


class Member(forms.Form):
    system_id = NameField("Mã hệ thống")
    name = forms.CharField(label="Tên hệ thống", max_length=200)
    code_prefix = CodeField("Mã định danh gốc")
    secret_name = NameField(
        "Tên khóa",
        "Khóa nằm ở biến môi trường VANLANG_EXCHANGE_SECRET_<tên khóa>, không lưu tại đây.",
    )
