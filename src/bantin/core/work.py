"""What our long-running processes do: each app registers its work in ``tasks``.

A *pump* is called again and again and returns how much it did; 0 lets the process rest. The
worker pumps reactions and deliveries, the scheduler pumps what has to happen at an instant.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from bantin.core.clock import database_now
from bantin.core.models import Heartbeat

logger = logging.getLogger(__name__)

Pump = Callable[[], int]
REST = 0.25
HEARTBEAT_EVERY = 10.0

_pumps: dict[str, dict[str, Pump]] = {"worker": {}, "scheduler": {}}
_finishers: list[Callable[[], None]] = []


def on_worker(pump: Pump) -> Pump:
    """Register ``pump`` with the worker."""
    _pumps["worker"][f"{pump.__module__}.{pump.__qualname__}"] = pump
    return pump


def on_scheduler(pump: Pump) -> Pump:
    """Register ``pump`` with the scheduler."""
    _pumps["scheduler"][f"{pump.__module__}.{pump.__qualname__}"] = pump
    return pump


def every(seconds: float) -> Callable[[Pump], Pump]:
    """Have a pump rest so long after it found nothing to do; one with more to do goes on.

    Each process counts for itself: a forked one begins anew.
    """

    def decorate(pump: Pump) -> Pump:
        rests_until: dict[int, float] = {}

        @wraps(pump)
        def now_and_then() -> int:
            process = os.getpid()
            if time.monotonic() < rests_until.get(process, 0.0):
                return 0
            done = pump()
            if not done:
                rests_until[process] = time.monotonic() + seconds
            return done

        return now_and_then

    return decorate


def at_end_of_worker(finish: Callable[[], None]) -> Callable[[], None]:
    """Register ``finish``, called when a worker is asked to end."""
    _finishers.append(finish)
    return finish


def run(kind: str, stop: threading.Event) -> None:
    """Pump until ``stop`` is set; a failing pump is logged and does not stop the others."""
    last_beat = 0.0
    while not stop.is_set():
        if time.monotonic() - last_beat > HEARTBEAT_EVERY:
            last_beat = time.monotonic()
            beat(kind)
        if run_once(kind) == 0:
            stop.wait(REST)
    if kind == "worker":
        finish_worker()


def finish_worker() -> None:
    """Let every part of the worker put its work in order."""
    for finish in _finishers:
        try:
            finish()
        except Exception:
            logger.exception("%s failed", finish.__qualname__)


def held() -> bool:
    """Whether the office came back from a backup and nobody has let it run again yet."""
    return (settings.DATA / "held").exists()


def run_once(kind: str) -> int:
    """Call each pump of ``kind`` once; returns how much was done in all, 0 while held."""
    if held():
        return 0
    return sum(_pump_safely(pump) for pump in list(_pumps[kind].values()))


def run_until_idle(kind: str, *, rounds: int = 1000) -> None:
    """Pump until nothing is left to do: for tests, seeding and one-shot commands."""
    for _ in range(rounds):
        if run_once(kind) == 0:
            return


def beat(kind: str) -> None:
    """Leave a sign of life."""
    try:
        Heartbeat.objects.update_or_create(
            kind=kind, host=socket.gethostname()[:120], defaults={"at": database_now()}
        )
    except DatabaseError:
        logger.exception("No heartbeat for %s", kind)
        close_old_connections()


def _pump_safely(pump: Pump) -> int:
    try:
        return pump()
    except Exception:
        logger.exception("Pump %s failed", pump.__qualname__)
        close_old_connections()
        return 0
