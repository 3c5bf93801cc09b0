"""Alarms: what somebody must look at now. Apps register theirs in ``tasks``."""

from collections.abc import Callable
from datetime import datetime

Alarm = Callable[[datetime], str | None]

_alarms: list[Alarm] = []


def alarm(check: Alarm) -> Alarm:
    """Register ``check``; it returns a short English name of what is wrong, or None."""
    _alarms.append(check)
    return check


def ringing(at: datetime) -> list[str]:
    """What is wrong at ``at``."""
    return [said for check in _alarms if (said := check(at))]
