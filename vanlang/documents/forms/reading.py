"""To whom a document is opened, and why."""

from django import forms

from vanlang.documents.forms.incoming import Choices


class Granting(forms.Form):
    use_required_attribute = False

    to = forms.ChoiceField(label="Cho ai xem")
    reason = forms.CharField(
        label="Lý do", max_length=300, help_text="Vì sao người này cần biết nội dung văn bản."
    )

    def __init__(self, data: object = None, *, units: Choices, people: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        to = self.fields["to"]
        if isinstance(to, forms.ChoiceField):
            to.choices = [("Cá nhân", list(people)), ("Phòng, đơn vị", list(units))]
