"""Talking to servers that may dawdle: patience for a whole exchange.

A socket's timeout starts anew with every byte that arrives, so a server that sends one byte every
five seconds would hold a thread for hours.
"""

import io
import socket
import time


class Patience:
    """How long the other side may take for everything together."""

    def __init__(self, seconds: float) -> None:
        self.limit(seconds)

    def limit(self, seconds: float) -> None:
        """From now on, allow ``seconds``."""
        self._deadline = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; TimeoutError when none are."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the server took too long")
        return left


class PatientReader(io.RawIOBase):
    """Reads a socket while there is patience, and never more than ``most`` bytes of an answer."""

    def __init__(self, sock: socket.socket, patience: Patience, *, most: int) -> None:
        self.sock = sock
        self._patience = patience
        self._most = most
        self._read = 0

    def begin(self) -> None:
        """A new answer begins."""
        self._read = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what is there, or wait for it."""
        self.sock.settimeout(self._patience.left())
        count = self.sock.recv_into(buffer)
        self._read += count
        if self._read > self._most:
            raise ConnectionAbortedError("the server's answer does not end")
        return count


def is_here(host: str) -> bool:
    """Whether ``host`` is this machine, so that nobody can listen on the way."""
    return host in {"127.0.0.1", "::1", "localhost"}
