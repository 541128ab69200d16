from uuid import uuid4

from django import forms


class Upload(forms.Form):
    """Tệp Excel đã điền."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(label="Tệp Excel đã điền")
