"""The forms of the desk."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from bantin.receive.accreditations.models import Accreditation, Agreement
from bantin.receive.contacts.models import Contact

DEFAULT_TERM = timedelta(days=365)


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AccreditForm(forms.ModelForm[Accreditation]):
    """Whom, for how long, and what was checked. Nothing is uploaded here."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of the contact"),
        help_text=gettext_lazy("The contact has to be on the desk's list already."),
    )
    field_order = ["email", "since", "until"]
    since = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    until = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())

    class Meta:
        model = Accreditation
        fields = ["card_seen_on", "called_back_on", "letter_seen_on", "note"]
        widgets = {
            name: DayInput() for name in ("card_seen_on", "called_back_on", "letter_seen_on")
        }
        help_texts = {
            "card_seen_on": gettext_lazy("Seen, not copied: no scan of a document is kept."),
            "called_back_on": gettext_lazy("By a number that the outlet publishes."),
            "note": gettext_lazy("Facts only: who was asked, which number the card has."),
        }

    def __init__(self, *args: Any, today: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = today
        day = timezone.localdate(today)
        self.fields["since"].initial = day
        self.fields["until"].initial = day + DEFAULT_TERM

    def clean_email(self) -> str:
        """The contact that is meant stands in ``self.contact`` afterwards."""
        email = str(self.cleaned_data["email"]).lower()
        self.contact = Contact.objects.filter(email=email, forgotten_at=None).first()
        if self.contact is None:
            raise forms.ValidationError(
                gettext("There is no contact with this address. Add the contact first.")
            )
        return email

    @property
    def term(self) -> dict[str, datetime]:
        """The instants of the term: today means from now on; the last day is a whole one."""
        first, last = self.cleaned_data["since"], self.cleaned_data["until"]
        today = first == timezone.localdate(self.now)
        return {
            "since": self.now if today else _midnight(first),
            "until": _midnight(last + timedelta(days=1)),
        }


class RevokeForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the accreditation and shown on the desk."),
    )


class AgreementForm(forms.ModelForm[Agreement]):
    """A version of the agreement in both languages, and after which one it was written."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput())

    class Meta:
        model = Agreement
        fields = ["text_vi", "text_en"]
        widgets = {
            "text_vi": forms.Textarea(attrs={"rows": 14, "lang": "vi"}),
            "text_en": forms.Textarea(attrs={"rows": 14, "lang": "en"}),
        }


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
