"""A real HTTP server for tests. It notes everything and misbehaves by path.

What it does is decided by the first part of the path; ``server.say`` overrides a path's answer:

``/ok…``      204
``/gone``     410
``/later``    429 with ``Retry-After`` (the query)
``/busy``     503 with ``Retry-After``
``/error``    500
``/never``    404
``/moved``    302 to the query
``/drip``     a status line, then one byte of the body every ``drip`` seconds, without an end
``/silent``   takes the request and says nothing until the server ends
``/cut``      takes the request and closes
``/endless``  200 and a body without an end
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote


@dataclass
class Arrived:
    """One request as it came over the wire."""

    path: str
    headers: dict[str, str]  # names in small letters
    body: bytes


@dataclass
class HttpSink:
    """What arrived."""

    port: int = 0
    drip: float = 0.05
    delay: float = 0.0
    arrived: list[Arrived] = field(default_factory=list)
    dials: int = 0
    at_once: dict[str, int] = field(default_factory=dict)  # path: most requests at one time
    say: dict[str, int] = field(default_factory=dict)  # path: status instead of what it says
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    _now: dict[str, int] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path: str) -> list[Arrived]:
        return [one for one in self.arrived if one.path == path]

    def enter(self, arrived: Arrived) -> None:
        with self.lock:
            self.arrived.append(arrived)
            now = self._now[arrived.path] = self._now.get(arrived.path, 0) + 1
            self.at_once[arrived.path] = max(now, self.at_once.get(arrived.path, 0))

    def leave(self, path: str) -> None:
        with self.lock:
            self._now[path] -= 1


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def setup(self) -> None:
        super().setup()
        self.server.sink.dials += 1

    def do_POST(self) -> None:
        sink = self.server.sink
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        sink.enter(Arrived(path, headers, body))
        sink.ended.wait(sink.delay)
        word = path.strip("/").partition("-")[0]
        if path in sink.say:
            self._send(sink.say[path])
        else:
            answer: Callable[[str], None] = getattr(self, f"do_{word}", self.do_ok)
            answer(unquote(query))
        sink.leave(path)

    def do_ok(self, _query: str) -> None:
        self._send(204)

    def do_gone(self, _query: str) -> None:
        self._send(410, b"no longer here")

    def do_later(self, query: str) -> None:
        self._send(429, b"slow down", **{"Retry-After": query or "120"})

    def do_busy(self, query: str) -> None:
        self._send(503, b"", **{"Retry-After": query or "120"})

    def do_error(self, _query: str) -> None:
        self._send(500, b"it broke")

    def do_never(self, _query: str) -> None:
        self._send(404)

    def do_moved(self, query: str) -> None:
        self._send(302, Location=query)

    def do_drip(self, _query: str) -> None:
        self._head(200, {"Content-Type": "text/plain", "Connection": "close"})
        with suppress(OSError):
            while not self.server.sink.ended.wait(self.server.sink.drip):
                self.wfile.write(b"x")

    def do_silent(self, _query: str) -> None:
        self.server.sink.ended.wait()
        self.close_connection = True

    def do_cut(self, _query: str) -> None:
        self.close_connection = True

    def do_endless(self, _query: str) -> None:
        self._head(200, {"Connection": "close"})
        with suppress(OSError):
            while not self.server.sink.ended.is_set():
                self.wfile.write(b"x" * 65536)

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        headers |= {} if status == 204 else {"Content-Length": str(len(body))}
        with suppress(OSError):
            self._head(status, headers)
            self.wfile.write(body)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.close_connection = headers.get("Connection") == "close"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200
    sink: HttpSink


class HttpSinkServer:
    """Runs an :class:`HttpSink` in threads."""

    def __init__(self, **options: Any) -> None:
        self.sink = HttpSink(**options)

    def __enter__(self) -> HttpSink:
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.sink = self.sink
        self.sink.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self.sink

    def __exit__(self, *_: object) -> None:
        self.sink.ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
