"""A crew of threads that hold a line each, for channels that send one parcel at a time."""

import logging
import queue
import threading
from collections.abc import Callable, Collection
from datetime import datetime

from bantin.deliver.channels.base import Line, LineChannel, failed
from bantin.deliver.channels.crews import Job

logger = logging.getLogger(__name__)

IDLE_SECONDS = 20.0  # a line without work says goodbye
_WAKE_UP = (-1, 0)


class Threads:
    """The threads of one channel.

    Parcels wait in one priority queue, urgent ones first. So a recipient whose server dawdles
    keeps one thread busy and nobody else waiting.
    """

    stuck = 0  # a thread that waits for a server does keep others waiting

    def __init__(
        self, channel: LineChannel, clock: Callable[[], datetime], *, unwritten: int
    ) -> None:
        self._channel, self._clock = channel, clock
        self._slots = threading.Semaphore(unwritten)
        self._jobs: queue.PriorityQueue[tuple[tuple[int, int], Job | None]] = queue.PriorityQueue()
        self._threads: list[threading.Thread] = []
        self._end = threading.Event()

    def take(self, job: Job) -> None:
        """Give one job to whichever thread is free first."""
        self._jobs.put(((job.lane, job.place), job))
        self.look_after()

    def look_after(self) -> None:
        """Have as many threads as there is work for, at most as many as the channel allows."""
        threads = [thread for thread in self._threads if thread.is_alive()]
        wanted = min(self._channel.lines, self._jobs.qsize() + len(threads))
        if len(threads) < wanted:
            thread = threading.Thread(target=self._work, daemon=True)
            thread.start()
            threads.append(thread)
        self._threads = threads

    def written(self, deliveries: Collection[int]) -> None:
        """As many more may be sent."""
        if deliveries:
            self._slots.release(len(deliveries))

    def stop(self, *, seconds: float) -> None:
        """Begin nothing more, and give each thread so long to end."""
        self._end.set()
        for _thread in self._threads:
            self._jobs.put((_WAKE_UP, None))
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        line = self._channel.open()
        try:
            while not self._end.is_set():
                _place, job = self._jobs.get(timeout=IDLE_SECONDS)
                if job and self._may_send():
                    self._send(line, job)
        except queue.Empty:
            pass
        finally:
            line.close()

    def _may_send(self) -> bool:
        """Wait until few enough results are unwritten; False when the worker ends meanwhile."""
        while not self._end.is_set():
            if self._slots.acquire(timeout=0.2):
                return not self._end.is_set()
        return False

    def _send(self, line: Line, job: Job) -> None:
        try:
            answer = line.send(job.rendered, job.parcel, at=self._clock())
        except Exception as error:
            logger.exception("Delivery %s cannot be sent", job.parcel.delivery)
            answer = failed(error)
        job.answer(answer)
