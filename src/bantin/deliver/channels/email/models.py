"""What the office remembers of returned mail and of what a mail provider told it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BounceMailbox(models.Model):
    """When a worker last went to a mailbox, and when it last could read it."""

    place = models.CharField(_("place"), max_length=300, unique=True)  # no user, no password
    visited_at = models.DateTimeField(_("visited"))
    read_at = models.DateTimeField(_("read"))
    trouble = models.CharField(_("trouble"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("mailbox for returned mail")
        verbose_name_plural = _("mailboxes for returned mail")

    def __str__(self) -> str:
        return self.place


class HeardMail(models.Model):
    """A mail that was dealt with, where the mail server keeps no mark of it."""

    mailbox = models.ForeignKey(BounceMailbox, on_delete=models.CASCADE, related_name="heard")
    name = models.TextField(_("name"))
    at = models.DateTimeField(_("dealt with"))

    class Meta:
        verbose_name = _("returned mail that was read")
        verbose_name_plural = _("returned mail that was read")
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "name"], name="heard_mail_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MailEvent(models.Model):
    """What a mail provider told us about one mail.

    When it is settled, the address and the words are deleted here; what counts of them then stands
    on the delivery and on the contact. The rest stays for a while, so that hearing it again is
    harmless.
    """

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    token = models.CharField(_("token"), max_length=100, null=True, unique=True)  # noqa: DJ001
    heard_at = models.DateTimeField(_("heard"))
    due_at = models.DateTimeField(_("next try"), null=True)  # empty: settled
    edition = models.PositiveBigIntegerField(_("edition"), null=True)
    delivery = models.PositiveBigIntegerField(_("delivery"), null=True)
    address = models.CharField(_("address"), max_length=320, blank=True)
    reply = models.CharField(_("reply"), max_length=500, blank=True)
    happened_at = models.DateTimeField(_("happened"), null=True)
    final = models.BooleanField(_("final"))
    address_is_dead = models.BooleanField(_("address is dead"))

    class Meta:
        verbose_name = _("event from the mail provider")
        verbose_name_plural = _("events from the mail provider")
        constraints = [
            models.CheckConstraint(
                name="mail_event_forgets_whom_it_was_about",
                condition=Q(due_at__isnull=False) | Q(due_at=None, address="", reply=""),
            ),
            models.CheckConstraint(
                name="mail_event_names_a_delivery_or_none",
                condition=Q(edition=None, delivery=None)
                | Q(edition__isnull=False, delivery__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="mail_event_due"
            ),
            models.Index(fields=["heard_at"], name="mail_event_heard"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}.{self.delivery} {self.heard_at:%Y-%m-%d %H:%M:%S}"
