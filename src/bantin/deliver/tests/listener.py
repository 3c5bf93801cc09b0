"""A stranger's web server on loopback: it answers questions and notes what is sent to it."""

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass
class Got:
    """One POST as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answered:
    """One answer to a POST."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Question:
    """One GET as it came."""

    path: str
    asked: dict[str, str]


class Listener:
    """Knows by the path how to behave: /good echoes, /wrong, /missing, /to (redirects), /silent."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.questions: list[Question] = []
        self.answers: list[Answered] = []  # for the next POSTs; then 200
        self.refuses = False  # says no to every question
        self.end = threading.Event()
        listener = self

        class Handler(_Handler):
            site = listener

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.place = f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.end.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    site: Listener

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.site.questions.append(Question(parts.path, asked))
        challenge = b"no" if self.site.refuses else asked.get("hub.challenge", "").encode()
        match parts.path:
            case "/wrong":
                self._say(200, b"yes")
            case "/missing":
                self._say(404, challenge)
            case "/to":
                self._say(302, challenge, {"Location": self.site.url("/good?" + parts.query)})
            case "/silent":
                self._drip(b"")
            case "/slow":
                self._drip(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n")
            case "/long":
                self._say(200, challenge * 1000)
            case _:
                self._say(200, challenge)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.site.got.append(Got(self.path, headers, body))
        answer = self.site.answers.pop(0) if self.site.answers else Answered(200)
        self._say(answer.status, b"", answer.headers)

    def _say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def _drip(self, beginning: bytes) -> None:
        """One byte at a time, for ever."""
        with suppress(OSError):
            self.wfile.write(beginning)
            while not self.site.end.wait(0.1):
                self.wfile.write(b"x" if beginning else b"")

    def log_message(self, *_words: object) -> None:
        pass
