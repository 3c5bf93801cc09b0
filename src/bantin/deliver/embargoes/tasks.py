"""The scheduler deletes offers and reads whose time is over."""

import time

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.embargoes import actions

EXPIRE_EVERY = 3_600.0  # seconds


class _Expiry:
    """Looks once an hour, and goes on until nothing is left."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> int:
        if time.monotonic() < self._next:
            return 0
        deleted = actions.expire(at=database_now())
        self._next = 0.0 if deleted else time.monotonic() + EXPIRE_EVERY
        return deleted


_expiry = _Expiry()


@work.on_scheduler
def expire_reads() -> int:
    """Delete what was kept long enough."""
    return _expiry()
