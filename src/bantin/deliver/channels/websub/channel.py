"""Two channels: our hub's subscribers, and another hub that is told what is new."""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from bantin.core.clock import database_now
from bantin.deliver.channels.base import Answer, Parcel, doubling
from bantin.deliver.channels.http.channel import HttpChannel, Reply, Request
from bantin.deliver.channels.websub import message, queries
from bantin.deliver.channels.websub.actions import HUB
from bantin.deliver.channels.websub.judging import judge
from bantin.deliver.channels.websub.models import FeedSubscription
from bantin.publish.newsroom import feeds
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import public_editions

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REMEMBERED = 20_000  # subscriptions between their being read and their being sent to


@dataclass(frozen=True, slots=True)
class _Ready:
    """What one subscriber gets."""

    content: message.Content
    secret: str


class WebSubChannel(HttpChannel):
    """Our own hub: each subscriber gets the feed that it follows.

    The feed is made when rows are taken on, not when the edition was new: a try that comes hours
    later brings what is current then, never a text that was corrected meanwhile.
    """

    code = queries.CODE
    label: "StrOrPromise" = _("WebSub")
    waits = doubling(30.0, 7_200.0, tries=20)  # about a day

    def __init__(self) -> None:
        self._ready: OrderedDict[int, _Ready] = OrderedDict()
        self._contents: dict[str, message.Content | None] = {}
        self._made_of = ""  # the newest edition when the feeds were made

    def render(self, edition: Edition, language: str) -> bytes:
        """Nothing: what is sent depends on the feed."""
        return b""

    def prepare(self, endpoint_ids: Collection[int]) -> None:
        """Read the secrets and make the feeds of these subscribers."""
        self._forget_old_feeds()
        rows = FeedSubscription.objects.filter(endpoint__in=endpoint_ids)
        for endpoint, topic, secret in rows.values_list("endpoint", "topic", "secret"):
            content = self._content(topic)
            if content:
                self._ready[endpoint] = _Ready(content, secret)
                self._ready.move_to_end(endpoint)
        while len(self._ready) > max(REMEMBERED, len(endpoint_ids)):
            self._ready.popitem(last=False)

    def request(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Request:
        """The feed to the subscriber's callback.

        Raises:
            LookupError: the feed is no longer there.
        """
        ready = self._ready[parcel.recipient]
        headers = message.headers(ready.content, ready.secret)
        return Request(parcel.address, headers, ready.content.body)

    def judge(self, reply: Reply, *, at: datetime) -> Answer:
        """410 ends the subscription; everything else that is no 2xx is tried again."""
        return judge(reply, at=at)

    def _forget_old_feeds(self) -> None:
        newest = public_editions(database_now()).values_list("sha256", flat=True).first() or ""
        if newest != self._made_of:
            self._made_of = newest
            self._contents.clear()

    def _content(self, topic: str) -> message.Content | None:
        if topic not in self._contents:
            self._contents[topic] = _content(topic)
        return self._contents[topic]


def _content(topic: str) -> message.Content | None:
    """What a feed's subscribers get now; None when it is no longer there."""
    feed = feeds.find(topic)
    if feed is None:
        return None
    body = feeds.document(feed, database_now()).body
    return message.Content(body, feed.form.content_type, feeds.links(feed))


class HubChannel(HttpChannel):
    """Another hub: it is told which feeds have something new, and fetches them itself."""

    code = HUB
    label: "StrOrPromise" = _("WebSub hub")
    waits = doubling(15.0, 3_600.0, tries=30)  # about a day

    def render(self, edition: Edition, language: str) -> bytes:
        """The feeds in which the edition appears, as the form that hubs take."""
        return form(feed.url for feed in feeds.carrying(edition))

    def request(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Request:
        """The form to the hub."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(parcel.address, headers, rendered)

    def judge(self, reply: Reply, *, at: datetime) -> Answer:
        """Every 2xx is a yes; anything else is tried again. The endpoint is never closed by it."""
        return judge(reply, at=at, may_close=False)


def form(urls: Iterable[str]) -> bytes:
    """``hub.mode=publish`` with each feed's address, as PubSubHubbub 0.3 has it."""
    return urlencode([("hub.mode", "publish"), *(("hub.url", url) for url in urls)]).encode()
