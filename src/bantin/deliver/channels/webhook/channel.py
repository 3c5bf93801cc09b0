"""The webhook channel: what is asked of an endpoint, and what its replies mean."""

import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bantin.deliver.channels.base import Answer, Outcome, Parcel
from bantin.deliver.channels.http.channel import HttpChannel, Reply, Request
from bantin.deliver.channels.webhook import message, queries
from bantin.deliver.channels.webhook.signing import Secrets, signatures
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MINUTE, HOUR = 60.0, 3_600.0
WAITS = (
    5.0, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
)  # fmt: skip
SECRETS_SECONDS = 5.0  # how long a secret is used before the database is asked again


class WebhookChannel(HttpChannel):
    """Standard Webhooks 1.0."""

    code = "webhook"
    label: "StrOrPromise" = _("webhook")
    desk_page = "webhook"
    waits = WAITS  # ten tries in about 75 hours

    def __init__(self) -> None:
        self._secrets: dict[int, tuple[float, list[Secrets]]] = {}

    def render(self, edition: Edition, _language: str) -> bytes:
        """The same for all: an edition is in one language."""
        return message.render(edition)

    def prepare(self, endpoint_ids: Collection[int]) -> None:
        """Read the secrets of these endpoints, unless that was a moment ago."""
        now = time.monotonic()
        old = {key for key, (read, _) in self._secrets.items() if now - read > SECRETS_SECONDS}
        wanted = [key for key in endpoint_ids if key in old or key not in self._secrets]
        if wanted:
            self._secrets.update(
                {key: (now, found) for key, found in queries.secrets(wanted).items()}
            )

    def request(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Request:
        """A signed POST."""
        name, body = message.taken_apart(rendered, parcel.recipient)
        _read, secrets = self._secrets[parcel.recipient]
        return signed(parcel.address, name, body, secrets, at=at)

    def judge(self, reply: Reply, *, at: datetime) -> Answer:
        """2xx: taken. 410: never again. Everything else, redirects too: later."""
        said = in_words(reply)
        if 200 <= reply.status < 300:
            return Answer(Outcome.HANDED_OVER, said)
        if reply.status == 410:
            return Answer(Outcome.REFUSED, said, address_is_dead=True)
        asked = _retry_after(reply, at) if reply.status in {429, 503} else None
        return Answer(Outcome.LATER, said, retry_after=asked)


def signed(
    url: str, name: str, body: bytes, secrets: Collection[Secrets], *, at: datetime
) -> Request:
    """One POST with the headers of Standard Webhooks."""
    timestamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures(secrets, id=name, timestamp=timestamp, body=body),
    }
    return Request(url, headers, body)


def in_words(reply: Reply) -> str:
    """The status and the first words of the reply, for the log."""
    words = " ".join(reply.body.decode("utf-8", "replace").split())
    printable = "".join(letter for letter in words if letter.isprintable())
    if 300 <= reply.status < 400:
        printable = f"redirects are not followed: {reply.headers.get('location', '')}"
    return f"{reply.status} {printable}".strip()[:500]


def _retry_after(reply: Reply, at: datetime) -> timedelta | None:
    """How long it wants to be left alone: seconds, or a date."""
    said = reply.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal():
        return timedelta(seconds=min(int(said[:9]), 30 * 24 * 3_600))
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(min(until - at, timedelta(days=30)), timedelta())
