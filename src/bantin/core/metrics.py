"""Metrics for Prometheus. Apps register what they can tell in their ``tasks``.

Every figure is read from the database when it is asked for, so it is right whichever process
answers; whoever registers one takes care that no whole table is counted.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric

Reading = Callable[[datetime], Iterable[Metric]]

_readings: list[Reading] = []


def reading(read: Reading) -> Reading:
    """Register ``read``; it returns metric families with their values at an instant."""
    _readings.append(read)
    return read


class _Collector:
    def __init__(self, at: datetime) -> None:
        self._at = at

    def collect(self) -> Iterator[Metric]:
        """All families of all readings."""
        for read in _readings:
            yield from read(self._at)


def text(at: datetime) -> bytes:
    """All metrics at ``at`` in Prometheus' text format, in UTF-8."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(at))
    return generate_latest(registry)
