"""Counters that are kept as things happen, so that no table is ever counted for a metric."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import connection
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bantin.deliver.dispatch import queries
from bantin.deliver.dispatch.models import Delivery, FanOut, Tally


def add(happened: Mapping[tuple[str, str], int]) -> None:
    """Count so many of (channel, status), in the caller's transaction.

    Sorted, so that two workers that count the same pairs wait for each other and never lock up.
    """
    rows: list[list[str | int]] = [
        [channel, status, n] for (channel, status), n in sorted(happened.items())
    ]
    table = Tally._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (channel, status, count) VALUES (%s, %s, %s) "  # noqa: S608
            f"ON CONFLICT (channel, status) DO UPDATE SET count = {table}.count + excluded.count",
            rows,
        )


def read(at: datetime) -> Iterator[Metric]:
    """What was queued, what became of each try, and how long the oldest due row has waited."""
    tries = CounterMetricFamily(
        "bantin_deliveries",
        "Deliveries that were queued, and tries by the status in which they ended.",
        labels=["channel", "status"],
    )
    for channel, status, count in Tally.objects.values_list("channel", "status", "count"):
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
