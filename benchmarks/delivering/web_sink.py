"""A fast HTTP server that keeps nothing: ``python -m benchmarks.delivering.web_sink PORT``.

It takes every POST with 204 and counts it; a path that begins with ``/dead`` is taken and never
answered. On SIGTERM it prints how many came and when the first and the last did, as JSON, and how
many distinct pairs of address and ``webhook-id``.
"""

import asyncio
import json
import signal
import sys
import time
from dataclasses import asdict, dataclass


@dataclass
class Count:
    """Requests taken so far; times in seconds since 1970."""

    requests: int = 0
    distinct: int = 0
    dead: int = 0
    first: float = 0.0
    last: float = 0.0


class Http(asyncio.Protocol):
    """One connection: heads with a Content-Length, one after another."""

    def __init__(self, count: Count, seen: set[bytes]) -> None:
        self._count, self._seen = count, seen
        self._waiting = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first head."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._waiting[:end])
            lines = head.split(b"\r\n")
            fields = dict(line.lower().split(b": ", 1) for line in lines[1:])
            whole = end + 4 + int(fields.get(b"content-length", b"0"))
            if len(self._waiting) < whole:
                return
            del self._waiting[:whole]
            self._take(lines[0].split(b" ")[1], fields)

    def _take(self, path: bytes, fields: dict[bytes, bytes]) -> None:
        if path.startswith(b"/dead"):
            self._count.dead += 1
            return
        count = self._count
        count.last = time.time()
        count.first = count.first or count.last
        count.requests += 1
        self._seen.add(path + fields.get(b"webhook-id", b""))
        self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


async def serve(port: int) -> Count:
    """Take requests until SIGTERM."""
    count, seen = Count(), set[bytes]()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Http(count, seen), "127.0.0.1", port, backlog=1000)
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    server.close()
    count.distinct = len(seen)
    return count


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(serve(int(sys.argv[1]))))))
