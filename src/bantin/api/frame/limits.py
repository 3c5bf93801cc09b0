"""How often one network or one key may ask, and how long it has to wait when that was too often.

Each may ask ``amount`` times at once and gets one more each ``seconds / amount`` (the generic cell
rate algorithm). Nothing is kept but one instant for each, in the cache of the process, and no
longer than the limit needs it.
"""

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from threading import Lock
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from bantin.core.canonical import sha256_hex

_V6_PREFIX = 64  # what one household or office has
_lock = Lock()


class Rate(NamedTuple):
    """So many requests in so many seconds."""

    amount: int
    seconds: float


def seconds_to_wait(who: str, rate: Rate, *, clock: Callable[[], float] = time.time) -> float:
    """Count a request of ``who``; 0 when it may go on, else after how many seconds it might."""
    step, now = rate.seconds / rate.amount, clock()
    name = f"api-rate:{sha256_hex(who.encode())[:32]}"
    with _lock:
        full = max(cache.get(name, now), now)  # until then all that was allowed is used up
        wait = float(full + step - now - rate.seconds)
        if wait > 1e-6:
            return wait
        cache.set(name, full + step, rate.seconds)
    return 0.0


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from: an IPv4 address, the first half of an IPv6 one."""
    address = get_adapter().get_client_ip(request)
    try:
        parsed = ip_address(address)
    except ValueError:
        return str(address)
    if parsed.version == 4:
        return str(parsed)
    return str(ip_network(f"{parsed}/{_V6_PREFIX}", strict=False))
