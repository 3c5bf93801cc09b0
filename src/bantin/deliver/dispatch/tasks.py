"""The outbox's part in the worker and in the alarms."""

import os
from datetime import datetime
from functools import cache

from bantin.core import alarms, metrics, work
from bantin.deliver.dispatch import queries, tallies
from bantin.deliver.dispatch.pump import Pump


@cache
def _pump(_process: int) -> Pump:
    """The pump of one process: a forked worker must not share its parent's lease."""
    return Pump()


@work.on_worker
def send_deliveries() -> int:
    """Send what is due."""
    return _pump(os.getpid())()


@work.at_end_of_worker
def finish_deliveries() -> None:
    """Write down what was sent and give back what was not."""
    _pump(os.getpid()).finish()


@alarms.alarm
def deliveries_are_late(at: datetime) -> str | None:
    """Whether anything that is due has waited for two minutes."""
    return "deliveries are late" if queries.is_late(at) else None


metrics.reading(tallies.read)
