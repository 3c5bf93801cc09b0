"""The channel's part in the worker."""

import os
import time

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.webpush import actions

TIDY_EVERY = 15.0  # seconds

_tidied: dict[int, float] = {}  # by process


@work.on_worker
def forget_browsers() -> int:
    """Forget, a few times a minute, the browsers whose push services said that they are gone."""
    now = time.monotonic()
    if now - _tidied.get(os.getpid(), -TIDY_EVERY) < TIDY_EVERY:
        return 0
    _tidied[os.getpid()] = now
    return actions.forget_closed(at=database_now())
