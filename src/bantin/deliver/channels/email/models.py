"""What the office remembers about its mailbox for returned mail."""

from django.db import models
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
