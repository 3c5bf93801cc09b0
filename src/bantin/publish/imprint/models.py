"""Officials who speak for the agency, the desk that answers the press, time limits, own words."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

ANNOUNCED = {"required": _("The law asks for this to be public.")}


class _InBothLanguages(models.Model):
    """Something whose words are there in Vietnamese, and in English where somebody wrote them."""

    class Meta:
        abstract = True

    def own(self, field: str) -> str:
        """What ``field`` says in the reader's language, else in Vietnamese."""
        english = (get_language() or "vi").startswith("en") and getattr(self, f"{field}_en")
        return str(english or getattr(self, f"{field}_vi"))


class Spokesperson(_InBothLanguages):
    """An official who speaks to the press in the agency's name, with the data of the office only.

    Nobody is deleted: who spoke when stays on the desk. The public sees those whose time it is.
    """

    class Kind(models.TextChoices):
        HEAD = "head", _("head of the agency")
        SPOKESPERSON = "spokesperson", _("spokesperson")
        AUTHORISED = "authorised", _("authorised person")

    kind = models.CharField(_("speaks as"), max_length=20, choices=Kind, default=Kind.SPOKESPERSON)
    name = models.CharField(_("name"), max_length=120, error_messages=ANNOUNCED)
    position_vi = models.CharField(_("position in Vietnamese"), max_length=200)
    position_en = models.CharField(_("position in English"), max_length=200, blank=True)
    phone = models.CharField(
        _("telephone"),
        max_length=40,
        help_text=_("A number of the office, not a private one. It is public."),
        error_messages=ANNOUNCED,
    )
    email = models.EmailField(
        _("e-mail"),
        help_text=_("An address of the office, not a private one. It is public."),
        error_messages=ANNOUNCED,
    )
    about_vi = models.CharField(
        _("may speak about, in Vietnamese"),
        max_length=300,
        blank=True,
        help_text=_("Empty: about everything. An authorised person has a subject."),
    )
    about_en = models.CharField(_("may speak about, in English"), max_length=300, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The last day. After it the person is in no public list."),
    )
    document = models.CharField(
        _("document of appointment"),
        max_length=200,
        blank=True,
        help_text=_("Its number and date, as it is cited."),
    )
    document_url = models.URLField(_("address of the document"), blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=10)

    class Meta:
        verbose_name = _("spokesperson")
        verbose_name_plural = _("spokespersons")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="spokesperson_ends_after_beginning",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("The last day is before the first one."),
            ),
            models.CheckConstraint(
                name="authorised_person_has_subject_and_end",
                condition=~Q(kind="authorised") | ~Q(about_vi="") & Q(until__isnull=False),
                violation_error_message=_(
                    "An authorisation names its subject and its last day. Fill in both."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def office(self) -> str:
        """The position, in the reader's language."""
        return self.own("position")

    @property
    def about(self) -> str:
        """What the person may speak about, in the reader's language; empty: everything."""
        return self.own("about")

    def state(self, today: date) -> Promise | str:
        """Whether the person speaks on that day, in words."""
        if self.since > today:
            return _("begins later")
        if self.until and self.until < today:
            return _("over")
        return _("speaks now")


class PressDesk(_InBothLanguages):
    """How the press reaches the office: one row."""

    phone = models.CharField(_("telephone for the press"), max_length=40, blank=True)
    phone_always = models.CharField(
        _("telephone at any hour"),
        max_length=40,
        blank=True,
        help_text=_("Answered day and night. Empty: there is none."),
    )
    email = models.EmailField(
        _("e-mail for the press"),
        blank=True,
        help_text=_("Empty: the address that our e-mail comes from."),
    )
    hours_vi = models.CharField(_("office hours, in Vietnamese"), max_length=200, blank=True)
    hours_en = models.CharField(_("office hours, in English"), max_length=200, blank=True)
    address_vi = models.CharField(_("postal address, in Vietnamese"), max_length=300, blank=True)
    address_en = models.CharField(_("postal address, in English"), max_length=300, blank=True)
    ways_vi = models.TextField(
        _("further ways to ask, in Vietnamese"),
        blank=True,
        help_text=_("One in each line, for example the day on which the press is received."),
    )
    ways_en = models.TextField(_("further ways to ask, in English"), blank=True)

    class Meta:
        verbose_name = _("press desk")
        verbose_name_plural = _("press desk")
        constraints = [models.CheckConstraint(name="one_press_desk", condition=Q(pk=1))]

    def __str__(self) -> str:
        return str(_("How the press reaches us"))

    @property
    def mailbox(self) -> str:
        """Where the press writes to."""
        return self.email or settings.MAIL_FROM

    @property
    def hours(self) -> str:
        """When somebody is there, in the reader's language."""
        return self.own("hours")

    @property
    def address(self) -> str:
        """Where letters go, in the reader's language."""
        return self.own("address")

    @property
    def ways(self) -> list[str]:
        """Further ways to ask, in the reader's language."""
        return [line.strip() for line in self.own("ways").splitlines() if line.strip()]


class TimeLimit(_InBothLanguages):
    """By when the office answers, and which rule says so. An office adds stricter ones of its own."""

    duty_vi = models.CharField(_("what for, in Vietnamese"), max_length=200)
    duty_en = models.CharField(_("what for, in English"), max_length=200, blank=True)
    limit_vi = models.CharField(_("time limit, in Vietnamese"), max_length=300)
    limit_en = models.CharField(_("time limit, in English"), max_length=300, blank=True)
    source_vi = models.CharField(_("rule that it comes from, in Vietnamese"), max_length=200)
    source_en = models.CharField(
        _("rule that it comes from, in English"), max_length=200, blank=True
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    confirmed = models.BooleanField(
        _("compared with the full text of the rule"),
        default=False,
        help_text=_("Until then the public page says that it is still to be compared."),
    )
    position = models.PositiveSmallIntegerField(_("place in the list"), default=10)

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="time_limit_ends_after_beginning",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day is before the first one."),
            )
        ]

    def __str__(self) -> str:
        return self.duty

    @property
    def duty(self) -> str:
        """What the limit is for, in the reader's language."""
        return self.own("duty")

    @property
    def limit(self) -> str:
        """How long it may take, in the reader's language."""
        return self.own("limit")

    @property
    def source(self) -> str:
        """The rule, in the reader's language."""
        return self.own("source")


class Wording(_InBothLanguages):
    """What the office says about one of its policies in its own words.

    The newest wording of a policy counts. Earlier ones stay, and the public page shows them.
    """

    class Policy(models.TextChoices):
        CORRECTIONS = "corrections", _("Corrections")
        PARTNERSHIPS = "partnerships", _("Partnerships")
        PRIVACY = "privacy", _("Privacy")
        NEVER = "never", _("What we never do")

    class Manner(models.TextChoices):
        ADD = "add", _("below the standard text")
        REPLACE = "replace", _("in place of the standard text")
        NONE = "none", _("no words of our own: the standard text alone")

    policy = models.CharField(_("policy"), max_length=20, choices=Policy)
    manner = models.CharField(
        _("where our words stand"), max_length=10, choices=Manner, default=Manner.ADD
    )
    text_vi = models.TextField(
        _("our words in Vietnamese"),
        blank=True,
        help_text=_("An empty line begins a new paragraph."),
    )
    text_en = models.TextField(_("our words in English"), blank=True)
    at = models.DateTimeField(_("written at"), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("wording of a policy")
        verbose_name_plural = _("wordings of policies")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="wording_has_words",
                condition=Q(manner="none", text_vi="", text_en="")
                | ~Q(manner="none") & ~Q(text_vi=""),
                violation_error_message=_(
                    "Write the words in Vietnamese, or choose the standard text alone and leave "
                    "both fields empty."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.get_policy_display()

    @property
    def text(self) -> str:
        """The words in the reader's language, else in Vietnamese."""
        return self.own("text")

    @property
    def language(self) -> str:
        """The language that :attr:`text` is in."""
        english = (get_language() or "vi").startswith("en") and self.text_en
        return "en" if english else "vi"
