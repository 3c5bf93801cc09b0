"""Writes: claim, note results, sweep, try again, hold and release.

Every write takes many rows at once, because one durable commit costs about 4 ms, and none is open
while anybody talks to a server.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, TextField
from django.db.models.functions import Coalesce

from bantin.deliver.channels.base import Outcome, Parcel
from bantin.deliver.dispatch import queries
from bantin.deliver.dispatch.columns import adapted
from bantin.deliver.dispatch.errors import (
    NothingToHold,
    NothingToRelease,
    NothingToReplay,
    NothingToRetry,
    TooMuchToReplay,
)
from bantin.deliver.dispatch.models import Attempt, Delivery, FanOut
from bantin.deliver.dispatch.outcomes import Claimed, Result, outcome
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.models import Endpoint
from bantin.receive.contacts.actions import suppress
from bantin.receive.contacts.models import Contact

Status = Delivery.Status

LEASE = timedelta(seconds=45)
MOST_LOST = 30  # a row that was in so many dead workers' hands may be what ends them


@transaction.atomic
def claim(lease: UUID, *, limit: int, at: datetime) -> list[Claimed]:
    """Take up to ``limit`` due deliveries for a worker, urgent ones first.

    Two workers never get the same row: PostgreSQL skips what another has locked, SQLite lets one
    write at a time. Rows whose recipient unsubscribed or was suppressed meanwhile are closed here,
    so that nobody gets anything after they said no. Rows of an edition that is held back are held.
    """
    due = queries.due(at).select_for_update(skip_locked=True, of=("self",))
    taken = list(due.values_list("pk", flat=True)[:limit])
    if not taken:
        return []
    rows = Delivery.objects.filter(pk__in=taken)
    rows.filter(edition__fan_out__held_at__isnull=False).update(status=Status.HELD, due_at=None)
    rows.filter(due_at__isnull=False).exclude(queries.wanted()).update(
        status=Status.SUPPRESSED, due_at=None, reply=""
    )
    rows.filter(due_at__isnull=False).update(
        status=Status.LEASED,
        lease=lease,
        leased_until=at + LEASE,
        due_at=None,
        attempts=F("attempts") + 1,
    )
    return _claimed(taken, lease)


@transaction.atomic
def finish(lease: UUID, results: Sequence[Result]) -> None:
    """Write down what became of claimed deliveries, many in one commit.

    A hand-over counts even when the lease ran out meanwhile, because the message is gone; anything
    else counts only for the holder of the lease.
    """
    if not results:
        return
    written = [outcome(result) for result in results]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Delivery._meta.db_table} SET status=%s, due_at=%s, handed_over_at=%s, "  # noqa: S608 - our own names
            "uncertain=%s, attempts=%s, reply=%s, lease=NULL, leased_until=NULL "
            "WHERE id=%s AND (lease=%s OR (%s='handed_over' AND handed_over_at IS NULL))",
            [[*adapted(**row.columns(), lease=lease), row.status] for row in written],
        )
    Attempt.objects.bulk_create(
        Attempt(
            delivery_id=result.claimed.parcel.delivery,
            at=result.at,
            outcome=row.status,
            reply=row.reply,
        )
        for result, row in zip(results, written, strict=True)
        if result.answer.outcome is not Outcome.UNREACHABLE
    )
    for result in results:
        if result.answer.address_is_dead:
            _close_address(result)


def keep_lease(lease: UUID, delivery_ids: Collection[int], *, at: datetime) -> None:
    """Say that the holder of the lease is alive and still at work on these."""
    if delivery_ids:
        mine = Delivery.objects.filter(pk__in=delivery_ids, lease=lease, status=Status.LEASED)
        mine.update(leased_until=at + LEASE)


def give_back(lease: UUID, *, at: datetime) -> int:
    """Put what a worker took and did not try back into the queue, as if never taken."""
    return Delivery.objects.filter(lease=lease, status=Status.LEASED).update(
        status=Status.QUEUED,
        due_at=at,
        lease=None,
        leased_until=None,
        attempts=F("attempts") - 1,
    )


def sweep(*, at: datetime) -> int:
    """Put what a dead worker took back into the queue; returns how many rows.

    They go to the end of the queue, so that one that ends every worker does not hold up the
    others; after many such ends it is set aside.
    """
    lost = Delivery.objects.filter(status=Status.LEASED, leased_until__lte=at)
    freed = {"lease": None, "leased_until": None, "attempts": F("attempts") - 1}
    aside = lost.filter(lost__gte=MOST_LOST).update(
        status=Status.QUARANTINED, reply="Workers ended while they sent this.", **freed
    )
    back = lost.update(status=Status.QUEUED, due_at=at, lost=F("lost") + 1, **freed)
    return aside + back


def retry(delivery_ids: Collection[int], *, at: datetime) -> int:
    """Try quarantined, refused and uncertain deliveries again; returns how many.

    Raises:
        NothingToRetry: None of them is one of these, or their addresses are suppressed.
    """
    rows = Delivery.objects.filter(pk__in=delivery_ids, status__in=queries.RETRYABLE)
    count = rows.filter(queries.wanted(), due_at=None).update(
        status=Status.QUEUED, due_at=at, attempts=0, uncertain=0, lost=0
    )
    if not count:
        raise NothingToRetry
    return count


@transaction.atomic
def replay(
    endpoint_id: int, *, since: datetime, until: datetime, at: datetime, limit: int = 1_000
) -> int:
    """Send an endpoint again what went live between two instants; returns how many editions.

    Each is the delivery it was, with its tries so far and the identifier that it had, so that a
    receiver who has it can tell. What it never got because it was added later is added now, and
    what waits for a later try goes at once. What is on its way or held back stays as it is.

    Raises:
        NothingToReplay: It wants nothing of that range, or it is closed.
        TooMuchToReplay: More than ``limit`` editions.
    """
    editions = queries.replayable(endpoint_id, since=since, until=until, at=at)
    if not editions:
        raise NothingToReplay
    if len(editions) > limit:
        raise TooMuchToReplay(count=len(editions), limit=limit)
    channel = Endpoint.objects.values_list("channel", flat=True).get(pk=endpoint_id)
    again = Delivery.objects.filter(endpoint=endpoint_id, edition__in=editions)
    held = again.filter(status=Status.HELD).count()
    again.exclude(status__in=[Status.LEASED, Status.HELD]).update(
        status=Status.QUEUED, due_at=at, handed_over_at=None, attempts=0, uncertain=0, lost=0,
        lane=Delivery.Lane.BULK,
    )  # fmt: skip
    Delivery.objects.bulk_create(
        (
            Delivery(
                edition_id=edition, endpoint_id=endpoint_id, channel=channel, queued_at=at,
                due_at=at, lane=Delivery.Lane.BULK,
            )
            for edition in editions
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return len(editions) - held


@transaction.atomic
def hold(edition_ids: Collection[int], *, at: datetime) -> int:
    """Hold back everything of these editions that is not on its way yet; returns how many rows.

    Rows that are written later are held too. What a worker has in hand is still sent.

    Raises:
        NothingToHold: Everything is on its way or done.
    """
    open_ones = FanOut.objects.filter(edition__in=edition_ids, held_at=None, done_at=None)
    later = open_ones.update(held_at=at)
    rows = Delivery.objects.filter(edition__in=edition_ids, due_at__isnull=False)
    count = rows.update(status=Status.HELD, due_at=None)
    if not count and not later:
        raise NothingToHold
    FanOut.objects.filter(edition__in=edition_ids).update(held_at=at)
    return count


def hold_everything(*, at: datetime) -> int:
    """Hold back all that waits or was in a worker's hands, as after a restore; how many rows.

    Nobody knows what was sent between the backup and the loss, so a person decides.
    """
    Delivery.objects.filter(status=Status.LEASED).update(
        status=Status.QUEUED, due_at=at, lease=None, leased_until=None, attempts=F("attempts") - 1
    )
    waiting = set(Delivery.objects.filter(due_at__isnull=False).values_list("edition", flat=True))
    unwritten = set(FanOut.objects.filter(done_at=None).values_list("edition", flat=True))
    if not waiting | unwritten:
        return 0
    return hold(waiting | unwritten, at=at)


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

    Raises:
        NothingToRelease: Nothing of it is held.
    """
    later = FanOut.objects.filter(edition=edition_id, held_at__isnull=False, done_at=None)
    stopped = later.update(done_at=at)
    held = Delivery.objects.filter(edition=edition_id, status=Status.HELD)
    count = held.update(status=Status.SUPPRESSED, reply="")
    FanOut.objects.filter(edition=edition_id).update(held_at=None)
    if not count and not stopped:
        raise NothingToRelease
    return count


