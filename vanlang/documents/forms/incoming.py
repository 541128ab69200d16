"""Taking in, registering, directing, handing on: one form a step."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from django import forms

from vanlang.documents.actions.directing import Order
from vanlang.documents.rules import types
from vanlang.documents.rules.arrivals import LONGEST_SUBJECT, Arrival, number_in
from vanlang.documents.rules.secrecy import ACCESS_NAMES, STATE_SECRETS, Access
from vanlang.documents.rules.states import URGENCY_NAMES, Urgency
from vanlang.identity.api import Person, Unit

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
TERMS = [("", "Không ghi hạn"), *((n, f"{n} ngày làm việc") for n in (1, 2, 3, 5, 7, 10, 15))]
MARKINGS = [("", "Không"), *((degree, degree) for degree in STATE_SECRETS)]
TYPES = [(kind.code, kind.name) for kind in types.BY_CODE.values()]
Choices = Sequence[tuple[str, str]]


def day_field(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def pair_of(unit: Unit) -> tuple[str, str]:
    return f"u:{unit.pk}", unit.name


def person_pair(person: Person) -> tuple[str, str]:
    return f"p:{person.pk}", person.name


def split_choice(chosen: str) -> tuple[int | None, UUID | None]:
    """Return the unit's or the person's key of a choice that the form offered."""
    kind, _, key = chosen.partition(":")
    if kind == "u":
        return int(key), None
    return (None, UUID(key)) if kind == "p" else (None, None)


class Paper(forms.Form):
    """Văn bản giấy hoặc thư điện tử vừa nhận."""

    use_required_attribute = False

    unit = forms.ChoiceField(label="Vào sổ của")
    author_name = forms.CharField(
        label="Cơ quan, tổ chức ban hành",
        max_length=200,
        widget=forms.TextInput({"list": "tac-gia"}),
    )
    notation = forms.CharField(
        label="Số, ký hiệu", max_length=60, required=False, help_text="Ví dụ 1234/UBND-KGVX."
    )
    issued_on = day_field("Ngày văn bản")
    type_code = forms.ChoiceField(label="Loại văn bản", choices=TYPES, initial=types.LETTER)
    subject = forms.CharField(
        label="Trích yếu nội dung",
        max_length=LONGEST_SUBJECT,
        widget=forms.Textarea({"rows": 3}),
    )
    signer_name = forms.CharField(label="Người ký", max_length=100, required=False)
    urgency = forms.TypedChoiceField(
        label="Độ khẩn",
        choices=[(int(degree), name) for degree, name in URGENCY_NAMES.items()],
        coerce=int,
        initial=0,
    )
    due_on = day_field("Hạn trả lời ghi trên văn bản")
    access = forms.ChoiceField(
        label="Phạm vi",
        choices=[(kind, name) for kind, name in ACCESS_NAMES.items()],
        initial=Access.INTERNAL,
        help_text="Hạn chế: chỉ văn thư, lãnh đạo và người được chuyển đến mới thấy.",
    )
    marking = forms.ChoiceField(
        label="Dấu chỉ độ mật trên văn bản", choices=MARKINGS, required=False
    )
    is_another = forms.BooleanField(
        label="Đã kiểm tra: đây là văn bản khác với văn bản trùng số, ngày, tác giả", required=False
    )

    def __init__(self, data: object = None, *, agencies: Choices, initial: object = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = agencies
        if len(agencies) == 1:
            unit.widget, unit.initial = forms.HiddenInput(), agencies[0][0]
        if "is_another" not in self.data and not self.is_bound:
            del self.fields["is_another"]

    def arrival(self) -> Arrival:
        given = self.cleaned_data
        number = given["notation"].partition("/")[0].partition("-")[0]
        return Arrival(
            subject=given["subject"],
            author_name=given["author_name"],
            notation=given["notation"],
            number=number_in(number),
            type_code=given["type_code"],
            issued_on=given["issued_on"],
            signer_name=given["signer_name"],
            urgency=Urgency(given["urgency"]),
            access=Access(given["access"]),
            marking=given["marking"],
            due_on=given["due_on"],
        )


class Letter(forms.Form):
    """Một thư điện tử (.eml) có văn bản đính kèm."""

    use_required_attribute = False

    unit = forms.ChoiceField(label="Vào sổ của")
    message = forms.FileField(
        label="Tệp thư (.eml)",
        help_text="Lưu thư từ hộp thư công vụ thành tệp .eml rồi chọn ở đây. Tối đa 20 MB.",
    )

    def __init__(self, data: object = None, files: object = None, *, agencies: Choices) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = agencies
        if len(agencies) == 1:
            unit.widget, unit.initial = forms.HiddenInput(), agencies[0][0]

    def content(self) -> bytes:
        content: bytes = self.cleaned_data["message"].read()
        return content


class Registration(forms.Form):
    """Vào sổ: who gets it next."""

    use_required_attribute = False

    present_to = forms.ChoiceField(label="Trình", required=False)
    is_another = forms.BooleanField(label="Đây là văn bản khác, vẫn vào sổ", required=False)

    def __init__(self, data: object = None, *, leaders: Choices, has_twin: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        present_to = self.fields["present_to"]
        if isinstance(present_to, forms.ChoiceField):
            present_to.choices = [*leaders, ("", "Chưa trình, chỉ vào sổ")]
        if not has_twin:
            del self.fields["is_another"]


class Directing(forms.Form):
    """Bút phê."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(
        label="Ý kiến chỉ đạo", max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    lead = forms.ChoiceField(label="Chủ trì", required=False)
    supporting = forms.MultipleChoiceField(
        label="Phối hợp", required=False, widget=forms.CheckboxSelectMultiple
    )
    working_days = forms.TypedChoiceField(
        label="Hạn giải quyết", choices=TERMS, coerce=int, required=False, empty_value=None
    )
    due_on = day_field("hoặc đến hết ngày")
    opens_task = forms.BooleanField(
        label="Giao thành nhiệm vụ, theo dõi đến khi xong", required=False
    )

    def __init__(self, data: object = None, *, units: Choices, people: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        lead, supporting = self.fields["lead"], self.fields["supporting"]
        if isinstance(lead, forms.ChoiceField) and isinstance(supporting, forms.ChoiceField):
            lead.choices = [
                ("", "Chưa giao ai"),
                ("Phòng, đơn vị", list(units)),
                ("Cá nhân", list(people)),
            ]
            supporting.choices = list(units)
        if not units:
            del self.fields["supporting"]

    def order(
        self, units: dict[int, Unit], people: dict[UUID, Person], *, key: UUID | None = None
    ) -> Order:
        given = self.cleaned_data
        unit_id, person_id = split_choice(given["lead"])
        chosen = (split_choice(one)[0] for one in given.get("supporting", ()))
        return Order(
            text=given["text"],
            lead_unit=units.get(unit_id) if unit_id else None,
            lead_person=people.get(person_id) if person_id else None,
            supporting=tuple(units[pk] for pk in chosen if pk in units),
            due_on=given["due_on"],
            working_days=given["working_days"],
            opens_task=given["opens_task"],
            key=key or given["key"],
        )


class HandingOn(forms.Form):
    """Chuyển tiếp."""

    use_required_attribute = False

    to = forms.ChoiceField(label="Chuyển đến")
    note = forms.CharField(label="Lời nhắn", max_length=500, required=False)

    def __init__(self, data: object = None, *, units: Choices, people: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        to = self.fields["to"]
        if isinstance(to, forms.ChoiceField):
            to.choices = [("Phòng, đơn vị", list(units)), ("Cá nhân", list(people))]


class Period(forms.Form):
    """Kỳ của sổ đăng ký."""

    use_required_attribute = False

    since = day_field("Từ ngày", required=True)
    until = day_field("Đến ngày", required=True)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        since = self.cleaned_data.get("since")
        if since and until < since:
            raise forms.ValidationError("Ngày cuối phải sau ngày đầu.")
        return until
