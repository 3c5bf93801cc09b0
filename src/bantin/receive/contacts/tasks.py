"""The worker sends the mails of requests; the scheduler deletes what nobody confirmed."""

import os
import threading
from functools import cache

from bantin.core import work
from bantin.core.clock import database_now
from bantin.receive.contacts import mail, outgoing, signup
from bantin.receive.contacts.mail import Letter, Outcome

MOMENT = 0.05  # seconds that one call waits for the mail server
PURGE_EVERY = 60.0


class Postman:
    """Sends on a thread of its own, so that a slow mail server holds up nothing else."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._done: dict[int, Outcome] = {}

    def __call__(self) -> int:
        """Begin to send what is due, or write down what was sent; 0 when there is nothing."""
        if self._thread is None and not self._begin():
            return 0
        self._collect(MOMENT)
        return 1

    def finish(self) -> None:
        """Write down what is on its way; what does not end soon is sent again later."""
        self._collect(2.0)

    def _begin(self) -> bool:
        letters = outgoing.claim(at=database_now())
        if letters:
            self._done = {}
            self._thread = threading.Thread(target=self._send, args=(letters,), daemon=True)
            self._thread.start()
        return bool(letters)

    def _collect(self, seconds: float) -> None:
        if self._thread is None:
            return
        self._thread.join(seconds)
        if not self._thread.is_alive():
            self._thread = None
            outgoing.note(self._done, at=database_now())

    def _send(self, letters: list[Letter]) -> None:
        self._done = mail.send(letters)


@cache
def _postman(_process: int) -> Postman:
    """The postman of one process."""
    return Postman()


@work.on_worker
def send_mails() -> int:
    """Send the mails of requests."""
    return _postman(os.getpid())()


@work.at_end_of_worker
def finish_mails() -> None:
    """Write down what was sent."""
    _postman(os.getpid()).finish()


@work.on_scheduler
@work.every(PURGE_EVERY)
def purge_requests() -> int:
    """Delete the requests that nobody confirmed in time."""
    return signup.purge(at=database_now())