@transaction.atomic
def forget_replies(contact_id: int) -> None:
    """Empty the replies to one contact's deliveries; that and when they were sent stays."""
    Attempt.objects.filter(delivery__recipient=contact_id).update(reply="")
    Delivery.objects.filter(recipient=contact_id).update(reply="")


def _claimed(taken: list[int], lease: UUID) -> list[Claimed]:
    rows = Delivery.objects.filter(pk__in=taken, lease=lease).order_by("lane", "queued_at", "pk")
    either = [
        Coalesce("recipient", "endpoint"),
        Coalesce("recipient__email", "endpoint__address", output_field=TextField()),
        Coalesce("recipient__name", "endpoint__name", output_field=TextField()),
        Coalesce("recipient__language", "endpoint__language", output_field=TextField()),
    ]
    values = rows.values_list("pk", "edition", *either, "channel", "lane", "attempts", "uncertain")
    return [Claimed(Parcel(*row[:6]), *row[6:]) for row in values]


def _close_address(result: Result) -> None:
    """Write nothing more to an address of which the next system said that it is gone."""
    claimed, reply = result.claimed, result.answer.reply
    if claimed.to_endpoint:
        endpoints.close(claimed.parcel.recipient, at=result.at, reason=reply)
    else:
        suppress(Contact(pk=claimed.parcel.recipient), at=result.at, reason=reply)
