"""Writes: queue, claim, note results, sweep, try again.

Every write takes many rows at once, because one durable commit costs about 4 ms, and none is open
while anybody talks to a server.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Field, QuerySet

from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Answer, Outcome, Parcel
from bantin.deliver.dispatch import queries
from bantin.deliver.dispatch.errors import NothingToRetry, NotPublicYet
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.publish.record.models import Edition
from bantin.receive.contacts.actions import suppress
from bantin.receive.contacts.models import Contact
from bantin.receive.contacts.queries import reachable

Status = Delivery.Status

FAN_OUT = 5_000  # rows queued in one transaction
LEASE = timedelta(seconds=45)
FIRST_WAIT, LONGEST_WAIT = 30.0, 7_200.0  # seconds between tries, doubling
NOBODY_THERE_WAIT = 15.0  # seconds before an unreachable server is tried again
UNCERTAIN_WAIT = 300.0  # seconds before the one repeat of an unacknowledged message
MOST_ATTEMPTS = 24  # with the waits above: about a day and a half
MOST_LOST = 30  # a row that was in so many dead workers' hands may be what ends them


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that the holder of the lease may send."""

    parcel: Parcel
    channel: str
    lane: int
    attempts: int  # this one included
    uncertain: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one claimed delivery, and when."""

    claimed: Claimed
    answer: Answer
    at: datetime


def queue_deliveries(edition_id: int, *, at: datetime) -> int:
    """Queue a public edition for its audience on every channel; returns how many were new.

    Running it again, or twice at once, adds nothing. It commits in batches, so a million recipients
    never hold one transaction, and running it again mends a crash half-way.

    Raises:
        NotPublicYet: The edition is not live at ``at``; nothing is queued.
    """
    edition = Edition.objects.select_related("live").get(pk=edition_id)
    live = getattr(edition, "live", None)
    if live is None or live.at > at:
        raise NotPublicYet(edition=edition)
    everyone = queries.audience(edition)
    return sum(
        _insert(edition, everyone.filter(pk__gte=first, pk__lte=last), channel, at)
        for first, last in _ranges(everyone)
        for channel in registry.codes()
    )


@transaction.atomic
def claim(lease: UUID, *, limit: int, at: datetime) -> list[Claimed]:
    """Take up to ``limit`` due deliveries for a worker, urgent ones first.

    Two workers never get the same row: PostgreSQL skips what another has locked, SQLite lets one
    write at a time. Rows whose recipient unsubscribed or was suppressed meanwhile are closed here,
    so that nobody gets anything after they said no.
    """
    due = queries.due(at).select_for_update(skip_locked=True, of=("self",))
    taken = list(due.values_list("pk", flat=True)[:limit])
    if not taken:
        return []
    rows = Delivery.objects.filter(pk__in=taken)
    unwanted = rows.exclude(recipient__in=reachable().values("pk"))
    unwanted.update(status=Status.SUPPRESSED, due_at=None, reply="")
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
    written = [_outcome(result) for result in results]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Delivery._meta.db_table} SET status=%s, due_at=%s, handed_over_at=%s, "  # noqa: S608 - our own names
            "uncertain=%s, attempts=%s, reply=%s, lease=NULL, leased_until=NULL "
            "WHERE id=%s AND (lease=%s OR (%s='handed_over' AND handed_over_at IS NULL))",
            [[*_adapted(**asdict(row), lease=lease), row.status] for row in written],
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
            contact = Contact(pk=result.claimed.parcel.recipient)
            suppress(contact, at=result.at, reason=result.answer.reply)


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
    count = rows.filter(due_at=None, recipient__in=reachable().values("pk")).update(
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


def _ranges(everyone: QuerySet[Contact]) -> Iterator[tuple[int, int]]:
    """First and last primary keys of batches of ``FAN_OUT`` contacts."""
    keys = everyone.order_by("pk").values_list("pk", flat=True)
    first = keys.first()
    while first is not None:
        rest = keys.filter(pk__gte=first)
        last = next(iter(rest[FAN_OUT - 1 : FAN_OUT]), None) or rest.order_by("-pk").first()
        yield first, last or first
        first = keys.filter(pk__gt=last).first()


def _insert(edition: Edition, recipients: QuerySet[Contact], channel: str, at: datetime) -> int:
    """INSERT … SELECT: the rows never pass through Python."""
    chosen, parameters = recipients.order_by().values(key=F("pk")).query.sql_with_params()
    original = edition.kind == Edition.Kind.ORIGINAL and not edition.notice_expires_at
    values = {
        "edition": edition.pk,
        "channel": channel,
        "lane": Delivery.Lane.NORMAL if original else Delivery.Lane.URGENT,
        "status": Status.QUEUED,
        "queued_at": at,
        "due_at": at,
        "attempts": 0,
        "uncertain": 0,
        "lost": 0,
        "reply": "",
    }
    columns = [_column(name) for name in values]
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Delivery._meta.db_table} ({', '.join(columns)}, recipient_id) "  # noqa: S608 - our own names
            f"SELECT {places}, chosen.key FROM ({chosen}) AS chosen WHERE TRUE "
            "ON CONFLICT (edition_id, recipient_id, channel) DO NOTHING",
            [*_adapted(**values), *parameters],
        )
        return int(cursor.rowcount)


def _claimed(taken: list[int], lease: UUID) -> list[Claimed]:
    rows = Delivery.objects.filter(pk__in=taken, lease=lease).order_by("lane", "queued_at", "pk")
    fields = ["pk", "edition", "recipient", "recipient__email", "recipient__name"]
    others = ["recipient__language", "channel", "lane", "attempts", "uncertain"]
    return [Claimed(Parcel(*row[:6]), *row[6:]) for row in rows.values_list(*fields, *others)]


@dataclass(frozen=True, slots=True)
class _Row:
    """The columns of a delivery after a try, in the order in which they are written."""

    status: str
    due_at: datetime | None
    handed_over_at: datetime | None
    uncertain: int
    attempts: int
    reply: str
    id: int


def _outcome(result: Result) -> _Row:
    """What a result makes of the delivery's row."""
    claimed, answer = result.claimed, result.answer
    attempts, uncertain = claimed.attempts, claimed.uncertain
    status, due_at, handed_over_at = Status.REFUSED, None, None
    match answer.outcome:
        case Outcome.HANDED_OVER:
            status, handed_over_at = Status.HANDED_OVER, result.at
        case Outcome.LATER if attempts < MOST_ATTEMPTS:
            status, due_at = Status.QUEUED, result.at + _wait(attempts)
        case Outcome.UNREACHABLE:  # says nothing about this delivery: not counted
            status, attempts = Status.QUEUED, attempts - 1
            due_at = result.at + _jittered(NOBODY_THERE_WAIT)
        case Outcome.UNCERTAIN:
            status, uncertain = Status.UNCERTAIN, min(uncertain + 1, 2)
            due_at = result.at + _jittered(UNCERTAIN_WAIT) if uncertain == 1 else None
        case Outcome.FAILED | Outcome.LATER:
            status = Status.QUARANTINED
        case Outcome.REFUSED:
            pass
    return _Row(
        status=status,
        due_at=due_at,
        handed_over_at=handed_over_at,
        uncertain=uncertain,
        attempts=attempts,
        reply=answer.reply[:500],
        id=claimed.parcel.delivery,
    )


def _wait(attempts: int) -> timedelta:
    """Exponential, so that a server in trouble is left in peace."""
    return _jittered(min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT))


def _jittered(seconds: float) -> timedelta:
    """A quarter more or less, so that a thousand rows do not come back in one instant."""
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - no secret


def _adapted(**values: Any) -> list[Any]:
    """``values`` as this database stores them in the delivery's columns of the same names."""
    return [_field(name).get_db_prep_save(value, connection) for name, value in values.items()]


def _column(name: str) -> str:
    return str(_field(name).column)


def _field(name: str) -> "Field[Any, Any]":
    field = Delivery._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 - only columns are asked for
    return field
