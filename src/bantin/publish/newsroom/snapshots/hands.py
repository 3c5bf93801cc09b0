"""Many answers at once: while there is much to make, forked helpers make it on every core.

The keeper hands out a batch and waits for all of it before it looks at the record again, so what
holds for the answers that it makes itself holds for these. After an update of an office with 20,000
releases 340,000 answers are to be made again.
"""

import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Self

from django.db import connections

from bantin.core.parents import die_with_parent
from bantin.publish.newsroom.snapshots import making
from bantin.publish.newsroom.snapshots.store import Address

SECONDS_TO_END = 5.0
NICE = 10  # readers who have to wait for the database come first


class Hands:
    """So many processes that make answers; forked from a process with one thread."""

    def __init__(self, count: int) -> None:
        connections.close_all()  # nobody shares a connection
        fork = multiprocessing.get_context("fork")
        self._lines: list[Connection] = []
        self._processes = []
        for _number in range(count):
            ours, theirs = fork.Pipe()
            self._lines.append(ours)
            given = (theirs, list(self._lines), os.getpid())
            process = fork.Process(target=_work, args=given, daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)

    def __len__(self) -> int:
        return len(self._processes)

    def make(self, addresses: Sequence[Address]) -> list[making.Outcome]:
        """What came of each address, in their order.

        Raises:
            EOFError, OSError: A helper is gone.
            Exception: What went wrong there, the database away for one.
        """
        count = len(self._lines)
        for place, line in enumerate(self._lines):
            line.send(addresses[place::count])
        outcomes: list[making.Outcome] = [None] * len(addresses)
        errors = []
        for place, line in enumerate(self._lines):
            answer = line.recv()
            if isinstance(answer, Exception):
                errors.append(answer)
            else:
                outcomes[place::count] = answer
        if errors:
            raise errors[0]
        return outcomes

    def close(self) -> None:
        """Let the helpers end, and see to it that they did."""
        for line in self._lines:
            line.close()
        for process in self._processes:
            process.terminate()
            process.join(SECONDS_TO_END)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _work(line: Connection, of_the_keeper: list[Connection], parent: int) -> None:
    for one in of_the_keeper:
        one.close()
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the group; the keeper decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent(parent)
    while True:
        try:
            addresses = line.recv()
        except (EOFError, OSError):
            return
        line.send(_outcomes(addresses))


def _outcomes(addresses: Sequence[Address]) -> list[making.Outcome] | Exception:
    try:
        return [making.outcome(address) for address in addresses]
    except Exception as error:  # noqa: BLE001 - the keeper raises it
        return error
