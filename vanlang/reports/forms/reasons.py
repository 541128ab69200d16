from django import forms


class Reason(forms.Form):
    """Why a step is taken back."""

    reason = forms.CharField(label="Lý do", max_length=1000, widget=forms.Textarea({"rows": 4}))
