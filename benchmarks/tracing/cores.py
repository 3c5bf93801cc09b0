"""All processors of the machine at work on one list of items."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from bantin.trace.engine import Item


def speed(match: Callable[[Sequence[Item]], Any], items: Sequence[Item]) -> float:
    """Items a second when each processor has a part of them and nobody collects the answers.

    The process is copied with its index, and works on a part itself. Bringing the answers
    together is left out, which favours the method.
    """
    processors = len(os.sched_getaffinity(0))
    started = time.perf_counter()
    children = [_child(match, items[part::processors]) for part in range(1, processors)]
    match(items[::processors])
    for child in children:
        _, status = os.waitpid(child, 0)
        if status:
            raise RuntimeError(f"a process ended with {status}")
    return len(items) / (time.perf_counter() - started)


def _child(match: Callable[[Sequence[Item]], Any], items: Sequence[Item]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        match(items)
        status = 0
    finally:
        os._exit(status)
