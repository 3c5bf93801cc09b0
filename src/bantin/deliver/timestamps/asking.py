"""One question at a time, in a thread: an authority that dawdles holds up nothing."""

import logging
import queue
import threading
import time

from bantin.core.clock import database_now
from bantin.deliver.timestamps import actions, queries
from bantin.deliver.timestamps.errors import NoTimestamp

logger = logging.getLogger(__name__)

LOOK_EVERY = 60.0
AFTER_FAILURE = 300.0


class Asker:
    """One worker process's questions; called again and again."""

    def __init__(self) -> None:
        self._asked: actions.Question | None = None
        self._said: queue.SimpleQueue[bytes | NoTimestamp] = queue.SimpleQueue()
        self._rests_until = 0.0

    def __call__(self) -> int:
        """Ask about the newest checkpoint when it is time, keep what was answered."""
        if self._asked:
            return self._settle(self._asked)
        if time.monotonic() < self._rests_until:
            return 0
        checkpoint = queries.unstamped(database_now())
        if checkpoint is None:
            self._rests_until = time.monotonic() + LOOK_EVERY
            return 0
        self._asked = actions.question(checkpoint)
        threading.Thread(target=self._ask, args=(self._asked,), daemon=True).start()
        return 0

    def _ask(self, asked: actions.Question) -> None:
        try:
            self._said.put(actions.ask(asked))
        except NoTimestamp as error:
            self._said.put(error)
        except Exception as error:
            logger.exception("Asking for a timestamp failed")
            self._said.put(NoTimestamp(str(error)))

    def _settle(self, asked: actions.Question) -> int:
        try:
            said = self._said.get_nowait()
        except queue.Empty:
            return 0
        self._asked = None
        try:
            if isinstance(said, NoTimestamp):
                raise said
            actions.keep(asked, said, at=database_now())
        except NoTimestamp as error:
            logger.warning("No timestamp for the checkpoint over %s entries: %s", asked.size, error)
            self._rests_until = time.monotonic() + AFTER_FAILURE
            return 0
        return 1
