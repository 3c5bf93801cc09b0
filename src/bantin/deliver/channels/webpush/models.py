"""The keys of browsers that asked for push messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bantin.deliver.endpoints.models import Endpoint


class Browser(models.Model):
    """What a message to one browser is encrypted with. Nothing says whose browser it is.

    The row is deleted as soon as the browser stops or its push service says that it is gone.
    """

    endpoint = models.OneToOneField(
        Endpoint, on_delete=models.CASCADE, primary_key=True, related_name="browser"
    )
    key = models.CharField(max_length=64, unique=True)  # SHA-256 of the push address
    p256dh = models.CharField(max_length=100)  # its public key, base64url
    auth = models.CharField(max_length=40)  # its secret, base64url

    class Meta:
        verbose_name = _("browser")
        verbose_name_plural = _("browsers")

    def __str__(self) -> str:
        return f"{self.endpoint_id}"
