"""Writes: claim, note results, sweep, try again.

Every write takes many rows at once, because one durable commit costs about 4 ms, and none is open
while anybody talks to a server.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Coalesce

from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Outcome, Parcel
from bantin.deliver.dispatch import queries, tallies
from bantin.deliver.dispatch.columns import adapted
from bantin.deliver.dispatch.errors import NothingToRetry
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.dispatch.outcomes import Claimed, Result, outcome
from bantin.deliver.endpoints import actions as endpoints
from bantin.receive.contacts.actions import suppress
from bantin.receive.contacts.models import Contact

Status = Delivery.Status

LEASE = timedelta(seconds=45)
_GATHERING = 0x62616E74696E  # an advisory lock's name
MOST_LOST = 30  # a row that was in so many dead workers' hands may be what ends them


@transaction.atomic
def claim(lease: UUID, *, limit: int, at: datetime) -> list[Claimed]:
    """Take up to ``limit`` due deliveries for a worker, urgent ones first.

    Two workers never get the same row: PostgreSQL skips what another has locked, SQLite lets one
    write at a time. Rows whose recipient unsubscribed or was suppressed meanwhile are closed here,
    so that nobody gets anything after they said no, and so are rows of an edition that a newer one
    has replaced. Rows of an edition that is held back are held.
    """
    taken = _take(limit, at=at)
    if not taken:
        return []
    rows = Delivery.objects.filter(pk__in=taken)
    rows.filter(edition__fan_out__held_at__isnull=False).update(status=Status.HELD, due_at=None)
    rows.filter(due_at__isnull=False, edition__fan_out__replaced_at__isnull=False).update(
        status=Status.SUPPRESSED, due_at=None, reply=queries.REPLACED
    )
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
    tallies.add(
        Counter(
            (one.claimed.channel, row.status) for one, row in zip(results, written, strict=True)
        )
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
def forget_replies(contact_id: int) -> None:
    """Empty the replies to one contact's deliveries; that and when they were sent stays."""
    Attempt.objects.filter(delivery__recipient=contact_id).update(reply="")
    Delivery.objects.filter(recipient=contact_id).update(reply="")


def _take(limit: int, *, at: datetime) -> list[int]:
    """Lock due rows, with what goes into the same messages; a message is not for two workers."""
    due = queries.due(at)
    gathers = _may_gather()
    if not gathers:
        due = due.exclude(channel__in=registry.gathering())
    taken = list(_locked(due)[:limit])
    return taken + list(_locked(queries.waiting_with(taken, at))) if gathers else taken


def _locked(rows: QuerySet[Delivery]) -> QuerySet[Delivery, int]:
    return rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)


def _may_gather() -> bool:
    """One worker at a time, until its transaction ends; the others do something else."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_GATHERING])
        return bool(cursor.fetchone()[0])


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
