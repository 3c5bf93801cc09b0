"""The hub's part in the worker."""

import os
import time
from functools import cache

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.websub import actions
from bantin.deliver.channels.websub.verification import Verifier

TIDY_EVERY = 60.0  # seconds

_tidied: dict[int, float] = {}  # by process


@cache
def _verifier(_process: int) -> Verifier:
    """The verifier of one process: a forked worker must not share its parent's threads."""
    return Verifier()


@work.on_worker
def ask_callbacks() -> int:
    """Ask the callbacks of new requests."""
    return _verifier(os.getpid())()


@work.on_worker
def end_leases() -> int:
    """Close what was not renewed, once a minute."""
    now = time.monotonic()
    if now - _tidied.get(os.getpid(), -TIDY_EVERY) < TIDY_EVERY:
        return 0
    _tidied[os.getpid()] = now
    return actions.end_leases(at=database_now())


@work.at_end_of_worker
def stop_asking() -> None:
    """Give back what no callback has answered."""
    _verifier(os.getpid()).finish()
