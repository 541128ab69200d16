"""The draft of a result as a form: what it says, and the facts taken over from the declaration."""

from collections.abc import Mapping

from django import forms

from vanlang.public_services.forms.declaration import Part
from vanlang.public_services.rules import results
from vanlang.public_services.rules.definitions import Definition

BODY_ROWS, FEW_ROWS = 8, 2


class Drafting(forms.Form):
    """Soạn kết quả."""

    use_required_attribute = False

    def __init__(
        self,
        definition: Definition,
        values: Mapping[str, str],
        *,
        answers: Mapping[str, str],
        problems: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(dict(values) if problems is not None else None, initial=dict(values))
        self.definition = definition
        layout = definition.result_paper
        needs = results.needed(definition, answers)
        if layout.summary:
            self.fields[results.SUMMARY] = forms.CharField(label="Trích yếu")
        self.fields[results.BODY] = forms.CharField(
            label="Nội dung" if layout.opening else "Lời mở đầu",
            required=results.BODY in needs,
            help_text="Mỗi dòng là một đoạn.",
            widget=forms.Textarea({"rows": BODY_ROWS if layout.opening else FEW_ROWS}),
        )
        own = {spec.key: spec.help for spec in layout.fields}
        for spec in definition.result_fields:
            key = f"{results.FACT}{spec.key}"
            self.fields[key] = forms.CharField(
                label=spec.label,
                required=key in needs,
                help_text=own.get(spec.key, "Lấy từ tờ khai." if values.get(key) else ""),
            )
        if problems is not None:
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data = {}
            for key, sentence in problems.items():
                self.add_error(key, sentence)

    def section_of(self, key: str) -> str:
        """Return whose fact it is, for a summary that stands apart from the sections."""
        return next((part.title for part in self.parts if key in {b.name for b in part.fields}), "")

    @property
    def parts(self) -> list[Part]:
        """Return the fields under the section of the form that their facts come from.

        The officer's own come first: they are what is still to be written.
        """
        titles = {
            f"{results.FACT}{spec.key}": section.title
            for section in self.definition.form
            for spec in section.fields
        }
        words = [key for key in (results.SUMMARY, results.BODY) if key in self.fields]
        own = [key for key in self.fields if key not in {*words, *titles}]
        groups = {"": words, "Cán bộ ghi": own}
        for key in self.fields:
            if key in titles:
                groups.setdefault(titles[key], []).append(key)
        return [
            Part(title, "", [self[key] for key in keys]) for title, keys in groups.items() if keys
        ]
