"""A worker takes due rows for itself for a while, and closes those that must not be sent."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Coalesce

from bantin.core.plans import find_by_key
from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Parcel
from bantin.deliver.dispatch import queries
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.dispatch.outcomes import Claimed
from bantin.deliver.dispatch.queries import Addressed

LEASE = timedelta(seconds=45)
MOST_LOST = 30  # a row that was in so many dead workers' hands may be what ends them
_GATHERING = 0x62616E74696E  # an advisory lock's name
_HELD = {"status": Delivery.Status.HELD}
_REPLACED = {"status": Delivery.Status.SUPPRESSED, "reply": queries.REPLACED}
_UNWANTED = {"status": Delivery.Status.SUPPRESSED, "reply": ""}


class _Taken(NamedTuple):
    """A locked row."""

    to: Addressed
    edition: int
    claimed: Claimed


@transaction.atomic
def claim(lease: UUID, *, limit: int, at: datetime) -> list[Claimed]:
    """Take up to ``limit`` due deliveries for a worker, urgent ones first.

    Two workers never get the same row: PostgreSQL skips what another has locked, SQLite lets one
    write at a time. Rows whose recipient unsubscribed or was suppressed meanwhile are closed here,
    so that nobody gets anything after they said no, and so are rows of an edition that a newer one
    has replaced. Rows of an edition that is held back are held.
    """
    find_by_key()
    keys = _take(limit, at=at)
    rows = list(_read(keys)) if keys else []
    stopped = _stop(rows)
    claimed = [row.claimed for row in rows if row.to.delivery not in stopped]
    if claimed:
        _lease([one.parcel.delivery for one in claimed], lease, until=at + LEASE)
    return claimed


def keep(lease: UUID, delivery_ids: Collection[int], *, at: datetime) -> None:
    """Say that the holder of the lease is alive and still at work on these."""
    if delivery_ids:
        mine = Delivery.objects.filter(
            pk__in=delivery_ids, lease=lease, status=Delivery.Status.LEASED
        )
        mine.update(leased_until=at + LEASE)


def give_back(lease: UUID, *, at: datetime) -> int:
    """Put what a worker took and did not try back into the queue, as if never taken."""
    return Delivery.objects.filter(lease=lease, status=Delivery.Status.LEASED).update(
        status=Delivery.Status.QUEUED,
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
    lost = Delivery.objects.filter(status=Delivery.Status.LEASED, leased_until__lte=at)
    freed = {"lease": None, "leased_until": None, "attempts": F("attempts") - 1}
    aside = lost.filter(lost__gte=MOST_LOST).update(
        status=Delivery.Status.QUARANTINED, reply="Workers ended while they sent this.", **freed
    )
    back = lost.update(status=Delivery.Status.QUEUED, due_at=at, lost=F("lost") + 1, **freed)
    return aside + back


def _take(limit: int, *, at: datetime) -> list[int]:
    """Lock due rows, with what goes into the same messages; a message is not for two workers."""
    due, gathering = queries.due(at), registry.gathering()
    if not _may_gather():
        due, gathering = due.exclude(channel__in=gathering), []
    rows = list(_locked(due)[:limit])
    taken = [key for key, _channel in rows]
    if any(channel in gathering for _key, channel in rows):
        taken += [key for key, _channel in _locked(queries.waiting_with(taken, at))]
    return taken


def _locked(rows: QuerySet[Delivery]) -> QuerySet[Delivery, tuple[int, str]]:
    rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.values_list("pk", "channel")


def _may_gather() -> bool:
    """One worker at a time, until its transaction ends; the others do something else."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_GATHERING])
        return bool(cursor.fetchone()[0])


def _read(keys: Collection[int]) -> Iterator[_Taken]:
    """What was locked, urgent ones first, then oldest first."""
    rows = Delivery.objects.filter(pk__in=keys).order_by("lane", "queued_at", "pk")
    values = rows.values_list(
        "pk",
        "channel",
        "recipient",
        "endpoint",
        "edition",
        Coalesce("recipient__email", "endpoint__address", output_field=TextField()),
        Coalesce("recipient__name", "endpoint__name", output_field=TextField()),
        Coalesce("recipient__language", "endpoint__language", output_field=TextField()),
        "lane",
        "attempts",
        "uncertain",
    )
    for key, channel, person, system, edition, *whom, lane, attempts, uncertain in values:
        parcel = Parcel(key, edition, person or system, *whom)
        claimed = Claimed(parcel, channel, lane, attempts + 1, uncertain)
        yield _Taken(Addressed(key, channel, person, system), edition, claimed)


def _stop(rows: Collection[_Taken]) -> set[int]:
    """Hold or close what must not be sent; returns which deliveries these are."""
    fan_outs = queries.stopped({row.edition for row in rows})
    unwanted = queries.unwanted([row.to for row in rows])
    held: list[int] = []
    replaced: list[int] = []
    closed: list[int] = []
    for row in rows:
        if fan_out := fan_outs.get(row.edition):
            (held if fan_out.held_at else replaced).append(row.to.delivery)
        elif row.to.delivery in unwanted:
            closed.append(row.to.delivery)
    for keys, columns in ((held, _HELD), (replaced, _REPLACED), (closed, _UNWANTED)):
        if keys:
            Delivery.objects.filter(pk__in=keys).update(due_at=None, **columns)
    return {*held, *replaced, *closed}


def _lease(keys: Collection[int], lease: UUID, *, until: datetime) -> None:
    Delivery.objects.filter(pk__in=keys).update(
        status=Delivery.Status.LEASED,
        lease=lease,
        leased_until=until,
        due_at=None,
        attempts=F("attempts") + 1,
    )
