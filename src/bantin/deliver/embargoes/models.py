"""Which sealed texts were offered under embargo, to whom, and who read them when.

Rows are added and never changed; the database refuses the rest (``guards``).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bantin.publish.record.models import Edition
from bantin.receive.accreditations.models import Agreement
from bantin.receive.contacts.models import Contact, on_one_line


class Embargo(models.Model):
    """That a sealed edition is offered before its instant, and the subject of the mails about it."""

    edition = models.OneToOneField(
        Edition, primary_key=True, on_delete=models.PROTECT, related_name="embargo"
    )
    subject_vi = models.CharField(
        _("subject in Vietnamese"), max_length=120, validators=[on_one_line]
    )
    subject_en = models.CharField(_("subject in English"), max_length=120, validators=[on_one_line])
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("first offered"))

    class Meta:
        verbose_name = _("embargo")
        verbose_name_plural = _("embargoes")
        constraints = [
            models.CheckConstraint(
                name="embargo_with_subjects", condition=~Q(subject_vi="") & ~Q(subject_en="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Offer(models.Model):
    """That one accredited contact was offered a text under embargo, once."""

    embargo = models.ForeignKey(Embargo, on_delete=models.PROTECT, related_name="offers")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="embargo_offers")
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    offered_at = models.DateTimeField(_("offered"))
    expires_at = models.DateTimeField(_("kept until"), null=True)  # empty: for ever

    class Meta:
        verbose_name = _("offer under embargo")
        verbose_name_plural = _("offers under embargo")
        constraints = [
            models.UniqueConstraint(fields=["embargo", "contact"], name="embargo_offered_once"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="embargo_offer_expiry")]

    def __str__(self) -> str:
        return f"{self.embargo_id} -> {self.contact_id}"


class Read(models.Model):
    """That a contact was shown a text under embargo, or a file of it."""

    class What(models.TextChoices):
        TEXT = "text", _("text")
        FILE = "file", _("attachment")
        PICTURE = "picture", _("picture")

    embargo = models.ForeignKey(Embargo, on_delete=models.PROTECT, related_name="reads")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="embargo_reads")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    what = models.CharField(_("what"), max_length=8, choices=What)
    name = models.CharField(_("file"), max_length=255, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)  # empty: for ever

    class Meta:
        verbose_name = _("read under embargo")
        verbose_name_plural = _("reads under embargo")
        constraints = [
            models.CheckConstraint(
                name="embargo_read_names_its_file",
                condition=Q(what="text", name="") | (~Q(what="text") & ~Q(name="")),
            ),
        ]
        indexes = [
            models.Index(fields=["embargo", "contact", "at"], name="embargo_read_by_contact"),
            models.Index(fields=["expires_at"], name="embargo_read_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.embargo_id} {self.contact_id} {self.at:%Y-%m-%d %H:%M:%S} {self.what}"
