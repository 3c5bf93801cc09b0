"""Writes: hold back what is not on its way yet, and let it go or drop it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from bantin.deliver.dispatch import queries
from bantin.deliver.dispatch.errors import NothingToHold, NothingToRelease
from bantin.deliver.dispatch.fanout import begun
from bantin.deliver.dispatch.models import Delivery, FanOut
from bantin.publish.record.models import Edition

Status = Delivery.Status


@transaction.atomic
def hold(edition_ids: Collection[int], *, at: datetime) -> int:
    """Hold back everything of these editions that is not on its way yet; returns how many rows.

    Rows that are written later are held too. What a worker has in hand is still sent.

    Raises:
        NothingToHold: Everything is on its way or done.
    """
    unwritten = FanOut.objects.filter(edition__in=edition_ids, held_at=None, done_at=None)
    waiting = Delivery.objects.filter(edition__in=edition_ids, due_at__isnull=False)
    if not unwritten.exists() and not waiting.exists():
        raise NothingToHold
    return _hold(edition_ids, at)


@transaction.atomic
def hold_after_restore(*, at: datetime) -> int:
    """Hold back all that waits, as after a restore; returns how many editions.

    Nobody knows what was sent between the backup and the loss, so a person decides for each
    edition: what is queued, what is about to be queued, and what is overdue to go live.
    """
    Delivery.objects.filter(status=Status.LEASED).update(
        status=Status.QUEUED, due_at=at, lease=None, leased_until=None, attempts=F("attempts") - 1
    )
    editions = set(Delivery.objects.filter(due_at__isnull=False).values_list("edition", flat=True))
    editions |= set(FanOut.objects.filter(done_at=None).values_list("edition", flat=True))
    for edition in queries.about_to_be_queued(at):
        FanOut.objects.create(edition=edition, **begun(edition, at))
        editions.add(edition.pk)
    _hold(editions, at)
    return len(editions)


@transaction.atomic
def release(edition_id: int, *, at: datetime) -> int:
    """Send what was held back of an edition; returns how many rows.

    Raises:
        NothingToRelease: Nothing of it is held.
    """
    later = FanOut.objects.filter(edition=edition_id, held_at__isnull=False).update(held_at=None)
    held = Delivery.objects.filter(edition=edition_id, status=Status.HELD)
    count = held.update(status=Status.QUEUED, due_at=at)
    if not count and not later:
        raise NothingToRelease
    return count


@transaction.atomic
def drop_held(edition_id: int, *, at: datetime) -> int:
    """Never send what was held back of an edition, as when it arrived before a restore.

    What a text under embargo has to send when it goes live is not touched.

    Raises:
        NothingToRelease: Nothing of it is held.
    """
    later = FanOut.objects.filter(edition=edition_id, held_at__isnull=False, done_at=None)
    under_embargo = Q(edition__live=None, edition__go_live_at__gt=at)
    stopped = later.exclude(under_embargo).update(done_at=at)
    held = Delivery.objects.filter(edition=edition_id, status=Status.HELD)
    count = held.update(status=Status.SUPPRESSED, reply="")
    FanOut.objects.filter(edition=edition_id).update(held_at=None)
    if not count and not stopped:
        raise NothingToRelease
    return count


def _hold(edition_ids: Collection[int], at: datetime) -> int:
    for edition in Edition.objects.filter(pk__in=edition_ids, fan_out=None).select_related("live"):
        done_at = at if hasattr(edition, "live") else None  # the rest of it is still to come
        FanOut.objects.create(edition=edition, done_at=done_at, **begun(edition, at))
    FanOut.objects.filter(edition__in=edition_ids, held_at=None).update(held_at=at)
    waiting = Delivery.objects.filter(edition__in=edition_ids, due_at__isnull=False)
    return waiting.update(status=Status.HELD, due_at=None)
