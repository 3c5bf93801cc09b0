"""What the outbox hands to those who send: jobs, and the crews that take them.

A crew sends what one channel has to send. It knows nothing of the outbox's tables: an answer goes
back through the job. Line by line in threads is one way (``dispatch/threads.py``), many exchanges
on one event loop another (``http/crew.py``).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

from bantin.deliver.channels.base import Answer, Parcel


@dataclass(order=True, frozen=True, slots=True)
class Job:
    """One parcel in a crew's hands; the most urgent comes first, then the oldest."""

    lane: int
    place: int
    parcel: Parcel = field(compare=False)
    rendered: bytes = field(compare=False)
    answer: Callable[[Answer], None] = field(compare=False)  # may be called in any thread


class Crew(Protocol):
    """Who sends for one channel; its methods return at once, but for :meth:`stop`."""

    def take(self, job: Job) -> None:
        """Send this when its turn comes."""

    def look_after(self) -> None:
        """Have as many hands as there is work for."""

    def written(self, deliveries: Collection[int]) -> None:
        """The database has the answers to these: as many more may be sent."""

    @property
    def stuck(self) -> int:
        """How many jobs wait long for somebody's answer without keeping others from theirs."""

    def stop(self, *, seconds: float) -> None:
        """Begin nothing more, and wait so long for what is on its way."""
