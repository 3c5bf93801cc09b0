"""Counters that are kept as things happen, so that no table is ever counted for a metric."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Sum
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bantin.deliver.dispatch import queries
from bantin.deliver.dispatch.models import Delivery, FanOut, Tally

SLOTS = 64


def add(happened: Mapping[tuple[str, str], int]) -> None:
    """Count so many of (channel, status), in the caller's transaction.

    Sorted, so that two connections that share a slot wait for each other and never lock up.
    """
    rows = sorted(happened.items())
    if not rows:
        return
    table = Tally._meta.db_table
    one = f"({_slot()}, %s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (slot, channel, status, count) "  # noqa: S608 - our own names
            f"VALUES {', '.join([one] * len(rows))} ON CONFLICT (channel, status, slot) "
            f"DO UPDATE SET count = {table}.count + excluded.count",
            [value for (channel, status), count in rows for value in (channel, status, count)],
        )


def _slot() -> str:
    """SQLite has one writer; on PostgreSQL each connection has a process of its own."""
    return f"mod(pg_backend_pid(), {SLOTS})" if connection.vendor == "postgresql" else "0"


def read(at: datetime) -> Iterator[Metric]:
    """What was queued, what became of each try, and how long the oldest due row has waited."""
    tries = CounterMetricFamily(
        "bantin_deliveries",
        "Deliveries that were queued, and tries by the status in which they ended.",
        labels=["channel", "status"],
    )
    sums = Tally.objects.values_list("channel", "status").annotate(total=Sum("count"))
    for channel, status, count in sums.order_by("channel", "status"):
        tries.add_metric([channel, status], count)
    yield tries
    waiting = GaugeMetricFamily(
        "bantin_oldest_delivery_seconds",
        "How long the oldest due delivery of a lane has waited.",
        labels=["lane"],
    )
    for lane in Delivery.Lane:
        oldest = queries.due(at).filter(lane=lane).values_list("due_at", flat=True).first()
        waiting.add_metric([lane.name.lower()], (at - oldest).total_seconds() if oldest else 0.0)
    yield waiting
    yield GaugeMetricFamily(
        "bantin_deliveries_late",
        "1 while anything due has waited for two minutes.",
        value=float(queries.is_late(at)),
    )
    yield GaugeMetricFamily(
        "bantin_editions_held",
        "Editions of which deliveries are held until a person releases them.",
        value=float(queries.held().count()),
    )
    yield GaugeMetricFamily(
        "bantin_fan_outs_open",
        "Editions whose rows are still being written.",
        value=float(FanOut.objects.filter(done_at=None).count()),
    )
