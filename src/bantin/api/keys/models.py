"""What lets a partner's system do more than read."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bantin.receive.contacts.models import Contact


class Key(models.Model):
    """A key: what it may do and until when. The key itself is nowhere, only its SHA-256.

    It holds 256 random bits, so a hash without salt cannot be turned back by guessing.
    """

    name = models.CharField(_("name"), max_length=160)
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("who answers for it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="api_keys",
    )
    beginning = models.CharField(_("begins with"), max_length=16)
    sha256 = models.CharField(max_length=64, unique=True)
    reads_webhooks = models.BooleanField(_("see its own webhooks"), default=True)
    writes_webhooks = models.BooleanField(_("add and change its own webhooks"), default=False)
    fast = models.BooleanField(_("ask ten times as often"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    last_used_on = models.DateField(_("last used"), null=True)  # a day says enough

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-made_at", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="api_key_expires_after_it_was_made", condition=Q(expires_at__gt=F("made_at"))
            ),
            models.CheckConstraint(
                name="api_key_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="api_key_who_writes_reads",
                condition=Q(writes_webhooks=False) | Q(reads_webhooks=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds(self, at: datetime) -> bool:
        """Whether it was neither revoked nor has expired."""
        return self.revoked_at is None and at < self.expires_at
