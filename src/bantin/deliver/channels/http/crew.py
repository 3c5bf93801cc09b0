"""The crew of an HTTP channel: many exchanges at once on one event loop.

Urgent jobs first. A peer has few requests on their way at once, and whoever waits for a peer that
stalls or rests is given back to the outbox without a dial, so that a dead endpoint occupies
neither the crew nor the worker.
"""

import asyncio
import heapq
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable
from datetime import datetime, timedelta

import aiohttp

from bantin.deliver.channels.base import Answer, Outcome, failed
from bantin.deliver.channels.crews import Job
from bantin.deliver.channels.http.channel import HttpChannel, Reply, Request
from bantin.deliver.channels.http.client import Client, why
from bantin.deliver.channels.http.guard import ClosedPlace
from bantin.deliver.channels.http.loop import Loop
from bantin.deliver.channels.http.peers import Peer

logger = logging.getLogger(__name__)

MOVING = 64  # requests on their way that may be answered any moment
ON_THE_WAY = 512  # with those that wait for a silent server
UNWRITTEN = 256  # answers that the database does not have yet
STUCK_AFTER = 1.0  # seconds without an answer: does not count among the moving
WAITING_ROOM = 32  # jobs that may wait here for peers that stall
LOOK_EVERY = 0.025  # seconds, while anybody waits
PEERS = 10_000  # remembered before the idle ones are forgotten


class HttpCrew:
    """Sends for one channel; everything but the public methods runs on the loop."""

    def __init__(self, channel: HttpChannel, clock: Callable[[], datetime], loop: Loop) -> None:
        self._channel, self._clock, self._loop = channel, clock, loop
        self._client: Client | None = None
        self._peers: defaultdict[Hashable, Peer] = defaultdict(lambda: Peer(channel.each))
        self._ready: list[tuple[Job, Peer]] = []  # a heap
        self._crowded: dict[int, Peer] = {}  # peers for which jobs wait
        self._begun: dict[int, float] = {}  # delivery: when, oldest first
        self._tasks: set[asyncio.Task[None]] = set()
        self._unwritten: set[int] = set()
        self._looking = False
        self._ended = False
        self.stuck = 0

    def take(self, job: Job) -> None:
        """Send this when its turn comes."""
        self._loop.call(self._take, job)

    def look_after(self) -> None:
        """The loop looks after itself."""

    def written(self, deliveries: Collection[int]) -> None:
        """As many more may be sent."""
        self._loop.call(self._written, deliveries)

    def stop(self, *, seconds: float) -> None:
        """Begin nothing more, and wait so long for what is on its way."""
        self._loop.run(self._stop(seconds))

    def _take(self, job: Job) -> None:
        peer, now = self._peers[self._channel.peer(job.parcel)], self._now()
        if peer.rests(now):
            _give_back(job, peer, now)
            return
        heapq.heappush(self._ready, (job, peer))
        self._send_what_may_go()

    def _written(self, deliveries: Collection[int]) -> None:
        self._unwritten.difference_update(deliveries)
        self._send_what_may_go()

    def _send_what_may_go(self) -> None:
        """Begin as many exchanges as there is room for, the most urgent first."""
        now = self._now()
        while self._ready and self._has_room():
            job, peer = heapq.heappop(self._ready)
            if peer.may_take(now):
                self._begin(job, peer, now)
            else:
                peer.wait(job)
                self._crowded[id(peer)] = peer
        if not self._looking and (self._begun or self._crowded):
            self._looking = True
            asyncio.get_running_loop().call_later(LOOK_EVERY, self._look)

    def _has_room(self) -> bool:
        on_the_way = len(self._begun)
        moving = on_the_way - self.stuck
        unwritten = on_the_way + len(self._unwritten)
        return (
            not self._ended
            and moving < MOVING
            and on_the_way < ON_THE_WAY
            and unwritten - self.stuck < UNWRITTEN
        )

    def _begin(self, job: Job, peer: Peer, now: float) -> None:
        peer.begin(now)
        self._begun[job.parcel.delivery] = now
        task = asyncio.get_running_loop().create_task(self._send(job, peer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, job: Job, peer: Peer) -> None:
        answer = await self._exchange(job, peer)
        self._begun.pop(job.parcel.delivery, None)
        self._unwritten.add(job.parcel.delivery)
        job.answer(answer)
        for waiting in peer.next_ones(self._now()):
            heapq.heappush(self._ready, (waiting, peer))
        self._send_what_may_go()

    async def _exchange(self, job: Job, peer: Peer) -> Answer:
        """One request and what it came to; the peer learns from it."""
        try:
            request = self._channel.request(job.rendered, job.parcel, at=self._clock())
        except Exception as error:
            logger.exception("Delivery %s cannot be sent", job.parcel.delivery)
            peer.end()
            return failed(error)
        begun = self._now()
        try:
            reply = await self._post(request)
        except ClosedPlace as error:
            peer.end()
            return Answer(Outcome.LATER, f"not dialled: {error}"[:500])
        except (OSError, aiohttp.ClientError) as error:
            peer.failed(self._now(), self._now() - begun)
            return Answer(Outcome.LATER, why(error))
        peer.answered(self._now(), self._now() - begun)
        return self._judged(reply, job, peer)

    def _judged(self, reply: Reply, job: Job, peer: Peer) -> Answer:
        try:
            answer = self._channel.judge(reply, at=self._clock())
        except Exception as error:
            logger.exception("The reply to delivery %s cannot be read", job.parcel.delivery)
            return failed(error)
        if answer.outcome is Outcome.LATER and answer.retry_after:
            peer.rest(self._now(), answer.retry_after.total_seconds())
        return answer

    async def _post(self, request: Request) -> Reply:
        if self._client is None:
            self._client = Client()
        return await self._client.post(request)

    def _look(self) -> None:
        """Give back whoever waits for a peer that rests, and the crowd before one that stalls."""
        self._looking = False
        now = self._now()
        self._count_stuck(now)
        room = WAITING_ROOM
        for key, peer in list(self._crowded.items()):
            if peer.rests(now):
                self._thin_out(peer, 0, now)
            elif peer.stalls(now):
                self._thin_out(peer, room, now)
                room -= len(peer.waiting)
            if not peer.waiting:
                del self._crowded[key]
        if len(self._peers) > PEERS:
            self._forget_idle(now)
        self._send_what_may_go()

    def _thin_out(self, peer: Peer, keep: int, now: float) -> None:
        for job in peer.thin_out(keep):
            _give_back(job, peer, now)

    def _forget_idle(self, now: float) -> None:
        for key in [key for key, peer in self._peers.items() if peer.idle(now)]:
            del self._peers[key]

    def _count_stuck(self, now: float) -> None:
        stuck = 0
        for begun in self._begun.values():
            if now - begun < STUCK_AFTER:
                break
            stuck += 1
        self.stuck = stuck

    async def _stop(self, seconds: float) -> None:
        self._ended = True
        self._ready.clear()
        self._crowded.clear()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._client:
            await self._client.close()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _give_back(job: Job, peer: Peer, now: float) -> None:
    """Back to the outbox without a dial; it does not count as a try."""
    reason = "the endpoint rests after failures" if peer.rests(now) else "the endpoint is slow"
    wait = timedelta(seconds=peer.appointment(now))
    job.answer(Answer(Outcome.UNREACHABLE, reason, retry_after=wait))
