"""The keys with which webhooks are signed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bantin.deliver.endpoints.models import Endpoint


class Key(models.Model):
    """A secret for HMAC and a private key for Ed25519, both of one endpoint only.

    So what one newsroom is sent cannot be passed off at another, and each can be rotated alone.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="webhook_keys")
    sealed = models.BinaryField(_("secrets, encrypted"))
    public = models.CharField(_("public key"), max_length=60)  # whpk_…
    made_at = models.DateTimeField(_("made"))
    ends_at = models.DateTimeField(_("signs until"), null=True)  # empty: the present key

    class Meta:
        verbose_name = _("webhook key")
        verbose_name_plural = _("webhook keys")
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(ends_at=None), name="webhook_one_present_key"
            ),
            models.CheckConstraint(
                name="webhook_key_ends_after_it_was_made",
                condition=Q(ends_at=None) | Q(ends_at__gte=models.F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id}: {self.public}"
