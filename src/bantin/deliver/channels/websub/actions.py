"""Writes: note a request, take it to its callback, make it real or drop it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_noop

from bantin.deliver.channels.websub import callbacks, queries
from bantin.deliver.channels.websub.errors import (
    BadLease,
    BadSecret,
    HubElsewhere,
    HubFull,
    NotOurFeed,
    UnknownMode,
)
from bantin.deliver.channels.websub.keys import key_of
from bantin.deliver.channels.websub.models import FeedSubscription, Intent
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.models import Endpoint
from bantin.publish.newsroom import feeds
from bantin.receive.subjects.models import Area, Topic

SHORTEST, USUAL, LONGEST = timedelta(days=1), timedelta(days=5), timedelta(days=10)
IN_HAND = timedelta(seconds=60)  # a request that a worker took comes back after this
WAITS = (timedelta(minutes=1), timedelta(minutes=10))  # when nobody answered
HUB = "hub"  # the channel that tells another hub what is new


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the hub as it came."""

    mode: str
    topic: str
    callback: str
    secret: str = ""
    lease_seconds: str = ""


def ask(asked: Asked, *, at: datetime) -> Intent:
    """Note a request; its callback is asked by a worker. A repeated one replaces the first.

    Raises:
        HubRefused: it is not taken, and nothing is noted.
    """
    _check_feed(asked)
    host = callbacks.host_of(asked.callback)
    _check_secret(asked.secret)
    lease = _lease(asked.lease_seconds)
    key = key_of(asked.callback, asked.topic)
    if queries.is_full(host, key=key):
        raise HubFull
    values = {
        "mode": asked.mode,
        "topic": asked.topic,
        "callback": asked.callback,
        "host": host,
        "secret": asked.secret,
        "lease_seconds": int(lease.total_seconds()),
        "asked_at": at,
        "due_at": at,
        "attempts": 0,
    }
    intent, _new = Intent.objects.update_or_create(key=key, defaults=values)
    return intent


@transaction.atomic
def claim(*, limit: int, at: datetime) -> list[Intent]:
    """Take requests to their callbacks; another worker gets others."""
    due = Intent.objects.filter(due_at__lte=at).order_by("due_at", "pk")
    taken = list(due.select_for_update(skip_locked=True)[:limit])
    rows = Intent.objects.filter(pk__in=[intent.pk for intent in taken])
    rows.update(due_at=at + IN_HAND, attempts=F("attempts") + 1)
    return taken


def give_back(intent_ids: list[int], *, at: datetime) -> None:
    """Put what was taken and not answered back, as if never taken."""
    rows = Intent.objects.filter(pk__in=intent_ids)
    rows.update(due_at=at, attempts=F("attempts") - 1)


@transaction.atomic
def confirm(intent: Intent, *, at: datetime) -> bool:
    """The callback said yes: make it real. False when another request replaced this one."""
    if not _still_asked(intent).delete()[0]:
        return False
    if intent.mode == Intent.Mode.SUBSCRIBE:
        _subscribe(intent, at=at)
    else:
        _unsubscribe(intent, at=at)
    return True


def drop(intent: Intent) -> None:
    """The callback said no: nothing changes, and it is not asked again."""
    _still_asked(intent).delete()


def postpone(intent: Intent, *, at: datetime) -> None:
    """Nobody answered: ask again later, three times in all."""
    if intent.attempts >= len(WAITS):
        drop(intent)
    else:
        _still_asked(intent).update(due_at=at + WAITS[intent.attempts])


@transaction.atomic
def end_leases(*, at: datetime) -> int:
    """Close what was not renewed, and forget the secrets of what is closed; returns how many."""
    ours = Endpoint.objects.filter(channel=queries.CODE)
    ended = ours.filter(closed_at=None, expires_at__lte=at)
    count = ended.update(closed_at=at, closed_because=gettext_noop("lease ended"))
    kept = FeedSubscription.objects.filter(endpoint__closed_at__isnull=False)
    kept.exclude(secret="").update(secret="")
    return count


@transaction.atomic
def follow_hub(*, at: datetime) -> None:
    """Have just the endpoint of the hub that the settings name, and none when it is our own."""
    ours = Endpoint.objects.filter(channel=HUB)
    others = ours.exclude(address=settings.HUB) if settings.HUB else ours
    others.filter(closed_at=None).update(
        closed_at=at, closed_because=gettext_noop("another hub is set")
    )
    if settings.HUB and not ours.filter(address=settings.HUB, closed_at=None).exists():
        host = (urlsplit(settings.HUB).hostname or "")[:160]
        Endpoint.objects.create(channel=HUB, address=settings.HUB, name=host, since=at)


def _still_asked(intent: Intent) -> QuerySet[Intent]:
    """The request, unless a newer one took its place meanwhile."""
    return Intent.objects.filter(pk=intent.pk, asked_at=intent.asked_at, mode=intent.mode)


def _subscribe(intent: Intent, *, at: datetime) -> None:
    feed = feeds.find(intent.topic)
    if feed is None:  # the topic went away while the callback was asked
        return
    row = FeedSubscription.objects.select_for_update(no_key=True).filter(key=intent.key).first()
    endpoint = row.endpoint if row else Endpoint(channel=queries.CODE, since=at)
    if endpoint.closed_at:
        endpoint.since, endpoint.closed_at, endpoint.closed_because = at, None, ""
    endpoint.address, endpoint.name = intent.callback, intent.host
    endpoint.language = feed.texts_in
    endpoint.expires_at = at + timedelta(seconds=intent.lease_seconds)
    endpoint.save()
    endpoint.topics.set([feed.about] if isinstance(feed.about, Topic) else [])
    endpoint.areas.set([feed.about] if isinstance(feed.about, Area) else [])
    FeedSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={"topic": intent.topic, "key": intent.key, "secret": intent.secret},
    )


def _unsubscribe(intent: Intent, *, at: datetime) -> None:
    row = FeedSubscription.objects.filter(key=intent.key).first()
    if row:
        endpoints.close(row.endpoint_id, at=at, reason=gettext_noop("unsubscribed"))
        FeedSubscription.objects.filter(pk=row.pk).update(secret="")


def _check_feed(asked: Asked) -> None:
    if settings.HUB:
        raise HubElsewhere(hub=settings.HUB)
    if asked.mode not in Intent.Mode.values:
        raise UnknownMode
    if feeds.find(asked.topic) is None:
        raise NotOurFeed


def _check_secret(secret: str) -> None:
    if len(secret.encode()) >= 200 or any(not sign.isprintable() for sign in secret):
        raise BadSecret


def _lease(wished: str) -> timedelta:
    """What was asked for, within our bounds."""
    if not wished:
        return USUAL
    if not (wished.isascii() and wished.isdigit() and len(wished) < 12):
        raise BadLease
    return min(max(timedelta(seconds=int(wished)), SHORTEST), LONGEST)
