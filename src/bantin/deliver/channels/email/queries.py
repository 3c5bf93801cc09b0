"""Reads: whether returned mail is read."""

from datetime import datetime, timedelta

from bantin.deliver.channels.email.models import BounceMailbox, HeardMail

UNREAD_AFTER = timedelta(minutes=30)  # then the alarm rings
TOLD_AFTER = timedelta(hours=1)  # then the desk says so, too


def is_unread(place: str, at: datetime) -> bool:
    """Whether the mailbox could not be read for half an hour."""
    return BounceMailbox.objects.filter(place=place, read_at__lte=at - UNREAD_AFTER).exists()


def long_unread(place: str, at: datetime) -> BounceMailbox | None:
    """The mailbox, when it could not be read for an hour."""
    return BounceMailbox.objects.filter(place=place, read_at__lte=at - TOLD_AFTER).first()


def remembered(place: str) -> frozenset[str]:
    """Names of the mails that were dealt with and carry no mark."""
    names = HeardMail.objects.filter(mailbox__place=place).values_list("name", flat=True)
    return frozenset(names)
