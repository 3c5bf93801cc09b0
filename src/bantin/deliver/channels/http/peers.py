"""One server (or endpoint) as the crew sees it: what it holds, whether it dawdles or rests.

A peer that fails rests, longer each time; a peer that is slow gives appointments. So however many
rows wait for it, few of them are in a worker's hands.
"""

import heapq
from dataclasses import dataclass, field

from bantin.deliver.channels.crews import Job

FIRST_REST, LONGEST_REST = 5.0, 300.0  # seconds
STALLS_AFTER = 0.05  # seconds without an answer: others' jobs go first
LONGEST_APPOINTMENT = 600.0  # seconds
_SHORTEST_APPOINTMENT = 1.0


@dataclass(slots=True)
class Peer:
    """All times are seconds of the event loop's clock."""

    each: int  # requests at once
    waiting: list[Job] = field(default_factory=list)  # a heap
    on_the_way: int = 0
    rests_until: float = 0.0
    _failures: int = 0
    _known: bool = False  # it answered before: it may get several requests at once
    _moved: float = 0.0  # when it last got a first request, or answered
    _pace: float = 0.1  # seconds that an answer takes, smoothed
    _booked_until: float = 0.0

    def may_take(self, now: float) -> bool:
        """Whether a request may go to it now."""
        return self.on_the_way < self._limit and not self.rests(now)

    def rests(self, now: float) -> bool:
        """Whether it is left alone for now."""
        return now < self.rests_until

    def stalls(self, now: float) -> bool:
        """Whether those who wait for it should not wait here."""
        return bool(self.on_the_way) and now - self._moved > STALLS_AFTER

    def begin(self, now: float) -> None:
        """A request goes to it."""
        if not self.on_the_way:
            self._moved = now
        self.on_the_way += 1

    def end(self) -> None:
        """A request is over without a dial."""
        self.on_the_way -= 1

    def answered(self, now: float, seconds: float) -> None:
        """It said something, whatever that was."""
        self.end()
        self._failures, self._known = 0, True
        self._note(now, seconds)

    def failed(self, now: float, seconds: float) -> None:
        """Nobody there, or no answer in time: it rests, longer each time."""
        self.end()
        self._known = False
        self._note(now, seconds)
        if not self.rests(now):
            self._failures += 1
            self.rest(now, FIRST_REST * 2.0 ** min(self._failures - 1, 10))

    def rest(self, now: float, seconds: float) -> None:
        """Leave it alone for so long."""
        self.rests_until = max(self.rests_until, now + min(seconds, LONGEST_REST))

    def appointment(self, now: float) -> float:
        """In how many seconds the next row may come again, each after the one before."""
        self._booked_until = max(self._booked_until, now) + self._pace / self.each
        wait = min(self._booked_until - now, LONGEST_APPOINTMENT)
        self._booked_until = now + wait
        return max(wait, self.rests_until - now, _SHORTEST_APPOINTMENT)

    def wait(self, job: Job) -> None:
        """Its turn comes when another's request is answered."""
        heapq.heappush(self.waiting, job)

    def next_ones(self, now: float) -> list[Job]:
        """The most urgent jobs that may go to it now."""
        limit = self._limit if not self.rests(now) else 0
        count = max(min(limit - self.on_the_way, len(self.waiting)), 0)
        return [heapq.heappop(self.waiting) for _ in range(count)]

    def thin_out(self, keep: int) -> list[Job]:
        """Let only so many wait on; the rest."""
        self.waiting.sort()
        rest = self.waiting[keep:]
        del self.waiting[keep:]
        return rest

    def idle(self, now: float) -> bool:
        """Whether nothing needs to be remembered of it."""
        return not (self.on_the_way or self.waiting or self._failures or now < self._booked_until)

    @property
    def _limit(self) -> int:
        return self.each if self._known else 1

    def _note(self, now: float, seconds: float) -> None:
        self._moved = now
        self._pace += (seconds - self._pace) / 4
