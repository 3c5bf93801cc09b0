"""The form of a notice, for somebody who writes it at night on a phone."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bantin.core.clock import database_now
from bantin.decide.notices.content import details_of
from bantin.decide.notices.models import NoticeDetails
from bantin.decide.releases.forms import LocalDateTimeInput
from bantin.decide.releases.models import Release
from bantin.receive.contacts.models import Language
from bantin.receive.subjects.cap import Category, Certainty, Response, Severity, Urgency
from bantin.receive.subjects.models import Area, Topic

LASTS = [
    ("60", _("in 1 hour")),
    ("180", _("in 3 hours")),
    ("360", _("in 6 hours")),
    ("720", _("in 12 hours")),
    ("1440", _("in 24 hours")),
    ("at", _("at an instant:")),
]
INSTANTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
OTHERS = [name for name in (f.name for f in NoticeDetails._meta.fields) if name[:6] == "other_"]
KEPT = [
    *("category", "event", "severity", "urgency", "certainty", "response", "onset_at"),
    *("text", "instruction", "polygons", "cancel_title", "cancel_text", *OTHERS),
]


def _with_cap_word(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Plain words with CAP's own word beside."""
    return [(value, f"{str(label).capitalize()} ({value})") for value, label in choices]


class NoticeForm(forms.ModelForm[NoticeDetails]):
    """A notice: what, where, until when, what to do, and its cancellation."""

    title = forms.CharField(
        label=_("Headline"),
        max_length=160,
        help_text=_("What happens where, in one line: the first thing everybody reads."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, widget=forms.RadioSelect, initial="vi"
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who asked for one of them gets the notice."),
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Areas"),
        queryset=Area.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only the places where people have to do something."),
    )
    until = forms.ChoiceField(
        label=_("It is over"),
        choices=LASTS,
        initial="180",
        widget=forms.RadioSelect,
        help_text=_("Counted from the instant at which it goes live."),
    )

    class Meta:
        model = NoticeDetails
        fields = [*KEPT, "expires_at"]
        widgets = {
            **dict.fromkeys(("severity", "urgency", "certainty"), forms.RadioSelect),
            "onset_at": LocalDateTimeInput(),
            "expires_at": LocalDateTimeInput(),
            "text": forms.Textarea(attrs={"rows": 6}),
            "instruction": forms.Textarea(attrs={"rows": 3}),
            "polygons": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
            "cancel_text": forms.Textarea(attrs={"rows": 3}),
            "other_text": forms.Textarea(attrs={"rows": 5}),
            "other_instruction": forms.Textarea(attrs={"rows": 3}),
            "other_cancel_text": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "event": _("In two or three words: flash flood, warehouse fire."),
            "instruction": _("What people do now. It stands first, before the text."),
            "onset_at": _("Leave empty when it has begun."),
            "polygons": _(
                "Only if a map needs it. One outline in a line, points as latitude,longitude with "
                "a space between: 19.80,105.77 19.85,105.77 19.85,105.82 19.80,105.77"
            ),
            "cancel_title": _("Left empty, it says “Cancelled” and the headline."),
            "cancel_text": _(
                "Approved together with the notice, so that one person can end it at once."
            ),
        }

    def __init__(self, data: Any = None, *, release: Release | None = None) -> None:
        details = details_of(release) if release else None
        super().__init__(data, instance=details, initial=_initial(release, details))
        for name, kind in _CHOICES.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            offered = [c for c in kind.choices if c[0] != Response.ALL_CLEAR]
            field.choices = _with_cap_word(offered)
        for name in ("onset_at", "expires_at"):
            field = self.fields[name]
            assert isinstance(field, forms.DateTimeField)  # noqa: S101 - for the type checker
            field.input_formats, field.required = INSTANTS, False
        self.fields["cancel_title"].required = False

    def clean_title(self) -> str:
        """One line without surplus spaces."""
        return " ".join(str(self.cleaned_data["title"]).split())

    def clean(self) -> dict[str, Any]:
        """One way to end, one way to begin, and both languages whole."""
        data = super().clean() or {}
        self._clean_end(data)
        self._clean_other_language(data)
        if not data.get("cancel_title") and data.get("title"):
            with translation.override(data.get("language") or "vi"):
                words = gettext("Cancelled: %(title)s") % {"title": data["title"]}
            data["cancel_title"] = words[:200]
        return data

    def _clean_end(self, data: dict[str, Any]) -> None:
        chosen = data.get("until", "180")
        data["lasts"] = None if chosen == "at" else int(chosen)
        if chosen != "at":
            data["expires_at"] = None
        elif not data.get("expires_at"):
            self.add_error("expires_at", _("Give the date and the time."))
        elif data["expires_at"] <= database_now():
            self.add_error("expires_at", _("This is over already. Choose a later time."))

    def _clean_other_language(self, data: dict[str, Any]) -> None:
        given = [name for name in OTHERS if data.get(name)]
        for name in OTHERS if given else []:
            if not data.get(name):
                self.add_error(name, _("Fill in all of the other language, or nothing of it."))

    @property
    def words(self) -> dict[str, Any]:
        """What ``save_notice`` takes."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("title", "language", "topics", "areas")},
            "details": {name: data[name] for name in (*KEPT, "lasts", "expires_at")},
        }


_CHOICES = {
    "category": Category,
    "severity": Severity,
    "urgency": Urgency,
    "certainty": Certainty,
    "response": Response,
}


def _initial(release: Release | None, details: NoticeDetails | None) -> dict[str, Any]:
    if release is None or details is None:
        return {
            "urgency": Urgency.IMMEDIATE,
            "certainty": Certainty.OBSERVED,
            "response": Response.EXECUTE,
            "cancel_text": gettext(
                "This notice no longer holds. You need not do anything more because of it."
            ),
        }
    lasts = str(details.lasts or "at")
    return {
        "title": release.title,
        "language": release.language,
        "topics": release.topics.all(),
        "areas": release.areas.all(),
        "until": lasts if lasts in dict(LASTS) else "at",
    }
