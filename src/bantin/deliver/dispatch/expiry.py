"""Deleting rows whose time is over: who got what is kept only as long as the office says.

What remains is how many there were, so that no figure changes.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from bantin.deliver.dispatch.models import Delivery, Expired

BATCH = 5_000  # the oldest rows that one turn looks at
WAITING = {Delivery.Status.QUEUED, Delivery.Status.LEASED, Delivery.Status.HELD}


@transaction.atomic
def expire(*, days: int, at: datetime) -> int:
    """Delete the oldest rows that were queued more than ``days`` days ago; returns how many.

    What is still to be sent, or held, stays. 0 days means never.
    """
    if not days:
        return 0
    limit = at - timedelta(days=days)
    oldest = Delivery.objects.order_by("pk").values_list(
        "pk", "queued_at", "status", "due_at", "edition", "channel"
    )[:BATCH]
    over = [
        (pk, (edition, channel, status, timezone.localdate(queued_at).isoformat()))
        for pk, queued_at, status, due_at, edition, channel in oldest
        if queued_at < limit and due_at is None and status not in WAITING
    ]
    if over:
        _count(Counter(about for _pk, about in over))
        Delivery.objects.filter(pk__in=[pk for pk, _about in over]).delete()
    return len(over)


def _count(counts: Counter[tuple[int, str, str, str]]) -> None:
    table = Expired._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (edition_id, channel, status, queued_on, count) "  # noqa: S608
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (edition_id, channel, status, queued_on) "
            f"DO UPDATE SET count = {table}.count + excluded.count",
            [[*about, count] for about, count in sorted(counts.items())],
        )
