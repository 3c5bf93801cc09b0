"""Writes: add a webhook, rotate its secrets, close it; and the test, which writes nothing."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import aiohttp
from django.db import transaction
from django.utils.translation import gettext as _

from bantin.deliver.channels.http.channel import Reply
from bantin.deliver.channels.http.client import post_once, why
from bantin.deliver.channels.http.guard import ClosedPlace, checked
from bantin.deliver.channels.webhook import message, queries, signing
from bantin.deliver.channels.webhook.channel import in_words, signed
from bantin.deliver.channels.webhook.errors import NotAWebAddress, NotReached
from bantin.deliver.channels.webhook.models import Key
from bantin.deliver.channels.webhook.signing import Secrets
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.models import Endpoint
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Area, Topic

OVERLAP = timedelta(hours=24)  # how long an old key signs beside the new one


@dataclass(frozen=True, slots=True)
class Made:
    """A webhook and its new secrets; nobody can read the secret again later."""

    endpoint: Endpoint
    secrets: Secrets


@transaction.atomic
def add(
    *,
    url: str,
    name: str,
    at: datetime,
    contact: Contact | None = None,
    language: str = "",
    topics: Iterable[Topic] = (),
    areas: Iterable[Area] = (),
) -> Made:
    """Add a webhook, with its first secrets; what is left out means any.

    Raises:
        NotAWebAddress: ``url`` is not a complete http or https address.
    """
    check(url)
    endpoint = Endpoint.objects.create(
        channel=queries.CODE, address=url, name=name, contact=contact, language=language, since=at
    )
    endpoint.topics.set(topics)
    endpoint.areas.set(areas)
    return Made(endpoint, _new_key(endpoint, at))


def check(url: str) -> None:
    """Refuse what a webhook cannot have as its address; where it leads is checked at each dial.

    Raises:
        NotAWebAddress: ``url`` is not a complete http or https address.
    """
    try:
        checked(url)
    except ClosedPlace as error:
        raise NotAWebAddress(url=url[:200]) from error


@transaction.atomic
def rotate(endpoint: Endpoint, *, at: datetime, overlap: timedelta = OVERLAP) -> Made:
    """Make new secrets; the old ones sign too until the overlap is over.

    Keys that were ending already keep their own ends. Rotating with no overlap is for a secret
    that somebody else has.
    """
    present = Key.objects.select_for_update(no_key=True).filter(endpoint=endpoint)
    present.filter(ends_at__gt=at + overlap).update(ends_at=at + overlap)
    present.filter(ends_at=None).update(ends_at=at + overlap)
    return Made(endpoint, _new_key(endpoint, at))


@dataclass(frozen=True, slots=True)
class Tested:
    """What came back to a test, and after how many seconds."""

    reply: Reply
    seconds: float

    @property
    def taken(self) -> bool:
        """Whether the receiver would take a text."""
        return 200 <= self.reply.status < 300

    def __str__(self) -> str:
        said = {"seconds": f"{self.seconds:.2f}", "reply": in_words(self.reply)[:200]}
        return _("The test was answered after %(seconds)s s: %(reply)s") % said


def try_out(endpoint: Endpoint, *, at: datetime) -> Tested:
    """Send a test and take the time. As :func:`ping` otherwise."""
    begun = time.monotonic()
    return Tested(ping(endpoint, at=at), time.monotonic() - begun)


def ping(endpoint: Endpoint, *, at: datetime) -> Reply:
    """Send a test with its own identifier and tell what came back.

    Waits for the network: never call it inside a transaction. Nothing is written down.

    Raises:
        NotReached: There was no reply.
    """
    secrets = queries.secrets([endpoint.pk])[endpoint.pk]
    body = message.envelope("ping", at, {"webhook": endpoint.name})
    request = signed(endpoint.address, f"msg_{uuid4().hex}", body, secrets, at=at)
    try:
        return post_once(request)
    except (OSError, aiohttp.ClientError) as error:
        raise NotReached(why=why(error)) from error


def close_given_up(*, at: datetime) -> int:
    """Close webhooks that took nothing for days, and say why; returns how many.

    The press office sees them on the desk and opens them again; what was missed can be replayed.
    """
    return sum(
        endpoints.close(one.pk, at=at, reason=queries.TOOK_NOTHING) for one in queries.given_up()
    )


def _new_key(endpoint: Endpoint, at: datetime) -> Secrets:
    secrets = signing.make()
    Key.objects.create(
        endpoint=endpoint, sealed=signing.seal(secrets), public=secrets.whpk, made_at=at
    )
    return secrets
