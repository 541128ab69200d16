"""Where the post brings the result."""

from django import forms

from vanlang.public_services.rules.deliveries import LONGEST, PostalAddress

ELSEWHERE = "Tỉnh, thành phố khác"


class DeliveryAddress(forms.Form):
    """Địa chỉ nhận kết quả qua bưu chính; the action says what is wrong with it."""

    use_required_attribute = False

    recipient = forms.CharField(label="Người nhận", required=False, max_length=LONGEST["recipient"])
    phone = forms.CharField(
        label="Điện thoại người nhận",
        required=False,
        max_length=LONGEST["phone"],
        widget=forms.TextInput({"type": "tel"}),
    )
    street = forms.CharField(
        label="Số nhà, đường; hoặc thôn, xóm, khu", required=False, max_length=LONGEST["street"]
    )
    commune_code = forms.ChoiceField(
        label="Xã, phường",
        required=False,
        error_messages={"invalid_choice": "Bạn chọn xã, phường trong danh sách."},
    )
    elsewhere = forms.CharField(
        label="Xã, phường và tỉnh, thành phố khác",
        required=False,
        max_length=LONGEST["elsewhere"],
        help_text="Chỉ ghi khi nhận ở ngoài tỉnh.",
    )

    def __init__(
        self,
        data: object = None,
        *,
        communes: list[tuple[str, str]],
        initial: PostalAddress | None = None,
    ) -> None:
        first = {name: getattr(initial, name) for name in self.base_fields} if initial else None
        super().__init__(data, initial=first, prefix="post")  # type: ignore[arg-type]
        commune = self.fields["commune_code"]
        if isinstance(commune, forms.ChoiceField):
            commune.choices = [("", ELSEWHERE), *communes]

    def address(self) -> PostalAddress:
        """Return what was written, right or wrong."""
        return PostalAddress(
            **{name: str(self.data.get(f"post-{name}", "")) for name in self.base_fields}
        )

    def mark(self, problems: dict[str, str]) -> None:
        for name, problem in problems.items():
            if not self.has_error(name):
                self.add_error(name, problem)
