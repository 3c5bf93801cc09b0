"""What a reader chooses, and what their browser gives."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bantin.deliver.channels.webpush.actions import Choices, Given
from bantin.deliver.channels.webpush.errors import NotABrowser
from bantin.receive.subjects.models import Area, Topic

URGENT, EVERYTHING = "urgent", "everything"


class ChoicesForm(forms.Form):
    """What to send to this browser; a list without a mark means everything."""

    what = forms.ChoiceField(
        label=_("What we send"),
        choices=[
            (URGENT, _("Only what is urgent: notices, corrections and withdrawals")),
            (EVERYTHING, _("Every new text, too")),
        ],
        initial=URGENT,
        widget=forms.RadioSelect,
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
        queryset=Area.objects.all(),
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

    def choices(self) -> Choices:
        """What was chosen, once the form is valid."""
        said = self.cleaned_data
        return Choices(
            only_urgent=said["what"] == URGENT,
            topics=said["topics"],
            areas=said["areas"],
            texts=said["texts"],
        )


def given_by(subscription: Any) -> Given:
    """What ``PushSubscription.toJSON()`` gave.

    Raises:
        NotABrowser: it is something else.
    """
    try:
        keys, ends = subscription["keys"], subscription.get("expirationTime")
        texts = (subscription["endpoint"], keys["p256dh"], keys["auth"])
        expires_at = None if ends is None else datetime.fromtimestamp(float(ends) / 1000, UTC)
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise NotABrowser from error
    if not all(isinstance(text, str) and text.isascii() for text in texts):
        raise NotABrowser
    if len(texts[1]) > 100 or len(texts[2]) > 40:
        raise NotABrowser
    return Given(*texts, expires_at)
