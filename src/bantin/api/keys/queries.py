"""Reads: whose key this is."""

from datetime import datetime

from bantin.api.keys.models import Key
from bantin.core.canonical import sha256_hex


def key_of(said: str, at: datetime) -> Key | None:
    """The key in force that ``said`` is, asked anew for each request."""
    found = Key.objects.filter(sha256=sha256_hex(said.encode())).first()
    return found if found and found.holds(at) else None
