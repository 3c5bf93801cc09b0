"""How much memory this process uses, in megabytes (1,048,576 bytes)."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    """The most that this process has had resident.

    Linux hands ``ru_maxrss`` on from the parent at ``exec``, so its own high-water mark is asked.
    """
    if _STATUS.exists():
        return _field("VmHWM")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def resident_mb() -> float:
    """What is resident now; the peak where the system does not say."""
    return _field("VmRSS") if _STATUS.exists() else peak_mb()


def private_mb() -> float:
    """What is resident now and not a mapped file, so not shared with other processes."""
    return _field("RssAnon") if _STATUS.exists() else peak_mb()


def _field(name: str) -> float:
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0
