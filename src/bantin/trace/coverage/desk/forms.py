"""What a person gives to an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bantin.receive.contacts.models import Outlet
from bantin.receive.intake.actions import MOST_BYTES
from bantin.receive.intake.errors import TooLarge
from bantin.trace.coverage.models import Item


class FileForm(forms.Form):
    """A CSV or JSON-lines file."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV, JSON lines or a saved feed, at most 64 MB.")
    )

    def clean_file(self) -> Any:
        """Refuse by size before anything is read."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            refusal = TooLarge(source=upload.name, most=MOST_BYTES // 2**20)
            raise forms.ValidationError(str(refusal))
        return upload


class AddressForm(forms.Form):
    """The address of a feed or of a page."""

    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"}),
    )


class TextForm(forms.Form):
    """A text that a person pastes."""

    title = forms.CharField(label=_("Title"), max_length=500)
    outlet = forms.ModelChoiceField(
        label=_("Outlet"), queryset=Outlet.objects.all(), required=False, to_field_name="code"
    )
    url = forms.CharField(label=_("Address"), max_length=2000, required=False)
    published = forms.DateTimeField(
        label=_("Appeared"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    medium = forms.ChoiceField(
        label=_("Medium"), choices=[("", _("by the outlet")), *Item.Medium.choices], required=False
    )
    form = forms.ChoiceField(label=_("Form"), choices=Item.Form.choices, required=False)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 10}))

    def row(self) -> dict[str, Any]:
        """The row that this form describes."""
        values = dict(self.cleaned_data)
        outlet: Outlet | None = values["outlet"]
        return values | {"outlet": outlet.code if outlet else ""}
