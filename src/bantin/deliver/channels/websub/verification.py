"""Asking a callback whether it wants what was asked for in its name (WebSub, 5.3).

Callbacks are asked by threads that know nothing of the database, so that one that dawdles holds up
neither the worker's other work nor a transaction. Without a yes nothing is ever sent there.
"""

import logging
import queue
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bantin.core.clock import database_now
from bantin.deliver.channels.websub import actions, callbacks
from bantin.deliver.channels.websub.models import Intent
from bantin.receive.intake.errors import FetchRefused, TooSlow, Unreachable
from bantin.receive.intake.fetch import fetch

logger = logging.getLogger(__name__)

AT_ONCE = 4
SECONDS = 10.0
LARGEST = 4096  # bytes of an answer; a challenge is shorter
GATHER_SECONDS = 0.05


class Said(Enum):
    """What a callback said to the question."""

    YES = "yes"
    NO = "no"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class _Result:
    intent: Intent
    said: Said


class Verifier:
    """One worker process's questions to callbacks; called again and again."""

    def __init__(self) -> None:
        self._flying: dict[int, Intent] = {}
        self._results: queue.SimpleQueue[_Result] = queue.SimpleQueue()

    def __call__(self) -> int:
        """Ask what is due, write down what was said; returns how much is going on."""
        now = database_now()
        room = AT_ONCE - len(self._flying)
        for intent in actions.claim(limit=room, at=now) if room else []:
            self._flying[intent.pk] = intent
            threading.Thread(target=self._ask, args=(intent,), daemon=True).start()
        going_on = len(self._flying)
        self._settle(at=now)
        return going_on

    def finish(self) -> None:
        """Give back what nobody has answered yet."""
        self._settle(at=database_now())
        actions.give_back(list(self._flying), at=database_now())
        self._flying.clear()

    def _settle(self, *, at: datetime) -> None:
        wait = GATHER_SECONDS if self._flying else 0.0
        while self._flying:
            try:
                result = self._results.get(block=wait > 0, timeout=wait)
            except queue.Empty:
                return
            wait = 0.0
            self._flying.pop(result.intent.pk, None)
            _settle(result, at=at)

    def _ask(self, intent: Intent) -> None:
        said = Said.NOTHING
        try:
            said = ask(intent)
        except Exception:
            logger.exception("A callback at %s cannot be asked", intent.host)
        finally:
            self._results.put(_Result(intent, said))


def ask(intent: Intent) -> Said:
    """Put the question to the callback. Redirects are not followed: they are no yes."""
    challenge = secrets.token_urlsafe(32)
    parameters = {"mode": intent.mode, "topic": intent.topic, "challenge": challenge}
    if intent.mode == Intent.Mode.SUBSCRIBE:
        parameters["lease_seconds"] = str(intent.lease_seconds)
    url = callbacks.question(intent.callback, **parameters)
    try:
        answer = fetch(url, limit=LARGEST, seconds=SECONDS, redirects=0)
    except (TooSlow, Unreachable):
        return Said.NOTHING
    except FetchRefused:
        return Said.NO
    return Said.YES if secrets.compare_digest(answer.body, challenge.encode()) else Said.NO


def _settle(result: _Result, *, at: datetime) -> None:
    match result.said:
        case Said.YES:
            actions.confirm(result.intent, at=at)
        case Said.NO:
            logger.info("A callback at %s refused to %s", result.intent.host, result.intent.mode)
            actions.drop(result.intent)
        case Said.NOTHING:
            actions.postpone(result.intent, at=at)
