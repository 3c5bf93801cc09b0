"""Who may read texts under embargo, and what they promised for it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bantin.receive.contacts.models import Contact, Language


class Accreditation(models.Model):
    """One term in which a contact has the checked right to embargoed texts and briefings.

    What was checked is kept as facts and dates, never as a document. A term is not changed: it is
    revoked, or followed by another one (``guards``).
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="accreditations")
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    card_seen_on = models.DateField(_("press card seen"), null=True, blank=True)
    called_back_on = models.DateField(_("newsroom called back"), null=True, blank=True)
    letter_seen_on = models.DateField(_("letter of the outlet seen"), null=True, blank=True)
    note = models.CharField(_("what was checked"), max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(_("added"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_because = models.CharField(_("why revoked"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        constraints = [
            models.CheckConstraint(
                name="accreditation_ends_after_it_begins", condition=Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="accreditation_something_was_checked",
                violation_error_message=_(
                    "Nothing was checked: enter the day of at least one check."
                ),
                condition=Q(card_seen_on__isnull=False)
                | Q(called_back_on__isnull=False)
                | Q(letter_seen_on__isnull=False),
            ),
            models.CheckConstraint(
                name="accreditation_revoked_by_somebody_for_a_reason",
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because="")),
            ),
        ]
        indexes = [models.Index(fields=["until"], name="accreditation_by_end")]

    def __str__(self) -> str:
        return f"{self.contact} {self.since:%Y-%m-%d} – {self.until:%Y-%m-%d}"

    def state(self, at: datetime) -> str:
        """``in_force``, ``later``, ``over`` or ``revoked``."""
        if self.revoked_at:
            return "revoked"
        if self.until <= at:
            return "over"
        return "in_force" if self.since <= at else "later"


class Agreement(models.Model):
    """One version of the embargo agreement. Versions are added and never changed."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    text_vi = models.TextField(_("text in Vietnamese"), max_length=20_000)
    text_en = models.TextField(_("text in English"), max_length=20_000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("in force from"))

    class Meta:
        verbose_name = _("embargo agreement")
        verbose_name_plural = _("embargo agreements")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(name="agreement_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="agreement_in_both_languages", condition=~Q(text_vi="") & ~Q(text_en="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def text(self, language: str) -> str:
        """Its words in ``vi`` or ``en``."""
        return self.text_en if language == Language.ENGLISH else self.text_vi


class Acceptance(models.Model):
    """That a contact accepted one version of the agreement: when, in which words, by which link."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="acceptances")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acceptances")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    at = models.DateTimeField(_("accepted"))
    link = models.CharField(_("mail whose link was used"), max_length=200)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints = [
            models.UniqueConstraint(fields=["contact", "agreement"], name="acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.agreement_id}"
