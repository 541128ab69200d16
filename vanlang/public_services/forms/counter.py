"""Who stands at the counter, and what they came for."""

from collections.abc import Mapping

from django import forms

from vanlang.public_services.rules.states import Channel

CHANNELS = [(int(Channel.DIRECT), "Đến trực tiếp"), (int(Channel.POST), "Gửi qua bưu chính")]


class WhoStandsThere(forms.Form):
    """Người nộp. The rules of identity say whether the number can be."""

    use_required_attribute = False

    identity_number = forms.CharField(
        label="Số định danh cá nhân",
        max_length=14,
        help_text="12 chữ số, ở mặt trước thẻ căn cước.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Họ và tên",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label="Số điện thoại",
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    commune_code = forms.ChoiceField(label="Nơi cư trú", required=False)

    def __init__(
        self,
        data: object = None,
        *,
        communes: list[tuple[str, str]],
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        residence = self.fields["commune_code"]
        if isinstance(residence, forms.ChoiceField):
            residence.choices = [("", "Ngoài tỉnh hoặc chưa rõ"), *communes]


class Visitor(WhoStandsThere):
    """Người nộp tại quầy, và việc họ đến làm."""

    procedure = forms.CharField(label="Mã thủ tục", max_length=20)
    channel = forms.TypedChoiceField(
        label="Cách nộp", choices=CHANNELS, coerce=int, widget=forms.RadioSelect
    )
    receiving = forms.ChoiceField(label="Nơi tiếp nhận")
    field_order = ("procedure",)

    def __init__(
        self,
        data: object = None,
        *,
        communes: list[tuple[str, str]],
        agencies: list[tuple[str, str]],
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, communes=communes, initial=initial)
        receiving = self.fields["receiving"]
        if isinstance(receiving, forms.ChoiceField):
            receiving.choices = agencies
        if len(agencies) == 1:
            receiving.widget = forms.HiddenInput()
            receiving.initial = agencies[0][0]
