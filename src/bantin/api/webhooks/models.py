"""Which key added which webhook."""

from django.db import models

from bantin.api.keys.models import Key
from bantin.deliver.endpoints.models import Endpoint


class Ownership(models.Model):
    """A webhook that a key added."""

    endpoint = models.OneToOneField(
        Endpoint, on_delete=models.CASCADE, related_name="api_ownership"
    )
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="webhooks")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.endpoint}"
