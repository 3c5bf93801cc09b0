"""The outbox's part in the worker and in the alarms."""

import os
import time
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


class _Expiry:
    """Deletes rows whose time is over: looks once an hour, and goes on until none is left."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> int:
        if time.monotonic() < self._next:
            return 0
        deleted = expiry.expire(days=settings.DELIVERY_DAYS, at=database_now())
        self._next = 0.0 if deleted else time.monotonic() + EXPIRE_EVERY
        return deleted


_expiry = _Expiry()


@work.on_scheduler
def expire_deliveries() -> int:
    """Delete rows whose time is over."""
    return _expiry()


@work.at_end_of_worker
def finish_deliveries() -> None:
    """Write down what was sent and give back what was not."""
    _pump(os.getpid()).finish()


@alarms.alarm
def deliveries_are_late(at: datetime) -> str | None:
    """Whether anything that is due has waited for two minutes."""
    return "deliveries are late" if queries.is_late(at) else None


metrics.reading(tallies.read)
