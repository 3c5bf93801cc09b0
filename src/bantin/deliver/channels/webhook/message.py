"""What a webhook carries: an envelope with type and timestamp around ninjs."""

import hashlib
import json
from datetime import datetime
from typing import Any

from bantin.core.clock import database_now
from bantin.publish.newsroom.ninjs import instant, ninjs
from bantin.publish.newsroom.queries import first_live
from bantin.publish.record.models import Edition

TYPES = {
    Edition.Kind.ORIGINAL: "edition.live",
    Edition.Kind.CORRECTION: "edition.corrected",
    Edition.Kind.WITHDRAWAL: "edition.withdrawn",
}
_NAME = 64  # the first bytes of what is rendered name the edition: its SHA-256


def render(edition: Edition) -> bytes:
    """The edition's SHA-256, then the body that all endpoints get."""
    first = first_live([edition.uid], database_now()).get(edition.uid, edition.live.at)
    body = envelope(TYPES[Edition.Kind(edition.kind)], edition.live.at, ninjs(edition, first=first))
    return edition.sha256.encode() + body


def envelope(type: str, at: datetime, data: dict[str, Any]) -> bytes:
    """The body as bytes; they are what is signed."""
    whole = {"type": type, "timestamp": instant(at), "data": data}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def taken_apart(rendered: bytes, endpoint: int) -> tuple[str, bytes]:
    """The identifier and the body of one edition for one endpoint."""
    sha256, body = rendered[:_NAME], rendered[_NAME:]
    return identifier(sha256.decode(), endpoint), body


def identifier(sha256: str, endpoint: int) -> str:
    """The ``webhook-id`` of the edition with this SHA-256 for one endpoint.

    It depends on nothing but these two, so it is the same for every repeat and replay, also after
    the office came back from a backup.
    """
    return f"msg_{hashlib.sha256(f'{sha256}.{endpoint}'.encode()).hexdigest()[:32]}"
