"""The worker's senders: threads that hold a line each and know nothing of the database.

Parcels wait in one priority queue for each channel, urgent ones first; answers come back through
one queue. So a recipient whose server dawdles keeps one thread busy and nobody else waiting, and
no database connection, let alone a transaction, is held while a server is spoken to.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Answer, Line, Outcome
from bantin.deliver.dispatch.outcomes import Claimed, Result

logger = logging.getLogger(__name__)

GATHER_SECONDS = 0.01
IDLE_SECONDS = 20.0  # a line without work says goodbye


@dataclass(order=True, frozen=True, slots=True)
class _Job:
    lane: int
    place: int
    claimed: Claimed | None = field(compare=False)
    rendered: bytes = field(compare=False)


_WAKE_UP = _Job(-1, 0, None, b"")


class Senders:
    """The threads of one worker process.

    At most ``unwritten`` messages are sent without being written down, however slow the database
    is: that many at most are repeated when the process is killed.
    """

    def __init__(self, clock: Callable[[], datetime], *, unwritten: int) -> None:
        self._unwritten = unwritten
        self._slots = threading.Semaphore(unwritten)
        self.outstanding: set[int] = set()  # deliveries handed in and not yet answered
        self._clock = clock
        self._place = 0
        self._jobs: dict[str, queue.PriorityQueue[_Job]] = {}
        self._threads: dict[str, list[threading.Thread]] = {}
        self._answers: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self._end = threading.Event()

    def hand_in(self, claimed: Claimed, rendered: bytes) -> None:
        """Give one delivery to the threads of its channel."""
        self._place += 1
        self.outstanding.add(claimed.parcel.delivery)
        jobs = self._jobs.setdefault(claimed.channel, queue.PriorityQueue())
        jobs.put(_Job(claimed.lane, self._place, claimed, rendered))
        self._staff(claimed.channel)

    def answers(self, *, most: int, seconds: float) -> list[Result]:
        """Up to ``most`` results: wait ``seconds`` for the first, then a moment for its fellows."""
        for code in self._jobs:
            self._staff(code)
        results: list[Result] = []
        wait = seconds
        while self.outstanding and len(results) < most:
            try:
                result = self._answers.get(block=wait > 0, timeout=wait)
            except queue.Empty:
                break
            wait = min(wait, GATHER_SECONDS)
            self.outstanding.discard(result.claimed.parcel.delivery)
            results.append(result)
        return results

    def written(self, count: int) -> None:
        """The database has ``count`` results: as many more may be sent."""
        if count:
            self._slots.release(count)

    def stop(self, *, seconds: float) -> list[Result]:
        """Begin nothing more, wait for what is on its way, and return the last results."""
        self._end.set()
        for code, threads in self._threads.items():
            for _thread in threads:
                self._jobs[code].put(_WAKE_UP)
            for thread in threads:
                thread.join(seconds)
        self._jobs.clear()
        self._threads.clear()
        self._end = threading.Event()
        self._slots = threading.Semaphore(self._unwritten)
        results = self.answers(most=len(self.outstanding), seconds=0.0)
        self.outstanding.clear()
        return results

    def _staff(self, code: str) -> None:
        """Have as many threads as there is work for, at most as many as the channel allows."""
        threads = [thread for thread in self._threads.get(code, []) if thread.is_alive()]
        wanted = min(registry.channel(code).lines, self._jobs[code].qsize() + len(threads))
        if len(threads) < wanted:
            thread = threading.Thread(
                target=self._work, args=(code, self._jobs[code], self._end), daemon=True
            )
            thread.start()
            threads.append(thread)
        self._threads[code] = threads

    def _work(self, code: str, jobs: "queue.PriorityQueue[_Job]", end: threading.Event) -> None:
        line = registry.channel(code).open()
        try:
            while not end.is_set():
                job = jobs.get(timeout=IDLE_SECONDS)
                if job.claimed and self._may_send(end):
                    self._answers.put(self._send(line, job.claimed, job.rendered))
        except queue.Empty:
            pass
        finally:
            line.close()

    def _may_send(self, end: threading.Event) -> bool:
        """Wait until few enough results are unwritten; False when the worker ends meanwhile."""
        while not end.is_set():
            if self._slots.acquire(timeout=0.2):
                return not end.is_set()
        return False

    def _send(self, line: Line, claimed: Claimed, rendered: bytes) -> Result:
        try:
            answer = line.send(rendered, claimed.parcel, at=self._clock())
        except Exception as error:
            logger.exception("Delivery %s cannot be sent", claimed.parcel.delivery)
            answer = failed(error)
        return Result(claimed, answer, self._clock())


def failed(error: Exception) -> Answer:
    """The answer when a message cannot even be made."""
    return Answer(Outcome.FAILED, f"{type(error).__name__}: {error}"[:500])
