"""What a reader fills in: the form to subscribe, and the one that changes a subscription."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantin.receive.contacts.models import Contact, on_one_line
from bantin.receive.subjects.models import Area, Topic

LONGEST_PAUSE = timedelta(days=366)


class ChoicesForm(forms.Form):
    """What somebody wants to receive; a list without a mark means everything."""

    name = forms.CharField(
        label=_("Your name (optional)"), max_length=120, required=False, validators=[on_one_line]
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Areas"),
        queryset=Area.objects.order_by(F("parent_id").asc(nulls_first=True), "name_vi"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    texts = forms.ChoiceField(
        label=_("Language of the texts"),
        choices=[("vi", "Tiếng Việt"), ("en", "English"), ("", _("Both languages"))],
        required=False,
        widget=forms.RadioSelect,
    )
    pace = forms.ChoiceField(
        label=_("How often"),
        choices=Contact.Pace.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_pace(self) -> str:
        """No mark means at once."""
        return self.cleaned_data["pace"] or Contact.Pace.IMMEDIATE


class SignUpForm(ChoicesForm):
    """Somebody without an account asks for texts."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter the address at which you want to receive texts."),
            "invalid": _("This is not a complete address. Write it as name@domain."),
        },
    )
    kind = forms.ChoiceField(
        label=_("You are"), choices=Contact.Kind.choices, widget=forms.RadioSelect
    )


class PreferencesForm(ChoicesForm):
    """A contact changes what they receive."""

    pause = forms.DateField(
        label=_("Send me nothing before this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def clean_pause(self) -> datetime | None:
        """The first instant of that day in the office's time zone."""
        day = self.cleaned_data["pause"]
        if day is None:
            return None
        today = timezone.localdate()
        if not today < day <= today + LONGEST_PAUSE:
            raise forms.ValidationError(_("Choose a day after today, within a year."))
        return timezone.make_aware(datetime.combine(day, time()))
