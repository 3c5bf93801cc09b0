"""Asking an authority about a checkpoint, and keeping what it said."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from django.conf import settings

from bantin.deliver.channels.http.channel import Request
from bantin.deliver.channels.http.client import post_once, why
from bantin.deliver.timestamps.errors import NoTimestamp
from bantin.publish.record.ledger import timestamps
from bantin.publish.record.models import Checkpoint, Timestamp

LARGEST = 64 * 2**10  # bytes of an answer; it holds the authority's certificates
CLOCKS = timedelta(minutes=10)  # by which the authority's clock and ours may differ
_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
}


@dataclass(frozen=True)
class Question:
    """What is asked about one checkpoint."""

    size: int
    note: bytes
    nonce: int


def question(checkpoint: Checkpoint) -> Question:
    """A new question about a checkpoint."""
    return Question(checkpoint.pk, checkpoint.note.encode(), secrets.randbits(63))


def ask(asked: Question) -> bytes:
    """What the authority answers; talks to the network and to no database.

    Raises:
        NoTimestamp: nothing that could be an answer.
    """
    body = timestamps.query(asked.note, asked.nonce)
    try:
        reply = post_once(Request(settings.TSA, _HEADERS, body), most_read=LARGEST)
    except (OSError, aiohttp.ClientError) as error:
        raise NoTimestamp(why(error)) from error
    if reply.status != 200:
        raise NoTimestamp(f"status {reply.status}")
    return reply.body


def keep(asked: Question, response: bytes, *, at: datetime) -> Timestamp:
    """Put the answer on the record; where there is one already, that one stays.

    Raises:
        NoTimestamp: it does not answer the question, or its clock is not ours.
    """
    try:
        said = timestamps.time_of(response, asked.note, asked.nonce)
    except timestamps.Refused as error:
        raise NoTimestamp(str(error)) from error
    if abs(said - at) > CLOCKS:
        raise NoTimestamp(f"its clock says {said:%Y-%m-%d %H:%M:%S} UTC, ours {at:%H:%M:%S}")
    kept, _new = Timestamp.objects.get_or_create(
        checkpoint_id=asked.size, defaults={"response": response, "at": said}
    )
    return kept
