"""The webhooks' part in the scheduler."""

import os
import time

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.webhook import actions

LOOK_EVERY = 600.0  # seconds

_looked: dict[int, float] = {}  # by process


@work.on_scheduler
def close_given_up() -> int:
    """Close webhooks that took nothing for days; looks every ten minutes."""
    now = time.monotonic()
    if now - _looked.get(os.getpid(), -LOOK_EVERY) < LOOK_EVERY:
        return 0
    _looked[os.getpid()] = now
    return actions.close_given_up(at=database_now())
