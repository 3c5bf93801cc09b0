"""The form of a room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bantin.deliver.endpoints.models import Endpoint
from bantin.receive.contacts.models import Language
from bantin.receive.subjects.models import Area, Topic


class RoomForm(forms.Form):
    """What a room is called, where it is, and what it gets."""

    name = forms.CharField(label=_("What you call it"), max_length=160)
    address = forms.CharField(
        label=_("Address with its key"),
        max_length=1500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Texts in"),
        choices=[*Language.choices, ("", _("both languages"))],
        initial="vi",
        required=False,
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics (none chosen: all)"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Areas (none chosen: all)"),
        queryset=Area.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, room: Endpoint, data: object = None) -> "RoomForm":
        """The form of a room that is there; its address is never shown again."""
        initial = {
            "name": room.name,
            "language": room.language,
            "topics": room.topics.all(),
            "areas": room.areas.all(),
        }
        form = cls(data, initial=initial)  # type: ignore[arg-type]
        form.fields["address"].required = False
        form.fields["address"].label = _("New address with its key (empty: stays as it is)")
        return form
