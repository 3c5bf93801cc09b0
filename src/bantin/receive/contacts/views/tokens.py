"""Who holds a link. A link that was not made here leads nowhere, and that is logged."""

import logging
from datetime import datetime

from bantin.receive.contacts import links
from bantin.receive.contacts.models import Contact, SubscriptionRequest

logger = logging.getLogger(__name__)


def holder(token: str, purpose: str) -> Contact | None:
    """The contact whom ``token`` names, for this purpose and no other."""
    key = links.contact_of(token, purpose)
    contact = Contact.objects.filter(pk=key or 0, forgotten_at=None).first()
    if contact is None:
        refused(purpose)
    return contact


def requested(token: str, *, at: datetime) -> SubscriptionRequest | None:
    """The request that ``token`` names, as long as it can be confirmed."""
    uid = links.request_of(token)
    current = SubscriptionRequest.objects.filter(expires_at__gt=at)
    found = current.filter(uid=uid).first() if uid else None
    if found is None:
        refused("confirmation")
    return found


def refused(purpose: str) -> None:
    """Log that somebody came with a link that opens nothing; neither link nor network is kept."""
    logger.warning("A %s link was refused: forged, foreign, or of somebody who left", purpose)
