"""Writes: who goes to the mailbox, how it went, and what a mail provider told us."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from bantin.deliver.channels.base import Bounce
from bantin.deliver.channels.email.events import Heard
from bantin.deliver.channels.email.models import BounceMailbox, HeardMail, MailEvent
from bantin.deliver.dispatch.bounces import note, silence

VISIT_EVERY = timedelta(seconds=60)
LOOK_BACK = timedelta(days=14)
KEPT = timedelta(days=30)  # longer than we look back, so that nothing is heard twice
AGAIN_AFTER = timedelta(seconds=60)
MOST_AT_ONCE = 50


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


def remember(place: str, names: Collection[str], *, at: datetime) -> None:
    """These mails were dealt with, and the mail server keeps no mark of it."""
    if not names:
        return
    mailbox = BounceMailbox.objects.get(place=place)
    HeardMail.objects.bulk_create(
        [HeardMail(mailbox=mailbox, name=name, at=at) for name in names], ignore_conflicts=True
    )


def hear(said: Iterable[Heard], *, at: datetime) -> None:
    """Write down what a provider says, for a worker to settle, all of it or nothing.

    What was heard before is left out, and so is what happened too long ago to know.
    """
    recent = [one for one in said if one.happened_at is None or one.happened_at > at - LOOK_BACK]
    MailEvent.objects.bulk_create([_event(one, at) for one in recent], ignore_conflicts=True)


def settle(*, at: datetime) -> int:
    """Act on what a provider said; returns how many events were looked at."""
    due = MailEvent.objects.filter(due_at__lte=at).order_by("due_at", "pk")
    keys = list(due.values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_settle(key, at) for key in keys)


def forget(*, at: datetime) -> int:
    """Delete what is only kept so that it is not heard twice; returns how many rows."""
    events, _rows = MailEvent.objects.filter(heard_at__lte=at - KEPT).delete()
    mails, _rows = HeardMail.objects.filter(at__lte=at - KEPT).delete()
    return events + mails


@transaction.atomic
def _settle(key: int, at: datetime) -> bool:
    """Act on one event, unless another worker does.

    Its delivery may still be in a worker's hands: then it is looked at again in a minute.
    """
    due = MailEvent.objects.filter(pk=key, due_at__lte=at)
    event = due.select_for_update(skip_locked=True).first()
    if event is None:
        return False
    if _act_on(event, at) or event.heard_at <= at - LOOK_BACK:
        event.due_at, event.address, event.reply = None, "", ""
    else:
        event.due_at = at + AGAIN_AFTER
    event.save(update_fields=["due_at", "address", "reply"])
    return True


def _event(one: Heard, at: datetime) -> MailEvent:
    return MailEvent(
        digest=one.digest,
        token=one.token[:100] or None,
        heard_at=at,
        due_at=at,
        edition=one.edition,
        delivery=one.delivery,
        address=one.address,
        reply=one.reply,
        happened_at=one.happened_at,
        final=one.final,
        address_is_dead=one.address_is_dead,
    )


def _act_on(event: MailEvent, at: datetime) -> bool:
    """Whether we are done with it."""
    if event.edition is None or event.delivery is None:
        if event.address_is_dead:
            silence(
                event.address,
                channel="email",
                reply=event.reply,
                returned_at=event.happened_at,
                at=at,
            )
        return True
    bounce = Bounce(
        edition=event.edition,
        delivery=event.delivery,
        addresses=(event.address,),
        reply=event.reply,
        returned_at=event.happened_at,
        final=event.final,
        address_is_dead=event.address_is_dead,
    )
    return note(bounce, channel="email", at=at)
