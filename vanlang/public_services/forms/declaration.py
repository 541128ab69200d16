"""The form of a definition as a Django form: for drawing it; the rules say what is right."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict

from vanlang.public_services.queries import agencies, documents
from vanlang.public_services.rules import peoples, voices
from vanlang.public_services.rules.answers import YES
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind, FieldSpec
from vanlang.public_services.rules.prefill import ACTING_FOR

PICK = "Chọn"
FROM_LIST = "Gõ để tìm trong danh sách."
LONG_TEXT_ROWS = 4


FIXED = "Theo định danh điện tử, không sửa ở đây."
SAME = "Nếu chính là bạn thì để trống: lấy theo phần “Người yêu cầu”."
SAME_SHORT = "Nếu chính là bạn thì để trống."
FIXED_UNLESS_ACTING = "Theo định danh điện tử; chỉ khác khi bạn nộp thay người khác."


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    note: str
    fields: list[BoundField]


class Declaration(forms.Form):
    """Tờ khai — drawn from the definition, with what is wrong beside each field."""

    use_required_attribute = False

    def __init__(  # noqa: PLR0913 what is drawn, and what stands beside it
        self,
        definition: Definition,
        values: Mapping[str, str],
        *,
        problems: Mapping[str, str] | None = None,
        origins: Mapping[str, str] | None = None,
        fixed: Collection[str] = (),
        doubts: Mapping[str, str] | None = None,
        at_counter: bool = False,
    ) -> None:
        data = MultiValueDict({key: [value] for key, value in values.items()})
        super().__init__(data if problems is not None else None, initial=dict(values))
        self.definition = definition
        self.lists: dict[str, list[tuple[str, str]]] = {}
        for spec in definition.fields:
            field = _field(spec, (origins or {}).get(spec.key, ""))
            if spec.key in fixed:
                _fix(field, spec, values.get(spec.key, ""))
                if definition.field(ACTING_FOR):
                    field.help_text = FIXED_UNLESS_ACTING
            if doubt := (doubts or {}).get(spec.key, ""):
                field.help_text = f"{field.help_text} Xem lại: {doubt}".strip()
            self._offer_list(field, spec)
            if spec.when:
                field.widget.attrs["data-when"] = spec.when
            if spec.same_as:
                field.widget.attrs |= {
                    "data-same-as": spec.same_as,
                    "data-same-when": spec.same_when,
                }
                same = SAME if spec.kind == FieldKind.TEXT else SAME_SHORT
                field.help_text = f"{field.help_text} {same}".strip()
            _speak(field, spec, to_official=at_counter)
            self.fields[spec.key] = field
        if problems is not None:
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data = {}
            for key, sentence in problems.items():
                self.add_error(key if key in self.fields else None, sentence)

    def _offer_list(self, field: forms.Field, spec: FieldSpec) -> None:
        if name := _list_of(spec):
            field.widget.attrs |= {"list": name, "autocomplete": "off"}
            self.lists[name] = LISTS[name]()
            field.help_text = f"{field.help_text} {FROM_LIST}".strip()

    def section_of(self, key: str) -> str:
        """Return the section of a field, for a summary that stands apart from the sections."""
        sections = self.definition.form
        title = next((s.title for s in sections if any(f.key == key for f in s.fields)), "")
        return title if len(sections) > 1 else ""

    @property
    def parts(self) -> list[Part]:
        return [
            Part(section.title, section.note, [self[spec.key] for spec in section.fields])
            for section in self.definition.form
        ]


def _list_of(spec: FieldSpec) -> str:
    if spec.kind != FieldKind.TEXT:
        return ""
    if spec.key.endswith(peoples.PEOPLE_END):
        return "peoples"
    return "nations" if spec.key.endswith(peoples.NATION_END) else ""


# What a browser offers while one types, each with its other names; the server reads any of them.
LISTS: Mapping[str, Callable[[], list[tuple[str, str]]]] = {
    "peoples": lambda: [(name, ", ".join(others)) for name, others in peoples.PEOPLES.items()],
    "nations": lambda: [(name, "") for name in documents.nations().values()],
}


def _fix(field: forms.Field, spec: FieldSpec, value: str) -> None:
    """Show what the electronic identity says, not to be changed; the server keeps it anyway."""
    field.help_text = FIXED
    field.widget.attrs |= {"readonly": True, "data-fixed": ""}
    if isinstance(field, forms.ChoiceField):
        field.choices = [choice for choice in _choices(spec) if choice[0] == value]


def _speak(field: forms.Field, spec: FieldSpec, *, to_official: bool) -> None:
    """Word the field for who types it for another; whoever has no telephone is served too."""
    if not to_official:
        return
    field.label = voices.to_official(str(field.label))
    field.help_text = voices.to_official(str(field.help_text))
    if spec.kind == FieldKind.PHONE:
        field.required = False
    if isinstance(field, forms.ChoiceField) and spec.kind == FieldKind.CHOICE:
        told = [(value, voices.choice_to_official(words)) for value, words in _choices(spec)]
        field.choices = [("", PICK), *told]


class Tick(forms.CheckboxInput):
    """A box that says the same whether it came ticked or not, so that a kept copy fits it."""

    def format_value(self, value: object) -> str:  # noqa: ARG002 Django asks so
        return YES


def _field(spec: FieldSpec, origin: str) -> forms.Field:
    fraction = "Phần lẻ ghi sau dấu phẩy, ví dụ 120,5." if spec.digits else ""
    filled_in = f"Điền sẵn: {origin}." if origin else ""
    text = " ".join(filter(None, (spec.help, fraction, filled_in)))
    if spec.kind == FieldKind.YES_NO:
        return forms.BooleanField(
            label=spec.label,
            required=spec.required,
            help_text=text,
            widget=Tick(check_test=lambda value: value in {True, YES, "on"}),
        )
    if spec.kind in {FieldKind.CHOICE, FieldKind.COMMUNE}:
        return forms.ChoiceField(
            label=spec.label,
            required=spec.required,
            help_text=text,
            choices=[("", PICK), *_choices(spec)],
        )
    return forms.CharField(
        label=spec.label,
        required=spec.required,
        help_text=text,
        widget=_widget(spec),
    )


def _choices(spec: FieldSpec) -> list[tuple[str, str]]:
    if spec.kind == FieldKind.COMMUNE:
        return [(commune.area_code, commune.place) for commune in agencies.communes()]
    return [(choice.value, choice.label) for choice in spec.choices]


def _widget(spec: FieldSpec) -> forms.Widget:
    longest = {"maxlength": str(spec.max_length)}
    if spec.kind == FieldKind.LONG_TEXT:
        return forms.Textarea({**longest, "rows": LONG_TEXT_ROWS})
    if spec.kind == FieldKind.DATE:
        return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    if spec.digits:
        return forms.TextInput({**longest, "inputmode": "decimal"})
    return forms.TextInput({**longest, **HINTS.get(spec.kind, {})})


HINTS = {
    FieldKind.IDENTITY_NUMBER: {"inputmode": "numeric", "autocomplete": "off"},
    FieldKind.NUMBER: {"inputmode": "numeric"},
    FieldKind.MONEY: {"inputmode": "numeric"},
    FieldKind.PHONE: {"type": "tel", "autocomplete": "tel"},
    FieldKind.EMAIL: {"type": "email", "autocomplete": "email"},
}
