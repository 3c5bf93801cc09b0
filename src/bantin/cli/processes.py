"""One process tree: a parent that forks its parts, restarts one that dies, and ends them all.

The parent sets Django up once and forks before any thread or connection exists, so the parts
share its memory and start at once. Each part asks the kernel to end it when the parent dies
(PR_SET_PDEATHSIG, Linux), so ``kill -9`` of the parent leaves nothing behind.
"""

import contextlib
import os
import signal
import sys
import threading
import time
import types
from collections.abc import Callable, Mapping

from bantin.core.parents import die_with_parent

GRACE = 8.0  # seconds that a part has to finish what it is doing
SHORTEST_LIFE = 5.0  # a part that dies sooner waits before it is started again

Part = Callable[[threading.Event], None]


class Tree:
    """Parts that run side by side until a signal or :meth:`end`."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self.parts = dict(parts)
        self.running: dict[int, tuple[str, float]] = {}
        self.again: dict[str, float] = {}
        self.ending = False

    def run(self, *, each_turn: Callable[[], None] = lambda: None) -> None:
        """Start all parts and stay until SIGINT or SIGTERM; ``each_turn`` is called often."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        for name in self.parts:
            self._fork(name)
        try:
            while not self.ending:
                self._reap()
                self._restart()
                each_turn()
                time.sleep(0.1)
        finally:
            self.end()

    def end(self) -> None:
        """Ask every part to end, wait, then end what is left."""
        self.ending = True
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while self.running and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        self._signal_all(signal.SIGKILL)
        while self.running:
            self._reap()
            time.sleep(0.01)

    def _on_signal(self, _number: int, _frame: types.FrameType | None) -> None:
        self.ending = True

    def _fork(self, name: str) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os._exit(_live(self.parts[name], parent))
        self.running[pid] = (name, time.monotonic())

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                name, since = self.running.pop(pid, ("", 0.0))
                if name and not self.ending:
                    self._note_death(name, since, os.waitstatus_to_exitcode(status))

    def _note_death(self, name: str, since: float, code: int) -> None:
        print(f"{name} ended with {code}; it is started again.", file=sys.stderr)
        soon = time.monotonic() - since < SHORTEST_LIFE
        self.again[name] = time.monotonic() + (2.0 if soon else 0.0)

    def _restart(self) -> None:
        for name, when in list(self.again.items()):
            if time.monotonic() >= when:
                del self.again[name]
                self._fork(name)

    def _signal_all(self, number: signal.Signals) -> None:
        for pid in list(self.running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def run_here(part: Part) -> None:
    """Run one part in this process until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    part(stop)


def _live(part: Part, parent: int) -> int:
    """A forked part's whole life; returns its exit code."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the group; the parent decides
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        die_with_parent(parent)
        part(stop)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - the last line of a process: report and end
        import traceback

        traceback.print_exc()
        return 1
    else:
        return 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
