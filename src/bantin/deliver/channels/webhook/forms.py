"""Forms that the desk and the receiver's own page share."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplayForm(forms.Form):
    """From when to when."""

    since = forms.DateTimeField(label=_("from"), widget=forms.DateTimeInput)
    until = forms.DateTimeField(label=_("until"), widget=forms.DateTimeInput)
