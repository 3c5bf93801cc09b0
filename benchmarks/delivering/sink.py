"""A fast SMTP server that keeps nothing: ``python -m benchmarks.delivering.sink PORT``.

It takes every message, counts it, and offers pipelining as large mail servers do. On SIGTERM it
prints how many came and when the first and the last did, as JSON.
"""

import asyncio
import json
import signal
import sys
import time
from dataclasses import asdict, dataclass


@dataclass
class Count:
    """Messages taken so far; times in seconds since 1970."""

    messages: int = 0
    recipients: int = 0
    first: float = 0.0
    last: float = 0.0

    def note(self) -> None:
        """One more message came."""
        self.last = time.time()
        self.first = self.first or self.last
        self.messages += 1


class Smtp(asyncio.Protocol):
    """One connection: command lines until DATA, then a message until the lone dot."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._waiting = bytearray()
        self._in_message = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every whole line or message."""
        self._waiting += data
        replies = []
        while reply := self._next():
            replies.append(reply)
        if replies:
            self._transport.write(b"".join(replies))
        if b"221 bye\r\n" in replies:
            self._transport.close()

    def _next(self) -> bytes:
        end = self._waiting.find(b"\r\n.\r\n" if self._in_message else b"\r\n")
        if end < 0:
            return b""
        line = bytes(self._waiting[:end])
        del self._waiting[: end + (5 if self._in_message else 2)]
        if self._in_message:
            self._in_message = False
            self._count.note()
            return b"250 taken\r\n"
        return self._reply(line[:4].upper())

    def _reply(self, word: bytes) -> bytes:
        if word == b"DATA":
            self._in_message = True
            return b"354 go on\r\n"
        if word == b"RCPT":
            self._count.recipients += 1
        return {
            b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
            b"QUIT": b"221 bye\r\n",
        }.get(word, b"250 ok\r\n")


async def serve(port: int) -> Count:
    """Take messages until SIGTERM."""
    count = Count()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Smtp(count), "127.0.0.1", port)
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    server.close()
    return count


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(serve(int(sys.argv[1]))))))
