"""Reads: the webhooks of who has a key."""

from django.db.models import Q, QuerySet

from bantin.api.keys.models import Key
from bantin.deliver.channels.webhook.queries import webhooks
from bantin.deliver.endpoints.models import Endpoint


def webhooks_of(key: Key) -> QuerySet[Endpoint]:
    """What the key added, and all of its contact: other keys' and what the desk added."""
    mine = Q(api_ownership__key=key)
    if key.contact_id:
        mine |= Q(contact=key.contact_id)
    return webhooks().filter(mine).prefetch_related("topics", "areas", "webhook_keys")
