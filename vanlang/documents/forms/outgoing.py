"""Writing a draft, sending it on, and what is done with an issued document."""

from collections.abc import Sequence

from django import forms

from vanlang.documents.rules import drafts
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.outgoing import COPY_FORMS
from vanlang.documents.rules.secrecy import ACCESS_NAMES, STATE_SECRETS
from vanlang.documents.rules.states import URGENCY_NAMES
from vanlang.identity.api import Person
from vanlang.signing.api import RIGHT_NAMES, SigningRight

Choices = Sequence[tuple[str, str]]
SECRET = STATE_SECRETS[0]
CIRCULATION = [("", "Không"), *((text, text) for text in ("Lưu hành nội bộ", "Xem xong trả lại"))]
BODY_HELP = (
    "Mỗi dòng là một đoạn. “Điều 1.” và “I. TÊN MỤC” tự in đậm; **đậm**, *nghiêng*;"
    " “| ô | ô |” là dòng của bảng; “=== Phụ lục” mở phụ lục ở trang mới."
)


class Lines(forms.CharField):
    """A field whose every line is one thing."""

    def __init__(self, *, label: str, rows: int, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=False,
            help_text=help_text,
            widget=forms.Textarea({"rows": rows}),
        )


class About(forms.Form):
    """What is decided about a document besides its text."""

    use_required_attribute = False

    urgency = forms.TypedChoiceField(
        label="Độ khẩn",
        coerce=int,
        choices=[(degree.value, name) for degree, name in URGENCY_NAMES.items()],
        initial=0,
    )
    access = forms.ChoiceField(
        label="Phạm vi xem",
        choices=[*ACCESS_NAMES.items(), (SECRET, "Bí mật nhà nước")],
        initial="internal",
    )
    due_on = forms.DateField(
        label="Hạn trả lời",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    is_directive = forms.BooleanField(label="Văn bản chỉ đạo, giao nhiệm vụ", required=False)


class Drafting(About):
    """Soạn văn bản."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    subject = forms.CharField(
        label="Trích yếu",
        max_length=drafts.LONGEST_SUBJECT,
        help_text="Văn bản nói về việc gì, ví dụ “Về việc ban hành Kế hoạch…”.",
    )
    to = Lines(label="Kính gửi", rows=2, help_text="Mỗi nơi một dòng.")
    bases = Lines(label="Căn cứ ban hành", rows=3, help_text="Mỗi căn cứ một dòng.")
    body = forms.CharField(
        label="Nội dung", widget=forms.Textarea({"rows": 18, "class": "long"}), help_text=BODY_HELP
    )
    recipients = Lines(
        label="Nơi nhận in trên văn bản",
        rows=3,
        help_text="Mỗi nơi một dòng. Dòng “Lưu: VT, …” được thêm tự động.",
    )
    circulation = forms.ChoiceField(label="Chỉ dẫn lưu hành", choices=CIRCULATION, required=False)
    marks = forms.CharField(
        label="Ký hiệu người soạn và số bản",
        required=False,
        max_length=30,
        help_text="Ví dụ MTN(03).",
    )

    def draft(self) -> Draft:
        """Return what was written, as a draft is kept."""
        given = self.cleaned_data
        return Draft(
            subject=given["subject"],
            to=drafts.lines(given["to"]),
            bases=drafts.bases(given["bases"]),
            body=given["body"],
            recipients=drafts.lines(given["recipients"]),
            circulation=given["circulation"],
            marks=given["marks"],
        )


class WordDrafting(About):
    """Soạn bằng Word."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label="Tệp Word (.docx) hoặc PDF",
        required=False,
        widget=forms.FileInput({"accept": ".docx,.pdf"}),
    )
    subject = forms.CharField(
        label="Trích yếu",
        max_length=drafts.LONGEST_SUBJECT,
        help_text="Như trên tệp; dùng để tìm và vào sổ.",
    )

    def __init__(self, *args: object, is_file_needed: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own, passed through
        self.fields["file"].required = is_file_needed
        if not is_file_needed:
            self.fields["file"].help_text = "Để trống nếu giữ tệp đang có."


def begun(draft: Draft) -> dict[str, str]:
    """Return a draft as the form shows it."""
    return {
        "subject": draft.subject,
        "to": "\n".join(draft.to),
        "bases": "\n".join(draft.bases),
        "body": draft.body,
        "recipients": "\n".join(draft.recipients),
        "circulation": draft.circulation,
        "marks": draft.marks,
    }


class Addressing(forms.Form):
    """Nơi nhận: where the document goes when it is issued."""

    groups = forms.MultipleChoiceField(
        label="Nhóm cơ quan", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = Lines(
        label="Cơ quan khác trong hệ thống",
        rows=3,
        help_text="Mỗi dòng một mã định danh hoặc một tên đầy đủ, ví dụ “Sở Nội vụ”.",
    )
    outsiders = Lines(
        label="Nơi nhận ngoài hệ thống",
        rows=3,
        help_text=(
            "Mỗi dòng một nơi. “G22.01 – Văn phòng Chính phủ” gửi qua trục liên thông;"
            " địa chỉ thư điện tử, hoặc tên để gửi bản giấy."
        ),
    )

    def __init__(self, *args: object, groups: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["groups"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(groups)


class Sending(forms.Form):
    """Trình: whose initials are needed, in which manner, and who signs."""

    people = forms.MultipleChoiceField(
        label="Người ký nháy",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn ai thì trình thẳng người ký.",
    )
    manner = forms.ChoiceField(
        label="Cách xin ký nháy",
        choices=[("together", "Cùng một lúc"), ("in_turn", "Lần lượt theo thứ tự trên")],
        initial="together",
        widget=forms.RadioSelect,
    )
    signer = forms.ChoiceField(label="Người ký", widget=forms.RadioSelect)

    def __init__(
        self,
        *args: object,
        reviewers: Sequence[Person],
        leaders: Sequence[tuple[Person, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people, signer = self.fields["people"], self.fields["signer"]
        if isinstance(people, forms.MultipleChoiceField):
            people.choices = [(str(person.pk), person.name) for person in reviewers]
        if isinstance(signer, forms.ChoiceField):
            signer.choices = [
                (str(person.pk), f"{person.name}, {title}") for person, title in leaders
            ]


class Right(forms.Form):
    """Quyền hạn ký, where the signer changes what is usual."""

    authority = forms.ChoiceField(
        label="Quyền hạn ký",
        required=False,
        choices=[(one.value, name) for one, name in RIGHT_NAMES.items() if one],
    )

    def chosen(self) -> SigningRight | None:
        return SigningRight(self.cleaned_data["authority"]) if self.is_valid() else None


class Note(forms.Form):
    """One text with a reason or an opinion."""

    note = forms.CharField(max_length=2000, required=False)


class Copying(forms.Form):
    """Sao văn bản."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    form = forms.ChoiceField(
        label="Hình thức sao",
        choices=[(code, name.capitalize()) for code, name in COPY_FORMS.items()],
    )
    pages = forms.CharField(
        label="Trang cần trích",
        required=False,
        max_length=100,
        help_text="Chỉ với trích sao, ví dụ 1-2,5.",
    )
