"""Addresses that strangers give us to send to.

Names are resolved and checked where they are dialled, at every try. Here only what is visibly not
a public address is sent away, so that whoever gives it learns of it at once.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from bantin.receive.intake.addresses import is_public

LONGEST = 2000
LONGEST_HOST = 160  # as an endpoint's name
_INSIDE = (".localhost", ".local", ".internal", ".home.arpa")


class NotPublicAddress(ValueError):
    """Nothing will be sent to an address like this."""


def public_host(address: str, *, schemes: Collection[str]) -> str:
    """The host of ``address``.

    Places that ``BANTIN_FETCH_ALLOW`` names are taken as they are.

    Raises:
        NotPublicAddress: it is incomplete, has signs that do not belong there, or leads inside.
    """
    plain = address.isascii() and address.isprintable() and not set(address) & {" ", "\\"}
    if not plain or len(address) > LONGEST:
        raise NotPublicAddress
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotPublicAddress from error
    host = parts.hostname or ""
    allowed = f"{host}:{port}" in settings.FETCH_ALLOW
    if not _complete(parts) or not (allowed or (parts.scheme in schemes and _maybe_public(host))):
        raise NotPublicAddress
    return host[:LONGEST_HOST]


def _complete(parts: SplitResult) -> bool:
    named = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return named and parts.username is None and parts.password is None and not parts.fragment


def _maybe_public(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith(_INSIDE)
    return is_public(host)
