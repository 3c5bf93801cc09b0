"""The worker's senders: a crew for each channel, none of which knows the database.

Jobs go to the crew of their channel, and answers come back through one queue. So no database
connection, let alone a transaction, is held while anybody talks to a server.
"""

import queue
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Answer
from bantin.deliver.channels.crews import Crew, Job
from bantin.deliver.channels.http.channel import HttpChannel
from bantin.deliver.channels.http.crew import HttpCrew
from bantin.deliver.channels.http.loop import Loop
from bantin.deliver.dispatch.outcomes import Claimed, Result
from bantin.deliver.dispatch.threads import Threads

GATHER_SECONDS = 0.01


class Senders:
    """The crews of one worker process.

    At most ``unwritten`` messages of a channel that sends line by line are sent without being
    written down, however slow the database is: that many at most are repeated when the process is
    killed. HTTP channels carry an identifier that makes a repeat harmless, and are allowed more.
    """

    def __init__(self, clock: Callable[[], datetime], *, unwritten: int) -> None:
        self._clock, self._unwritten = clock, unwritten
        self.outstanding: set[int] = set()  # deliveries handed in and not yet answered
        self._place = 0
        self._crews: dict[str, Crew] = {}
        self._loop = Loop()
        self._answers: queue.SimpleQueue[Result] = queue.SimpleQueue()

    @property
    def in_hand(self) -> int:
        """How many deliveries wait here, without those that wait for a silent server alone."""
        return len(self.outstanding) - sum(crew.stuck for crew in self._crews.values())

    def hand_in(self, claimed: Claimed, rendered: bytes) -> None:
        """Give one delivery to the crew of its channel."""
        self._place += 1
        self.outstanding.update(one.parcel.delivery for one in claimed.all)
        answer = partial(self._answer, claimed)
        self._crew(claimed.channel).take(
            Job(claimed.lane, self._place, claimed.parcel, rendered, answer)
        )

    def answers(self, *, enough: int, most: int, seconds: float) -> list[Result]:
        """Wait ``seconds`` for the first result, then a moment until there are ``enough``.

        What is there beyond that comes along, up to ``most``.
        """
        for crew in self._crews.values():
            crew.look_after()
        results: list[Result] = []
        wait = seconds
        while self.outstanding and len(results) < most:
            wait = wait if len(results) < enough else 0.0
            try:
                result = self._answers.get(block=wait > 0, timeout=wait)
            except queue.Empty:
                break
            wait = min(wait, GATHER_SECONDS)
            self.outstanding.discard(result.claimed.parcel.delivery)
            results.append(result)
        return results

    def written(self, results: Sequence[Result]) -> None:
        """The database has these results: as many more may be sent."""
        by_channel: dict[str, list[int]] = defaultdict(list)
        for result in results:
            if not result.went_along:
                by_channel[result.claimed.channel].append(result.claimed.parcel.delivery)
        for code, deliveries in by_channel.items():
            self._crews[code].written(deliveries)

    def stop(self, *, seconds: float) -> list[Result]:
        """Begin nothing more, wait for what is on its way, and return the last results."""
        for crew in self._crews.values():
            crew.stop(seconds=seconds)
        self._crews.clear()
        self._loop.stop()
        count = len(self.outstanding)
        results = self.answers(enough=count, most=count, seconds=0.0)
        self.outstanding.clear()
        return results

    def _crew(self, code: str) -> Crew:
        if code not in self._crews:
            channel = registry.channel(code)
            self._crews[code] = (
                HttpCrew(channel, self._clock, self._loop)
                if isinstance(channel, HttpChannel)
                else Threads(channel, self._clock, unwritten=self._unwritten)
            )
        return self._crews[code]

    def _answer(self, claimed: Claimed, answer: Answer) -> None:
        at = self._clock()
        for one in claimed.all:
            self._answers.put(Result(one, answer, at, went_along=one is not claimed))
