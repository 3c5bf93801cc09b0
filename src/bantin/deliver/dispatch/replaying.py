"""Writes: send a system again what it may have missed."""

from datetime import datetime

from django.db import transaction

from bantin.deliver.dispatch import queries
from bantin.deliver.dispatch.errors import NothingToReplay, TooMuchToReplay
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint

Status = Delivery.Status


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
