"""Writes: a browser starts, changes, stops, and is forgotten."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from bantin.deliver.channels.webpush import queries
from bantin.deliver.channels.webpush.encryption import keys_of
from bantin.deliver.channels.webpush.errors import NotABrowser, ServiceFull
from bantin.deliver.channels.webpush.keys import key_of
from bantin.deliver.channels.webpush.models import Browser
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.addresses import NotPublicAddress, public_host
from bantin.deliver.endpoints.models import Endpoint
from bantin.receive.subjects.models import Area, Topic


@dataclass(frozen=True, slots=True)
class Given:
    """What a browser gives: where to send, and what to encrypt with."""

    address: str
    p256dh: str
    auth: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What its holder wants: no topics, areas or texts mean any."""

    only_urgent: bool
    topics: Collection[Topic] = ()
    areas: Collection[Area] = ()
    texts: str = ""


def start(given: Given, choices: Choices, *, at: datetime) -> Browser:
    """Send to a browser from now on. Doing it again changes its choices.

    Raises:
        NotABrowser: it cannot be sent to.
        ServiceFull: too many lead to a push service that nobody knows.
    """
    host = _host(given, at)
    known = Browser.objects.filter(key=key_of(given.address)).exists()
    if not known and queries.is_full(host):
        raise ServiceFull
    try:
        return _start(given, choices, host, at=at)
    except IntegrityError:  # the same browser at the same moment
        return _start(given, choices, host, at=at)


@transaction.atomic
def stop(address: str, *, at: datetime) -> bool:
    """Send nothing more to a browser and forget it; False when nobody knows it."""
    row = Browser.objects.filter(key=key_of(address)).first()
    if row is None:
        return False
    endpoints.close(row.endpoint_id, at=at, reason=gettext_noop("stopped in the browser"))
    _forget([row.endpoint_id])
    return True


def move(address: str, given: Given, *, at: datetime) -> bool:
    """The push service gave a browser another address: its choice goes there; False when unknown.

    Raises:
        NotABrowser: it cannot be sent to at the new address.
        ServiceFull: too many lead to a push service that nobody knows.
    """
    known = queries.browser(address)
    if known is None:
        return False
    chosen = known.endpoint
    choices = Choices(
        only_urgent=chosen.only_urgent,
        topics=list(chosen.topics.all()),
        areas=list(chosen.areas.all()),
        texts=chosen.language,
    )
    start(given, choices, at=at)
    return given.address == address or stop(address, at=at)


@transaction.atomic
def forget_closed(*, at: datetime) -> int:
    """Forget the browsers that are gone, as their push services or their own end say."""
    ours = Endpoint.objects.filter(channel=queries.CODE)
    ended = ours.filter(closed_at=None, expires_at__lte=at)
    ended.update(closed_at=at, closed_because=gettext_noop("the push address expired"))
    gone = list(
        ours.filter(closed_at__isnull=False).exclude(address="").values_list("pk", flat=True)
    )
    _forget(gone)
    return len(gone)


def _forget(endpoint_ids: list[int]) -> None:
    """Delete keys and addresses; that something was sent stays."""
    Browser.objects.filter(endpoint__in=endpoint_ids).delete()
    rows = Endpoint.objects.filter(pk__in=endpoint_ids)
    rows.update(address="", language="")
    for chosen in (Endpoint.topics, Endpoint.areas):
        chosen.through.objects.filter(endpoint__in=endpoint_ids).delete()


@transaction.atomic
def _start(given: Given, choices: Choices, host: str, *, at: datetime) -> Browser:
    key = key_of(given.address)
    row = Browser.objects.select_for_update(no_key=True).filter(key=key).first()
    endpoint = row.endpoint if row else Endpoint(channel=queries.CODE, since=at)
    if endpoint.closed_at:
        endpoint.since, endpoint.closed_at, endpoint.closed_because = at, None, ""
    endpoint.address, endpoint.name = given.address, host
    endpoint.expires_at = given.expires_at
    endpoint.only_urgent, endpoint.language = choices.only_urgent, choices.texts
    endpoint.save()
    endpoint.topics.set(choices.topics)
    endpoint.areas.set(choices.areas)
    values = {"key": key, "p256dh": given.p256dh, "auth": given.auth}
    browser, _new = Browser.objects.update_or_create(endpoint=endpoint, defaults=values)
    return browser


def _host(given: Given, at: datetime) -> str:
    try:
        keys_of(given.p256dh, given.auth)
        host = public_host(given.address, schemes=("https",))
    except (NotPublicAddress, ValueError) as error:
        raise NotABrowser from error
    if given.expires_at and given.expires_at <= at:
        raise NotABrowser
    return host
