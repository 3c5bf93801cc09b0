"""Who asked for our texts: outlets, contacts, their consent and subscriptions."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from bantin.receive.subjects.models import Area, Topic

on_one_line = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029]",
    message=_("This has a line break or another control character. Type it on one line."),
    inverse_match=True,
)


class Language(models.TextChoices):
    """Languages in which texts are published."""

    VIETNAMESE = "vi", _("Vietnamese")
    ENGLISH = "en", _("English")


class Relation(models.TextChoices):
    """Whose publications an outlet's are, seen from the agency."""

    OWN = "own", _("the agency's own")
    PARTNER = "partner", _("a partner's")
    INDEPENDENT = "independent", _("independent")


class Outlet(models.Model):
    """A newspaper, station, news site, agency, or a creator's registered channel."""

    class Kind(models.TextChoices):
        NEWSPAPER = "newspaper", _("newspaper")
        RADIO = "radio", _("radio")
        TELEVISION = "television", _("television")
        NEWS_SITE = "news_site", _("news site")
        AGENCY = "agency", _("news agency")
        CREATOR_CHANNEL = "creator_channel", _("creator's channel")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    language = models.CharField(_("language"), max_length=2, choices=Language, default="vi")
    province = models.CharField(_("province"), max_length=80, blank=True)
    domain = models.CharField(_("web domain"), max_length=253, blank=True)
    relation = models.CharField(
        _("whose it is"), max_length=12, choices=Relation, default=Relation.INDEPENDENT
    )

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["domain"], condition=~Q(domain=""), name="outlet_one_per_domain"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A journalist, a creator or a resident who asked to receive our texts."""

    class Kind(models.TextChoices):
        JOURNALIST = "journalist", _("journalist")
        CREATOR = "creator", _("creator")
        RESIDENT = "resident", _("resident")

    class Pace(models.TextChoices):
        """How often mail comes; urgent notices and corrections of what somebody has come at once."""

        IMMEDIATE = "immediate", _("each text at once")
        DAILY = "daily", _("one mail a day")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[on_one_line])
    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default="vi")
    outlet = models.ForeignKey(
        Outlet,
        verbose_name=_("outlet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contacts",
    )
    pace = models.CharField(_("how often"), max_length=9, choices=Pace, default=Pace.IMMEDIATE)
    drills_only = models.BooleanField(
        _("takes part in drills only"),
        default=False,
        help_text=_(
            "Gets notices that are drills, and nothing else. This cannot be changed later."
        ),
    )
    suppressed_at = models.DateTimeField(_("suppressed since"), null=True, blank=True)
    suppressed_because = models.CharField(_("why suppressed"), max_length=500, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("deleted at their own request"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "email"]
        constraints = [
            models.CheckConstraint(
                name="contact_suppressed_with_a_reason",
                condition=Q(suppressed_at=None, suppressed_because="")
                | (Q(suppressed_at__isnull=False) & ~Q(suppressed_because="")),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="contact_one_per_address",
                violation_error_message=_("There is a contact with this address already."),
            ),
            models.CheckConstraint(
                name="contact_name_and_address_on_one_line",
                condition=~Q(name__contains="\n")
                & ~Q(name__contains="\r")
                & ~Q(email__contains="\n")
                & ~Q(email__contains="\r"),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Addresses are kept in small letters."""
        self.email = self.email.lower()


class Consent(models.Model):
    """What a contact agreed to: the words, when, and how it reached us."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    text = models.TextField(_("text"))
    source = models.CharField(_("source"), max_length=200)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    wording = models.CharField(_("version of the words"), max_length=20, blank=True)
    asked_at = models.DateTimeField(_("form sent"), null=True, blank=True)
    confirmed_by = models.CharField(_("mail whose link confirmed it"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(name="consent_has_a_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.given_at:%Y-%m-%d}"


class Subscription(models.Model):
    """What a contact asked for. An empty topic, area or language means any."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="subscriptions")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.CASCADE
    )
    area = models.ForeignKey(
        Area, verbose_name=_("area"), null=True, blank=True, on_delete=models.CASCADE
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "topic", "area", "language"],
                name="subscription_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.topic or '*'} / {self.area or '*'} / {self.language or '*'}"


class SubscriptionRequest(models.Model):
    """What somebody typed into the public form: nothing but a request until they confirm it.

    It also carries its one mail: ``due_at`` says when that is tried next; empty means never again.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[on_one_line])
    kind = models.CharField(_("kind"), max_length=12, choices=Contact.Kind)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    texts = models.CharField(_("texts in"), max_length=2, choices=Language, blank=True)
    pace = models.CharField(
        _("how often"), max_length=9, choices=Contact.Pace, default=Contact.Pace.IMMEDIATE
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True)
    areas = models.ManyToManyField(Area, verbose_name=_("areas"), blank=True)
    wording = models.CharField(_("version of the words"), max_length=20)
    consent_text = models.TextField(_("text"))
    form = models.CharField(_("form"), max_length=200)
    asked_at = models.DateTimeField(_("form sent"))
    slot = models.DateTimeField()  # the quarter of an hour in which it was asked
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    due_at = models.DateTimeField(_("next try"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("mail sent"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    class Meta:
        verbose_name = _("subscription request")
        verbose_name_plural = _("subscription requests")
        constraints = [
            models.UniqueConstraint(fields=["email", "slot"], name="request_one_mail_a_slot"),
            models.CheckConstraint(
                name="request_expires_after_asked",
                condition=Q(expires_at__gt=models.F("asked_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="request_due"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
