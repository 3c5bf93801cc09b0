"""Forgets who asked how often, as soon as no limit needs it."""

import time

from bantin.api.frame import limits
from bantin.core import work


@work.on_scheduler
@work.every(60.0)
def forget_allowances() -> int:
    """Delete what is over."""
    limits.forget(at=time.time())
    return 0
