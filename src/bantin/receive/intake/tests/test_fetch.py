"""HARDENING row 36: whatever an address looks like, only public machines are dialled."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bantin.receive.intake import fetch as fetching
from bantin.receive.intake.addresses import is_public
from bantin.receive.intake.errors import (
    BadAddress,
    ClosedAddress,
    FetchRefused,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    WrongAnswer,
)
from bantin.receive.intake.fetch import fetch


@dataclass
class Site:
    """A local server that remembers who connected and what was asked."""

    port: int
    dials: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Answers by route; everything after ``?`` is the route's argument."""

    def do_GET(self) -> None:
        site = self.server.site
        site.dials.append(self.path)
        site.agents.append(self.headers.get("User-Agent", ""))
        route, _, rest = self.path.partition("?")
        getattr(self, "do" + route.replace("/", "_"), self.do_page)(rest)

    def do_page(self, rest: str) -> None:
        self._send(200, b"xin chao", {"Content-Type": "text/html; charset=utf-8"})

    def do_to(self, rest: str) -> None:
        self._send(302, b"", {"Location": rest})

    def do_loop(self, rest: str) -> None:
        self._send(302, b"", {"Location": "/loop"})

    def do_missing(self, rest: str) -> None:
        self._send(404, b"", {})

    def do_big(self, rest: str) -> None:
        self._send(200, b"", {"Content-Length": str(200 * 2**20)})

    def do_endless(self, rest: str) -> None:
        self._send(200, b"", {})
        with suppress(OSError):
            while True:
                self.wfile.write(b"x" * 65536)

    def do_bomb(self, rest: str) -> None:
        bomb = gzip.compress(b"\0" * 2**20 * 40)
        self._send(200, bomb, {"Content-Encoding": "gzip"})

    def do_zipped(self, rest: str) -> None:
        self._send(200, gzip.compress(b"xin chao"), {"Content-Encoding": "gzip"})

    def do_brotli(self, rest: str) -> None:
        self._send(200, b"\x01\x02", {"Content-Encoding": "br"})

    def do_drip(self, rest: str) -> None:
        self._send(200, b"", {})
        pause = threading.Event()
        with suppress(OSError):
            for _ in range(200):
                self.wfile.write(b"x")
                pause.wait(0.05)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        with suppress(OSError):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serve() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.site = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def secret() -> Iterator[Site]:
    """A service inside our network: nobody may reach it through us."""
    with serve() as site:
        yield site


@pytest.fixture
def opened(settings: Any) -> Iterator[Site]:
    """A local site that stands for a public one: its host and port are allowed."""
    with serve() as site:
        settings.FETCH_ALLOW = [f"127.0.0.1:{site.port}"]
        yield site


HOSTILE = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://0.0.0.0:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fd00::1]:{port}/",
    "http://169.254.169.254:{port}/latest/meta-data/",
    "http://10.0.0.1:{port}/",
    "http://192.168.0.1:{port}/",
    "http://100.64.0.1:{port}/",
    "http://224.0.0.1:{port}/",
    "http://255.255.255.255:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://user:pw@127.0.0.1:{port}/",
    "http://rebind.example:{port}/",
    "http://half-private.example:{port}/",
    "file:///etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET",
    "javascript:alert(1)",
    "//127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@baodonglac.example/",
    "http:///127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "",
    "http://" + "a" * 3000 + ":{port}/",
]


class Dialled:
    """Every address to which a socket was really told to connect."""

    def __init__(self) -> None:
        self.addresses: list[Any] = []


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> Dialled:
    """Names answered by us, dials recorded."""
    seen = Dialled()
    real_lookup, real_connect = socket.getaddrinfo, socket.create_connection
    turns = {"rebind.example": [["93.184.216.34"], ["127.0.0.1"]]}
    fixed = {"half-private.example": ["93.184.216.34", "10.0.0.7"]}

    def lookup(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        answers = fixed.get(host) or (turns[host].pop(0) if host in turns else None)
        if answers is None:
            return real_lookup(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in answers]

    def connect(address: Any, *args: Any, **kwargs: Any) -> Any:
        seen.addresses.append(address)
        if is_public(address[0]):
            raise ConnectionRefusedError("no public network in tests")
        return real_connect(address, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", connect)
    return seen


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_never_dialled(url: str, secret: Site, dialled: Dialled) -> None:
    with pytest.raises(FetchRefused) as refusal:
        fetch(url.format(port=secret.port))

    assert str(refusal.value)
    assert secret.dials == []
    assert all(is_public(address[0]) for address in dialled.addresses)


def test_a_name_that_changes_between_look_ups_is_dialled_where_it_was_checked(
    secret: Site, dialled: Dialled
) -> None:
    with pytest.raises(Unreachable):
        fetch(f"http://rebind.example:{secret.port}/")

    assert dialled.addresses == [("93.184.216.34", secret.port)]
    assert secret.dials == []


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "//127.0.0.1:{port}/",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "ftp://127.0.0.1:{port}/",
    ],
)
def test_a_redirect_into_our_network_is_refused(target: str, secret: Site, opened: Site) -> None:
    with pytest.raises((ClosedAddress, BadAddress)):
        fetch(f"http://127.0.0.1:{opened.port}/to?{target.format(port=secret.port)}")

    assert len(opened.dials) == 1
    assert secret.dials == []


def test_an_allowed_place_is_fetched_with_an_honest_name(opened: Site) -> None:
    found = fetch(f"http://127.0.0.1:{opened.port}/page")

    assert found.body == b"xin chao"
    assert found.content_type == "text/html; charset=utf-8"
    assert opened.agents[0].startswith("Bantin/")
    assert "/gioi-thieu/" in opened.agents[0]


def test_redirects_end(opened: Site) -> None:
    with pytest.raises(TooManyRedirects):
        fetch(f"http://127.0.0.1:{opened.port}/loop")

    assert len(opened.dials) == fetching.REDIRECTS + 1


def test_a_redirect_within_an_allowed_place_is_followed(opened: Site) -> None:
    assert fetch(f"http://127.0.0.1:{opened.port}/to?/page").body == b"xin chao"


def test_a_declared_size_is_refused_before_reading(opened: Site) -> None:
    with pytest.raises(TooLarge):
        fetch(f"http://127.0.0.1:{opened.port}/big")


def test_an_endless_answer_is_cut(opened: Site) -> None:
    with pytest.raises(TooLarge):
        fetch(f"http://127.0.0.1:{opened.port}/endless")


def test_a_gzip_bomb_is_noticed_while_it_unpacks(opened: Site) -> None:
    with pytest.raises(TooLarge):
        fetch(f"http://127.0.0.1:{opened.port}/bomb")


def test_a_zipped_answer_is_unpacked(opened: Site) -> None:
    assert fetch(f"http://127.0.0.1:{opened.port}/zipped").body == b"xin chao"


def test_an_encoding_that_we_did_not_ask_for_is_refused(opened: Site) -> None:
    with pytest.raises(Unreachable):
        fetch(f"http://127.0.0.1:{opened.port}/brotli")


def test_a_dripping_server_is_left(opened: Site) -> None:
    with pytest.raises(TooSlow):
        fetch(f"http://127.0.0.1:{opened.port}/drip", seconds=0.4)


def test_an_error_page_is_no_page(opened: Site) -> None:
    with pytest.raises(WrongAnswer, match="404"):
        fetch(f"http://127.0.0.1:{opened.port}/missing")


def test_waiting_never_outlasts_the_deadline() -> None:
    clock = fetching._Clock(time.monotonic() - 1, "http://a.example", 1)
    with pytest.raises(TooSlow):
        clock.left(5)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)
