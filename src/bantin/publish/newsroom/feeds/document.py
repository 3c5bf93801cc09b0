"""A feed's bytes."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings

from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.feeds import atom, json_feed, rss
from bantin.publish.newsroom.feeds.entries import Entry, entries
from bantin.publish.newsroom.feeds.feed import Feed, hub
from bantin.publish.newsroom.feeds.head import Head
from bantin.publish.newsroom.markup import legal

LENGTH = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed
Writer = Callable[[Head, Sequence[Entry]], str]
WRITERS: dict[str, Writer] = {"atom": atom.write, "rss": rss.write, "json": json_feed.write}


class Document(NamedTuple):
    """A feed's bytes at an instant, and when its newest text went live."""

    body: bytes
    newest: datetime | None


def document(feed: Feed, at: datetime) -> Document:
    """The whole feed as its readers get it at ``at``."""
    editions = list(feed.editions(at).defer("folded", "text")[:LENGTH])
    newest = max((edition.live.at for edition in editions), default=None)
    agency = legal(settings.AGENCY_NAME.get(feed.language) or settings.AGENCY_NAME["vi"])
    head = Head(
        title=f"{agency}: {legal(feed.name)}",
        agency=agency,
        language=feed.language,
        itself=feed.url,
        hub=hub(),
        page=addresses.public(feed.page),
        base=settings.BASE_URL,
        updated=newest or NEVER,
    )
    text = WRITERS[feed.form.code](head, entries(editions, at, language=feed.language))
    return Document(text.encode(), newest)
