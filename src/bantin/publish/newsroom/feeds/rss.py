"""RSS 2.0, with the whole text (``content:encoded``) and Atom's links and dates."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from bantin.publish.newsroom.feeds.entries import Entry
from bantin.publish.newsroom.feeds.head import Head


def write(head: Head, entries: Sequence[Entry]) -> str:
    """The feed as RSS."""
    return render_to_string("newsroom/feed.rss.xml", {"head": head, "entries": entries})
