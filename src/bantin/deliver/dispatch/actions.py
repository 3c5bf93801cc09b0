"""Writes: note results, sweep, try again; ``leases`` has what a worker takes.

Every write takes many rows at once, because one durable commit costs about 4 ms, and none is open
while anybody talks to a server.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bantin.deliver.dispatch import queries, tallies, writing
from bantin.deliver.dispatch.errors import NothingToRetry
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.dispatch.outcomes import Result, outcome
from bantin.deliver.endpoints import actions as endpoints
from bantin.receive.contacts.actions import suppress
from bantin.receive.contacts.models import Contact

Status = Delivery.Status


@transaction.atomic
def finish(lease: UUID, results: Sequence[Result]) -> None:
    """Write down what became of claimed deliveries, many in one commit.

    A hand-over counts even when the lease ran out meanwhile, because the message is gone; anything
    else counts only for the holder of the lease.
    """
    if not results:
        return
    written = [outcome(result) for result in results]
    writing.write(written, lease=lease)
    tallies.add(
        Counter(
            (one.claimed.channel, row.status) for one, row in zip(results, written, strict=True)
        )
    )
    for result in results:
        if result.answer.address_is_dead:
            _close_address(result)


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


def _close_address(result: Result) -> None:
    """Write nothing more to an address of which the next system said that it is gone."""
    claimed, reply = result.claimed, result.answer.reply
    if claimed.to_endpoint:
        endpoints.close(claimed.parcel.recipient, at=result.at, reason=reply)
    else:
        suppress(Contact(pk=claimed.parcel.recipient), at=result.at, reason=reply)
