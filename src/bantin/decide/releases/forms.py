"""Forms of the desk: a release, a request for approval, files."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from bantin.decide.releases import errors, extensions, queries
from bantin.decide.releases.imagefield import PressImageField
from bantin.decide.releases.models import Release, SignOff


class ReleaseForm(WagtailAdminModelForm):
    """A draft; its text is cleaned when it is saved, whoever saves it."""

    def clean_title(self) -> str:
        """One line without surplus spaces."""
        return " ".join(str(self.cleaned_data["title"]).split())


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own date and time field: no script of ours or of others."""

    input_type = "datetime-local"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class SubmitForm(forms.Form):
    """Ask for approval: as what, why, and for when."""

    kind = forms.ChoiceField(label=_("Publish as"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What changed and why"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see this beside the new text."),
    )
    when = forms.ChoiceField(
        label=_("Go-live"),
        choices=[("now", _("As soon as it is approved")), ("later", _("At an instant"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    go_live_at = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=LocalDateTimeInput(),
    )

    def __init__(self, *args: Any, release: Release, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.live = queries.last_live_sign_off(release)
        kind, reason = self.fields["kind"], self.fields["reason"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type checker
        if self.live is None:
            kind.choices = [(SignOff.Kind.ORIGINAL, SignOff.Kind.ORIGINAL.label)]
            kind.initial = SignOff.Kind.ORIGINAL
            kind.widget = forms.HiddenInput()
            del self.fields["reason"]
        else:
            kinds = [SignOff.Kind.CORRECTION]
            if not extensions.ends_elsewhere(release):
                kinds.append(SignOff.Kind.WITHDRAWAL)
            kind.choices = [(value, value.label) for value in kinds]
            kind.initial = SignOff.Kind.CORRECTION
            reason.required = True

    def clean(self) -> dict[str, Any]:
        """An instant is given when one is wanted; which ones are possible, the action says."""
        data = super().clean() or {}
        if data.get("when") == "later" and not data.get("go_live_at"):
            self.add_error("go_live_at", _("Give the date and the time."))
        return data

    @property
    def instant(self) -> datetime | None:
        """The chosen instant; None is at approval."""
        if self.cleaned_data["when"] == "now":
            return None
        chosen: datetime = self.cleaned_data["go_live_at"]
        return chosen if timezone.is_aware(chosen) else timezone.make_aware(chosen)


class _FileStays:
    """A file that a pending release carries is not replaced under the approver's eyes."""

    instance: Any
    cleaned_data: dict[str, Any]
    changed_data: list[str]

    def clean_file(self) -> Any:
        """The new file, unless the old one is in use."""
        if self.instance.pk and "file" in self.changed_data:
            release = queries.pending_releases_with(self.instance).first()
            if release is not None:
                raise ValidationError(str(errors.FileInUse(title=release.title)))
        return self.cleaned_data["file"]


class PressImageForm(_FileStays, BaseImageForm):
    """A picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PressImageField(
                label=given.label, required=given.required, widget=given.widget
            )


class PressDocumentForm(_FileStays, BaseDocumentForm):
    """A document."""
