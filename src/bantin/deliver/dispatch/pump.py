"""The worker's part of the outbox: claim, hand to the senders, write down what they say."""

import logging
import time
from collections import OrderedDict, defaultdict
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels import registry
from bantin.deliver.channels.base import GatheringChannel, failed
from bantin.deliver.channels.http.channel import HttpChannel
from bantin.deliver.dispatch import actions, fanout, leases
from bantin.deliver.dispatch.outcomes import Claimed, Result, together
from bantin.deliver.dispatch.sender import Senders
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Language

logger = logging.getLogger(__name__)

IN_HAND = 200  # rows a worker holds; few, so that an urgent row waits behind few
WRITE_EVERY = 12  # results in one commit, when they come fast
WRITE_MOST = 100  # results in one commit, when they come faster than commits
UNWRITTEN = 24  # messages sent and not yet written down: what a kill can repeat at most
WAIT = 0.1  # seconds that one turn waits for the first answer
TURN = 0.5  # seconds that a busy outbox takes before the worker's other work has its turn
SWEEP_EVERY = 15.0  # seconds; with the lease: a dead worker's rows are back within a minute
FINISH_SECONDS = 5.0  # what a worker that is asked to end gives to what is on its way


class Clock:
    """The database's clock between two questions to it, for threads without a connection."""

    def __init__(self) -> None:
        self.set(datetime.now(UTC))

    def set(self, now: datetime) -> None:
        """The database says that it is ``now``."""
        self._now, self._since = now, time.monotonic()

    def __call__(self) -> datetime:
        """What the database would say now."""
        return self._now + timedelta(seconds=time.monotonic() - self._since)


class Pump:
    """One worker's turn at the outbox, called again and again."""

    def __init__(self) -> None:
        self.lease = uuid4()
        self.clock = Clock()
        self.senders = Senders(self.clock, unwritten=UNWRITTEN)
        self._answered: list[Result] = []  # not yet written down
        self._rendered: OrderedDict[tuple[str, tuple[int, ...], str], bytes] = OrderedDict()
        self._swept = -SWEEP_EVERY

    def __call__(self) -> int:
        """Claim what is due, write down what was answered; returns how much was done.

        While answers come faster than they are written, it goes on for a moment, so that the rest
        of the worker's round does not slow the senders down.
        """
        self.clock.set(database_now())
        self._look_after_leases()
        end = time.monotonic() + TURN
        done, written = self._fan_out(), WRITE_EVERY
        while written >= WRITE_EVERY and time.monotonic() < end:
            done += self._take()
            written = self._write_down()
            done += written
        return done + len(self.senders.outstanding)

    def _fan_out(self) -> int:
        """Write one batch of rows; returns how many."""
        return 0 if work.held() else fanout.expand(at=self.clock())

    def _take(self) -> int:
        """Claim what is due when little is in hand; returns how much was claimed."""
        in_hand = self.senders.in_hand
        if work.held() or in_hand > IN_HAND // 2:
            return 0
        claimed = leases.claim(self.lease, limit=IN_HAND - in_hand, at=self.clock())
        self._hand_in(claimed)
        return len(claimed)

    def finish(self) -> None:
        """Let what is on its way arrive, write it down, and give the rest back to the queue."""
        self._answered += self.senders.stop(seconds=FINISH_SECONDS)
        self._finish_answered()
        leases.give_back(self.lease, at=self.clock())

    def _look_after_leases(self) -> None:
        now = time.monotonic()
        if now - self._swept >= SWEEP_EVERY:
            self._swept = now
            leases.keep(self.lease, self.senders.outstanding, at=self.clock())
            leases.sweep(at=self.clock())

    def _hand_in(self, claimed: list[Claimed]) -> None:
        _prepare(claimed)
        broken: list[Result] = []
        for one in together(claimed):
            try:
                rendered = self._render(one)
            except Exception as error:
                logger.exception("Editions %s cannot be rendered", one.editions)
                broken += [Result(each, failed(error), self.clock()) for each in one.all]
            else:
                self.senders.hand_in(one, rendered)
        actions.finish(self.lease, broken)

    def _write_down(self) -> int:
        self._answered += self.senders.answers(enough=WRITE_EVERY, most=WRITE_MOST, seconds=WAIT)
        done = self._finish_answered()
        self.senders.written(done)
        return len(done)

    def _finish_answered(self) -> list[Result]:
        """Write down all answers; they stay in hand until the database has them."""
        done = self._answered
        if done:
            actions.finish(self.lease, done)
            self._answered = []
        return done

    def _render(self, claimed: Claimed) -> bytes:
        """The message, rendered once for its editions and a language (the newest 32 are kept)."""
        language = claimed.parcel.language or Language.VIETNAMESE
        key = (claimed.channel, claimed.editions, language)
        if key not in self._rendered:
            editions = Edition.objects.select_related("live").filter(pk__in=claimed.editions)
            self._rendered[key] = _message(claimed.channel, list(editions), language)
            while len(self._rendered) > 32:
                self._rendered.popitem(last=False)
        return self._rendered[key]


def _message(code: str, editions: list[Edition], language: str) -> bytes:
    channel = registry.channel(code)
    if isinstance(channel, GatheringChannel):
        return channel.render_all(editions, language)
    (edition,) = editions
    return channel.render(edition, language)


def _prepare(claimed: list[Claimed]) -> None:
    """Let HTTP channels read what they need about these endpoints, while the database is here."""
    endpoints: dict[str, set[int]] = defaultdict(set)
    for one in claimed:
        endpoints[one.channel].add(one.parcel.recipient)
    for code, keys in endpoints.items():
        channel = registry.channel(code)
        if isinstance(channel, HttpChannel):
            channel.prepare(keys)
