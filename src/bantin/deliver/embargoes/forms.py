"""The form of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bantin.deliver.embargoes.models import Embargo


class OfferForm(forms.ModelForm[Embargo]):
    """The subject of the mails in both languages; once a mail went out it stays."""

    class Meta:
        model = Embargo
        fields = ["subject_vi", "subject_en"]
        help_texts = {
            "subject_vi": _("Says nothing about the matter: mails pass many hands."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.pk is not None
        for name in self.fields:
            self.fields[name].disabled = known
        if not known:
            self.initial = {
                "subject_vi": "Văn bản hạn chế công bố dành cho bạn",
                "subject_en": "A text under embargo for you",
                **self.initial,
            }

    @property
    def subjects(self) -> dict[str, str]:
        """By language."""
        return {code: self.cleaned_data[f"subject_{code}"] for code in ("vi", "en")}
