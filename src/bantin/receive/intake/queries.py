"""Read what came in."""

import gzip

from bantin.receive.intake.models import Arrival


def body_of(arrival: Arrival) -> bytes:
    """The bytes exactly as they came."""
    return gzip.decompress(bytes(arrival.body))
