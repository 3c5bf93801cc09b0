"""How often one network or one key may ask, and how long it has to wait when that was too often.

Each may ask ``amount`` times at once and gets one more each ``seconds / amount`` (the generic cell
rate algorithm). Nothing is kept but one instant for each, and no longer than the limit needs it: on
PostgreSQL in a table that all web processes and nodes share, on SQLite, where one process serves
the web, in its memory.
"""

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from threading import Lock
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from bantin.api.frame.models import Allowance

_ABOUT = 1e-6  # seconds: what floating point leaves
_COUNT = """
INSERT INTO api_frame_allowance AS used (name, used_until) VALUES (%(name)s, %(now)s + %(step)s)
ON CONFLICT (name) DO UPDATE SET used_until = GREATEST(used.used_until, %(now)s) + %(step)s
WHERE GREATEST(used.used_until, %(now)s) + %(step)s - %(now)s - %(seconds)s <= %(about)s
RETURNING used_until
"""
_V6_PREFIX = 64  # what one household or office has
_lock = Lock()


class Rate(NamedTuple):
    """So many requests in so many seconds."""

    amount: int
    seconds: float


def seconds_to_wait(who: str, rate: Rate, *, clock: Callable[[], float] = time.time) -> float:
    """Count a request of ``who``; 0 when it may go on, else after how many seconds it might."""
    name = salted_hmac(__name__, who, algorithm="sha256").hexdigest()[:32]
    if connection.vendor == "postgresql":
        try:
            return _counted_together(name, rate, clock())
        except DatabaseError:  # each process counts alone, until it is back
            pass
    return _counted_here(name, rate, clock())


def forget(*, at: float) -> int:
    """Delete what is over; returns how many rows."""
    return Allowance.objects.filter(used_until__lt=at).delete()[0]


def _counted_together(name: str, rate: Rate, now: float) -> float:
    step = rate.seconds / rate.amount
    values: dict[str, str | float] = {
        "name": name,
        "now": now,
        "step": step,
        "seconds": rate.seconds,
        "about": _ABOUT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        if cursor.fetchone():
            return 0.0
    used = Allowance.objects.values_list("used_until", flat=True).filter(name=name).first()
    return max(0.0, (used or now) + step - now - rate.seconds)


def _counted_here(name: str, rate: Rate, now: float) -> float:
    step = rate.seconds / rate.amount
    with _lock:
        full = max(cache.get(f"api-rate:{name}", now), now)  # until then all is used up
        wait = float(full + step - now - rate.seconds)
        if wait > _ABOUT:
            return wait
        cache.set(f"api-rate:{name}", full + step, rate.seconds)
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
