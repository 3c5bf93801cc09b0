"""Atom (RFC 4287)."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from bantin.publish.newsroom.feeds.entries import Entry
from bantin.publish.newsroom.feeds.head import Head


def write(head: Head, entries: Sequence[Entry]) -> str:
    """The feed as Atom."""
    return render_to_string("newsroom/feed.atom.xml", {"head": head, "entries": entries})
