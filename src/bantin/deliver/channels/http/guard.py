"""Dialling addresses that others chose, and never anything inside our own network.

The guard sits where connections are dialled: a name is resolved once, every address it has must be
public, and the socket goes to one that was checked. So names that change between two look-ups and
numbers in odd spellings meet the same wall. ``BANTIN_FETCH_ALLOW`` opens single places, as for
:mod:`bantin.receive.intake.fetch`.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from django.conf import settings

from bantin.receive.intake.addresses import is_public

LOOKUPS = 32  # names resolved at once: a silent name server keeps few others waiting


class ClosedPlace(OSError):
    """An address leads into our own network, or is not HTTP at all."""


def checked(url: str) -> str:
    """``url`` when it is a complete http or https address.

    Raises:
        ClosedPlace: It is not.
    """
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise ClosedPlace(f"not an address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ClosedPlace("only http and https addresses without a login are dialled")
    if "\\" in url or not url.isprintable() or " " in url:
        raise ClosedPlace("not an address")
    return url


class GuardedResolver(AbstractResolver):
    """Resolves a name to public addresses, or not at all."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS, thread_name_prefix="lookup")
        self.opened: set[tuple[str, int]] = set()  # what BANTIN_FETCH_ALLOW let in by name

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of ``host``, when every one may be dialled."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port, family)
        if f"{host}:{port}" in settings.FETCH_ALLOW:
            self.opened |= {(address, port) for _family, address in found}
        elif closed := [address for _family, address in found if not is_public(address)]:
            raise ClosedPlace(f"{host} leads to {closed[0]}, which is not public")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=kind, proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, address in found
        ]  # fmt: skip

    def socket_for(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """The socket that is about to be dialled; the last check, also for bare numbers."""
        address, port = str(info[4][0]), int(info[4][1])
        allowed = (address, port) in self.opened or f"{address}:{port}" in settings.FETCH_ALLOW
        if not allowed and not is_public(address):
            raise ClosedPlace(f"{address} is not public")
        return socket.socket(info[0], info[1], info[2])

    async def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: int) -> list[tuple[int, str]]:
    try:
        answers = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise ClosedPlace(f"not a name: {error}") from error
    return [(int(answer[0]), str(answer[4][0])) for answer in answers]
