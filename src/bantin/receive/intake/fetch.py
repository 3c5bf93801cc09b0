"""Fetch one public page or feed, and never anything inside our own network.

The guard sits where the connection is dialled: the name is resolved there once, every address it
has must be public, and the socket goes to the address that was checked. So redirects, names that
change between two look-ups and numbers in odd spellings all meet the same wall. It hooks
``HTTPTransport._pool``; ``tests/test_fetch.py`` fails when httpx2 renames it.

``BANTIN_FETCH_ALLOW`` ("127.0.0.1:8401 …", host:port pairs) opens single places for the demo and
for tests. A public office leaves it empty.
"""

import socket
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2
from django.conf import settings

from bantin import __version__
from bantin.receive.intake.addresses import is_public
from bantin.receive.intake.errors import (
    BadAddress,
    ClosedAddress,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    WrongAnswer,
)

MEGABYTE = 2**20
LIMIT = 5 * MEGABYTE
SECONDS = 20.0
REDIRECTS = 5
LONGEST_ADDRESS = 2000
_STEP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: where it was in the end, its bytes and its declared type."""

    url: str
    body: bytes
    content_type: str


def fetch(
    url: str, *, limit: int = LIMIT, seconds: float = SECONDS, redirects: int = REDIRECTS
) -> Fetched:
    """Fetch ``url`` with GET; at most ``limit`` bytes (unpacked) in at most ``seconds``.

    Waits for the network: never call it inside a transaction.

    Raises:
        FetchRefused: the address, the answer, its size or its slowness is not acceptable.
    """
    deadline = time.monotonic() + seconds
    with httpx2.Client(
        transport=_GuardedTransport(deadline, url, seconds),
        headers={"User-Agent": user_agent(), "Accept-Encoding": "gzip"},
        timeout=httpx2.Timeout(min(seconds, 10.0)),
        trust_env=False,
        follow_redirects=False,
    ) as client:
        here = _checked(url)
        for _ in range(redirects + 1):
            try:
                found = _get(client, here, limit)
            except httpx2.TimeoutException as error:
                raise TooSlow(url=url, seconds=round(seconds)) from error
            if isinstance(found, Fetched):
                return found
            here = _checked(found)
    raise TooManyRedirects(url=url, most=redirects)


def user_agent() -> str:
    """Who we say we are, with a page that explains it."""
    return f"Bantin/{__version__} (+{settings.BASE_URL}/gioi-thieu/)"


def _checked(url: str) -> str:
    try:
        parsed = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, ValueError) as error:
        raise BadAddress(url=url[:200]) from error
    complete = parsed.scheme in {"http", "https"} and parsed.host and not parsed.userinfo
    if not complete or len(url) > LONGEST_ADDRESS:
        raise BadAddress(url=url[:200])
    return str(parsed)


def _get(client: httpx2.Client, url: str, limit: int) -> Fetched | str:
    """The page, or the address to which the server sends us."""
    try:
        with client.stream("GET", url) as answer:
            if answer.has_redirect_location:
                return str(answer.url.join(answer.headers["location"]))
            if not answer.is_success:
                raise WrongAnswer(url=url, status=answer.status_code)
            if int(answer.headers.get("content-length") or 0) > limit:
                raise TooLarge(source=url, most=limit // MEGABYTE)
            body = _read(answer, url, limit)
            return Fetched(url, body, answer.headers.get("content-type", "")[:200])
    except httpx2.TimeoutException:
        raise
    except httpx2.InvalidURL as error:
        raise BadAddress(url=url[:200]) from error
    except (httpx2.HTTPError, zlib.error, ValueError, UnicodeError) as error:
        raise Unreachable(url=url, why=str(error)[:200] or type(error).__name__) from error


def _read(answer: httpx2.Response, url: str, limit: int) -> bytes:
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", ""}:
        raise Unreachable(url=url, why=f"Content-Encoding: {encoding[:40]}")
    parts = answer.iter_raw(_STEP)
    body = bytearray()
    for part in _unzipped(parts) if "gzip" in encoding else parts:
        body += part
        if len(body) > limit:
            raise TooLarge(source=url, most=limit // MEGABYTE)
    return bytes(body)


def _unzipped(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack step by step, so that a bomb is noticed before it fills the memory."""
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    for part in parts:
        rest = part
        while rest and not unpack.eof:
            yield unpack.decompress(rest, _STEP)
            rest = unpack.unconsumed_tail
    yield unpack.flush()


class _GuardedTransport(httpx2.HTTPTransport):
    """Plain HTTP whose connections are dialled by the guard."""

    def __init__(self, deadline: float, url: str, seconds: float) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_keepalive_connections=0,
            network_backend=_Guard(_Clock(deadline, url, seconds)),
        )


@dataclass(frozen=True, slots=True)
class _Clock:
    """When the whole fetch has to be over."""

    deadline: float
    url: str
    seconds: float

    def left(self, timeout: float | None) -> float:
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise TooSlow(url=self.url, seconds=round(self.seconds))
        return min(remaining, timeout or remaining)


class _Guard(httpcore2.SyncBackend):
    """Resolves a name once, checks every address and dials the one that was checked."""

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        address = _resolve(host, port)
        stream = super().connect_tcp(
            address, port, self._clock.left(timeout), local_address, socket_options
        )
        return _TimedStream(stream, self._clock)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        raise ClosedAddress(host="unix", address="unix")


class _TimedStream(httpcore2.NetworkStream):
    """A connection that ends when the fetch's time is over, however slowly bytes drip."""

    def __init__(self, stream: httpcore2.NetworkStream, clock: _Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._clock.left(timeout))
        return _TimedStream(secure, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolve(host: str, port: int) -> str:
    """The address to dial for ``host``, after all its addresses passed."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(url=host, why=str(error)) from error
    addresses = [str(answer[4][0]) for answer in answers]
    if f"{host}:{port}" in settings.FETCH_ALLOW:
        return addresses[0]
    for address in addresses:
        if not is_public(address):
            raise ClosedAddress(host=host, address=address)
    return addresses[0]
