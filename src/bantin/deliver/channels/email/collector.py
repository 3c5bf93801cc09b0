"""Collecting returned mail: a thread talks to the mailbox, the worker writes down what it found.

The thread has no database connection and the worker never waits for the mailbox, so a mail server
that dawdles holds up nothing else.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Collection, Container
from datetime import datetime

from bantin.deliver.channels.base import Bounce
from bantin.deliver.channels.email import actions, bounces, mailboxes, queries
from bantin.deliver.dispatch.bounces import note

ASK_EVERY = 15.0  # seconds between questions whether a visit is due
WRITE_SECONDS = 120.0  # that a visit waits for the worker
FINISH_SECONDS = 2.0
MOST_AT_ONCE = 50  # mails dealt with in one turn of the worker


class Visit(threading.Thread):
    """One visit to the mailbox: read, wait until all is written down, mark what is dealt with."""

    def __init__(self, address: str, *, since: datetime, known: Container[str]) -> None:
        super().__init__(name="bounces", daemon=True)
        self.found: queue.SimpleQueue[tuple[str, list[Bounce]] | None] = queue.SimpleQueue()
        self.unmarked: Collection[str] = ()  # dealt with, and the server keeps no mark of it
        self.trouble = ""
        self._address = address
        self._since = since
        self._known = known
        self._dealt_with: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def run(self) -> None:
        """See the class."""
        try:
            with contextlib.closing(mailboxes.opened(self._address)) as mailbox:
                for name, raw in mailbox.unread(since=self._since, known=self._known):
                    self.found.put((name, bounces.read(raw)))
                self.found.put(None)
                dealt_with = self._dealt_with.get(timeout=WRITE_SECONDS)
                self.unmarked = dealt_with  # unless we hear otherwise
                self.unmarked = mailbox.mark(dealt_with)
        except mailboxes.TROUBLE as error:
            self.trouble = f"{type(error).__name__}: {error}"
        except queue.Empty:
            self.trouble = "what was read could not be written down"

    def mark(self, names: list[str]) -> None:
        """These are written down, and there are no more."""
        self._dealt_with.put(names)


class Collector:
    """One worker's part in reading the mailbox, called again and again."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._place = mailboxes.place_of(address)
        self._visit: Visit | None = None
        self._dealt_with: list[str] = []
        self._asked = -ASK_EVERY

    def __call__(self, *, at: datetime) -> int:
        """Begin a visit when one is due, or write down what it found; returns how much it did."""
        if self._visit is None:
            self._begin(at)
            return 0
        ended = not self._visit.is_alive()
        done = self._write_down(self._visit, at)
        if ended and not done:
            self._end(self._visit, at)
        return done

    def finish(self, *, at: datetime) -> None:
        """Mark what is written down so far, and go."""
        if self._visit is not None:
            self._visit.mark(self._dealt_with)
            self._visit.join(FINISH_SECONDS)
            actions.remember(self._place, self._visit.unmarked, at=at)
            self._visit = None

    def _begin(self, at: datetime) -> None:
        now = time.monotonic()
        if now - self._asked >= ASK_EVERY:
            self._asked = now
            if actions.claim_visit(self._place, at=at):
                self._dealt_with = []
                known = queries.remembered(self._place)
                self._visit = Visit(self._address, since=at - actions.LOOK_BACK, known=known)
                self._visit.start()

    def _write_down(self, visit: Visit, at: datetime) -> int:
        for done in range(MOST_AT_ONCE):
            try:
                found = visit.found.get_nowait()
            except queue.Empty:
                return done
            if found is None:
                visit.mark(self._dealt_with)
                return done
            name, said = found
            answers = [note(bounce, channel="email", at=at) for bounce in said]
            if all(answers):
                self._dealt_with.append(name)
        return MOST_AT_ONCE

    def _end(self, visit: Visit, at: datetime) -> None:
        self._visit = None
        actions.remember(self._place, visit.unmarked, at=at)
        if visit.trouble:
            actions.note_trouble(self._place, visit.trouble)
        else:
            actions.note_read(self._place, at=at)
