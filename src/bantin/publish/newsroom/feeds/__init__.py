"""Feeds: what is current, newest first, with the whole text, in three formats.

A release keeps one ``tag:`` URI for all its editions, the same in every feed and format. On a
correction every date of its entry moves to the new edition's instant: systems that compare only
the date of publication would otherwise take the correction for something they have.
"""

from bantin.publish.newsroom.feeds.document import LENGTH, Document, document
from bantin.publish.newsroom.feeds.feed import (
    HUB_PATH,
    Feed,
    carrying,
    feeds_about,
    find,
    hub,
    links,
)
from bantin.publish.newsroom.feeds.formats import ATOM, FORMATS, JSON, RSS, Format

__all__ = [
    "ATOM",
    "FORMATS",
    "HUB_PATH",
    "JSON",
    "LENGTH",
    "RSS",
    "Document",
    "Feed",
    "Format",
    "carrying",
    "document",
    "feeds_about",
    "find",
    "hub",
    "links",
]
