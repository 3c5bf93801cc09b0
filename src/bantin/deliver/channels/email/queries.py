"""Reads: whether returned mail is read."""

from datetime import datetime, timedelta

from bantin.deliver.channels.email.models import BounceMailbox

UNREAD_AFTER = timedelta(minutes=30)


def is_unread(place: str, at: datetime) -> bool:
    """Whether the mailbox could not be read for half an hour."""
    return BounceMailbox.objects.filter(place=place, read_at__lte=at - UNREAD_AFTER).exists()
