"""The outbox's part in the worker and in the alarms."""

import os
from datetime import datetime
from functools import cache

from django.conf import settings

from bantin.core import alarms, metrics, work
from bantin.core.clock import database_now
from bantin.deliver.dispatch import expiry, queries, tallies
from bantin.deliver.dispatch.pump import Pump

EXPIRE_EVERY = 3_600.0  # seconds


@cache
def _pump(_process: int) -> Pump:
    """The pump of one process: a forked worker must not share its parent's lease."""
    return Pump()


@work.on_worker
def send_deliveries() -> int:
    """Send what is due."""
    return _pump(os.getpid())()


@work.on_scheduler
@work.every(EXPIRE_EVERY)
def expire_deliveries() -> int:
    """Delete rows whose time is over, until none is left."""
    return expiry.expire(days=settings.DELIVERY_DAYS, at=database_now())


@work.at_end_of_worker
def finish_deliveries() -> None:
    """Write down what was sent and give back what was not."""
    _pump(os.getpid()).finish()


@alarms.alarm
def deliveries_are_late(at: datetime) -> str | None:
    """Whether anything that is due has waited for two minutes."""
    return "deliveries are late" if queries.is_late(at) else None


metrics.reading(tallies.read)
