"""The authority's part in the worker and in the alarms."""

import os
from datetime import datetime
from functools import cache

from bantin.core import alarms, work
from bantin.deliver.timestamps import queries
from bantin.deliver.timestamps.asking import Asker


@cache
def _asker(_process: int) -> Asker:
    """The asker of one process: a forked worker must not share its parent's thread."""
    return Asker()


@work.on_worker
def stamp_checkpoints() -> int:
    """Have the newest checkpoint stamped, at most once an hour."""
    return _asker(os.getpid())()


@alarms.alarm
def timestamps_are_late(at: datetime) -> str | None:
    """Whether the authority has said nothing for three hours while the ledger grew."""
    return "timestamps are late" if queries.are_late(at) else None
