"""Writes: who goes to the mailbox for returned mail, and how it went."""

from datetime import datetime, timedelta

from bantin.deliver.channels.email.models import BounceMailbox

VISIT_EVERY = timedelta(seconds=60)


def claim_visit(place: str, *, at: datetime) -> bool:
    """Whether the caller may go to the mailbox now: once a minute, whoever asks."""
    mailbox, new = BounceMailbox.objects.get_or_create(
        place=place, defaults={"visited_at": at, "read_at": at}
    )
    due = BounceMailbox.objects.filter(pk=mailbox.pk, visited_at__lte=at - VISIT_EVERY)
    return new or bool(due.update(visited_at=at))


def note_read(place: str, *, at: datetime) -> None:
    """The mailbox could be read."""
    BounceMailbox.objects.filter(place=place).update(read_at=at, trouble="")


def note_trouble(place: str, trouble: str) -> None:
    """The mailbox could not be read, and why."""
    BounceMailbox.objects.filter(place=place).update(trouble=trouble[:500] or "-")
