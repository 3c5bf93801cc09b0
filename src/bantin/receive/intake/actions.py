"""Keep what came in, whole and unchanged, before anyone interprets it."""

import gzip
from datetime import datetime

from django.db import transaction

from bantin.core.canonical import sha256_hex
from bantin.receive.intake.errors import TooLarge
from bantin.receive.intake.models import Arrival

MEGABYTE = 2**20
MOST_BYTES = 64 * MEGABYTE


@transaction.atomic
def keep(way: str, source: str, body: bytes, content_type: str, at: datetime) -> Arrival:
    """Keep ``body`` compressed; the same bytes from the same source are kept once.

    Raises:
        TooLarge: more than 64 MB; look at the size before reading that much.
    """
    if len(body) > MOST_BYTES:
        raise TooLarge(source=source[:200], most=MOST_BYTES // MEGABYTE)
    arrival, _ = Arrival.objects.get_or_create(
        source=source[:2000],
        sha256=sha256_hex(body),
        defaults={
            "way": way,
            "content_type": content_type[:200],
            "size": len(body),
            "body": gzip.compress(body, compresslevel=6, mtime=0),
            "at": at,
        },
    )
    return arrival
